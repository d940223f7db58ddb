#include "platform/store/postgres/errors.h"

#include <array>
#include <string>

#include "platform/base/log.h"

namespace tw::store::postgres {
namespace {

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

/// `Key (code, country)=(A, DE) already exists.` → `code, country`; quotes of unusual names are
/// left out.
std::string columns_in_detail(std::string_view detail) {
  const std::size_t begin = detail.find('(');
  const std::size_t end = detail.find(")=(");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  std::string columns{detail.substr(begin + 1, end - begin - 1)};
  std::erase(columns, '"');
  return columns;
}

Params unique_places(const PGresult* result, const About& about) {
  const std::string_view constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
  Params params{{"table", std::string{field(result, PG_DIAG_TABLE_NAME)}}};
  params["columns"] = columns_in_detail(field(result, PG_DIAG_MESSAGE_DETAIL));
  if (about.table == nullptr || about.table->name != params["table"]) return params;
  for (const Index& index : about.table->indexes) {
    if (index.name == constraint) params["columns"] = joined(index.columns);
  }
  return params;
}

Params table_of(const PGresult* result, const About& about) {
  if (about.table != nullptr) return {{"table", about.table->name}};
  return {{"table", std::string{field(result, PG_DIAG_TABLE_NAME)}}};
}

[[noreturn]] void raise_constraint(const PGresult* result, std::string_view state,
                                   const About& about) {
  if (state == "23505")
    throw AppError(Errc::conflict, "store.unique", unique_places(result, about));
  if (state == "23503" || state == "23001") {
    const bool removing = about.purpose == sql::Purpose::remove;
    throw AppError(Errc::conflict, removing ? "store.referenced" : "store.no_such_record",
                   table_of(result, about));
  }
  if (state == "23502") {
    throw AppError(Errc::invalid, "store.required",
                   {{"table", std::string{field(result, PG_DIAG_TABLE_NAME)}},
                    {"columns", std::string{field(result, PG_DIAG_COLUMN_NAME)}}});
  }
  logger::error("store.failed", state);
  throw AppError(Errc::internal, "store.failed");
}

struct Meaning {
  std::string_view state;
  Errc kind;
  const char* code;
};

constexpr std::array meanings{Meaning{"22003", Errc::invalid, "number.overflow"},
                              Meaning{"22008", Errc::invalid, "date.out_of_range"},
                              Meaning{"22021", Errc::invalid, "store.text_nul"},
                              Meaning{"22P05", Errc::invalid, "store.text_nul"},
                              Meaning{"25006", Errc::busy, "store.unavailable"},
                              Meaning{"40001", Errc::busy, "store.busy"},
                              Meaning{"40P01", Errc::busy, "store.busy"},
                              Meaning{"53100", Errc::storage, "store.full"},
                              Meaning{"53200", Errc::busy, "store.out_of_memory"},
                              Meaning{"53300", Errc::busy, "store.unavailable"},
                              Meaning{"54000", Errc::too_large, "store.too_big"},
                              Meaning{"55P03", Errc::busy, "store.busy"},
                              Meaning{"57014", Errc::busy, "store.too_slow"},
                              Meaning{"58030", Errc::storage, "store.io"},
                              Meaning{"XX001", Errc::storage, "store.corrupt"},
                              Meaning{"XX002", Errc::storage, "store.corrupt"},
                              Meaning{"57P01", Errc::busy, "store.unavailable"},
                              Meaning{"57P02", Errc::busy, "store.unavailable"},
                              Meaning{"57P03", Errc::busy, "store.unavailable"},
                              Meaning{"57P05", Errc::busy, "store.unavailable"},
                              Meaning{"0A000", Errc::busy, "store.busy"},
                              Meaning{"26000", Errc::busy, "store.busy"},
                              Meaning{"42P07", Errc::busy, "store.busy"},
                              Meaning{"42701", Errc::busy, "store.busy"}};

/// These say something is wrong with the machine or with us, whatever they are answered with.
bool is_alarming(std::string_view state) {
  return state == "58030" || state == "53100" || state.starts_with("XX");
}

}  // namespace

std::string_view state_of(const PGresult* result) { return field(result, PG_DIAG_SQLSTATE); }

bool is_conflict(std::string_view state) { return state == "40001" || state == "40P01"; }

bool is_loss(std::string_view state) {
  return state.starts_with("08") || state.starts_with("57P") || state == "25006" ||
         state == "0A000" || state == "26000";
}

void raise(const PGresult* result, const About& about) {
  const std::string_view state = state_of(result);
  if (state.starts_with("23")) raise_constraint(result, state, about);
  for (const Meaning& meaning : meanings) {
    if (meaning.state != state) continue;
    if (is_alarming(state)) logger::error(meaning.code, field(result, PG_DIAG_MESSAGE_PRIMARY));
    throw AppError(meaning.kind, meaning.code);
  }
  if (state.empty() || state.starts_with("08")) unavailable();
  // The message of a data exception (22…) may hold a record's content.
  std::string what{state};
  if (!state.starts_with("22")) what += ' ' + std::string{field(result, PG_DIAG_MESSAGE_PRIMARY)};
  logger::error("store.failed", what);
  throw AppError(Errc::internal, "store.failed");
}

void unavailable() { throw AppError(Errc::busy, "store.unavailable"); }

}  // namespace tw::store::postgres
