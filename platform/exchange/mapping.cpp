// Which column is which field: proposed from the headings, or read from a file.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/exchange/paths.h"

namespace tw::exchange {
namespace {

/// `客户 名称*：` and `Customer_Name` → what can be compared.
std::string normalized(std::string_view heading) {
  const std::string folded = fold(trim(heading));
  std::string out;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(folded, at);
    static constexpr std::u32string_view ignored = U" _-*:.,/()[]'\"›·、、（）";
    if (ignored.find(c) == std::u32string_view::npos) out += folded.substr(start, at - start);
  }
  return out;
}

/// The heading without what stands in brackets: `金额 (USD)`.
std::string_view without_brackets(std::string_view heading) {
  const std::size_t open = std::min(heading.find('('), heading.find("（"));
  return open == std::string_view::npos || open == 0 ? heading : heading.substr(0, open);
}

/// Every heading that is understood, with its path; the first meaning given to a word stays.
class Meanings {
 public:
  Meanings(const meta::Catalogue& catalogue, const meta::EntityDef& entity)
      : entity_{entity}, paths_{paths_of(catalogue, entity)} {
    for (const auto& path : paths_) add_label(path.path, path.label);
    add_short_labels();
    for (const Synonym& synonym : synonyms()) add_synonym(synonym);
  }

  /// Paths for a heading, best first.
  std::vector<std::string> of(std::string_view heading) const {
    std::vector<std::string> found;
    const std::string plain = trim(heading);
    if (bind_path(entity_, plain)) found.push_back(plain);
    for (const std::string_view form : {std::string_view{plain}, without_brackets(plain)}) {
      const auto meaning = words_.find(normalized(form));
      if (meaning != words_.end())
        found.insert(found.end(), meaning->second.begin(), meaning->second.end());
    }
    return found;
  }
  const std::vector<MappingProposal::Path>& paths() const { return paths_; }

 private:
  void add(std::string_view word, const std::string& path) {
    std::vector<std::string>& meanings = words_[normalized(word)];
    if (std::find(meanings.begin(), meanings.end(), path) == meanings.end())
      meanings.push_back(path);
  }
  void add_label(const std::string& path, const Label& label) {
    for (const Language language : all_languages) add(label.in(language), path);
  }

  /// `数量` for `订单明细 › 数量`, `客户编号` for `客户 › 客户编号`.
  void add_short_labels() {
    for (const auto& path : paths_) {
      for (const Language language : all_languages) {
        const std::string& label = path.label.in(language);
        for (std::size_t at = label.find(" › "); at != std::string::npos;
             at = label.find(" › ", at + 1))
          add(std::string_view{label}.substr(at + std::string_view{" › "}.size()), path.path);
      }
    }
  }

  void add_synonym(const Synonym& synonym) {
    std::vector<std::string> meant;
    if (bind_path(entity_, synonym.path)) meant.emplace_back(synonym.path);
    for (const meta::FieldDef& field : entity_.fields()) {
      if (field.type != meta::Type::lines || !meant.empty()) continue;
      std::string path = field.name + "." + std::string{synonym.path};
      if (bind_path(entity_, path)) meant.push_back(std::move(path));
    }
    for (const std::string& path : meant)
      for (const std::string_view word : split(synonym.words, '|')) add(word, path);
  }

  const meta::EntityDef& entity_;
  std::vector<MappingProposal::Path> paths_;
  std::unordered_map<std::string, std::vector<std::string>> words_;
};

/// `account` is served by `account.external_id` as well.
bool serves(const std::set<std::string>& used, const std::string& path) {
  return std::any_of(used.begin(), used.end(), [&](const std::string& other) {
    return other == path || other.starts_with(path + ".");
  });
}

[[noreturn]] void bad_mapping(std::string reason) {
  throw AppError{Errc::invalid, "import.bad_mapping", {{"reason", std::move(reason)}}};
}

std::map<std::string, std::string> read_pairs(const YAML::Node& node) {
  if (!node.IsMap()) bad_mapping("expected name: value");
  std::map<std::string, std::string> pairs;
  for (const auto& pair : node) {
    if (!pair.first.IsScalar() || !pair.second.IsScalar()) bad_mapping("expected name: value");
    pairs[pair.first.Scalar()] = pair.second.Scalar();
  }
  return pairs;
}

}  // namespace

MappingProposal propose(const meta::Catalogue& catalogue, const meta::EntityDef& entity,
                        const std::vector<std::string>& columns) {
  const Meanings meanings{catalogue, entity};
  MappingProposal proposal;
  proposal.paths = meanings.paths();
  std::set<std::string> used;
  std::set<std::string> mapped;
  const auto take = [&](const std::string& column, const std::string& path) {
    if (!used.insert(path).second) return false;
    proposal.mapping.columns[column] = path;
    mapped.insert(column);
    return true;
  };
  // What is a path already is never taken away by a mere label.
  for (const std::string& column : columns)
    if (bind_path(entity, column)) take(column, column);
  for (const std::string& column : columns) {
    if (mapped.contains(column)) continue;
    for (const std::string& path : meanings.of(column))
      if (take(column, path)) break;
    if (!mapped.contains(column)) proposal.unmapped.push_back(column);
  }
  const bool has_lines = std::any_of(used.begin(), used.end(), [&](const std::string& path) {
    return bind_path(entity, path)->lines != nullptr;
  });
  for (const auto& path : proposal.paths) {
    if (!path.required || serves(used, path.path)) continue;
    if (!has_lines && bind_path(entity, path.path)->lines != nullptr) continue;
    proposal.missing.push_back(path.path);
  }
  return proposal;
}

Mapping parse_mapping(std::string_view yaml) {
  constexpr std::size_t most_bytes = 1u << 20;
  if (yaml.size() > most_bytes) bad_mapping("too long");
  Mapping mapping;
  try {
    const YAML::Node root = YAML::Load(std::string{yaml});
    if (!root.IsMap()) bad_mapping("expected columns: and defaults:");
    for (const auto& pair : root) {
      const std::string name = pair.first.Scalar();
      if (name == "columns")
        mapping.columns = read_pairs(pair.second);
      else if (name == "defaults")
        mapping.defaults = read_pairs(pair.second);
      else
        bad_mapping("unknown key " + name);
    }
  } catch (const YAML::Exception& error) {
    bad_mapping(error.what());
  }
  return mapping;
}

}  // namespace tw::exchange
