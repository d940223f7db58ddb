#pragma once
// Simplified Chinese to the traditional characters and words of Taiwan, for labels that give only
// `zh`.

#include <string>

namespace tw::meta {

/// OpenCC `s2twp`. Its dictionaries are loaded at the first call and kept, as the constant they
/// are; any thread may call. Throws std::exception when they are not installed.
std::string traditional_of(const std::string& simplified);

}  // namespace tw::meta
