#pragma once
// What a module gives to the application: its rules, its work, its first data. Listed in
// app/modules.cpp, nowhere else.

#include <string_view>

#include "platform/record/pipeline.h"
#include "platform/work/work.h"

namespace tw::work {

struct Module {
  std::string_view name;
  void (*bind_rules)(record::Hooks& hooks) = nullptr;
  void (*bind_work)(Work& work) = nullptr;
};

}  // namespace tw::work
