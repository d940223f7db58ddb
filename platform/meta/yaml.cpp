#include "platform/meta/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include "platform/base/text.h"

namespace tw::meta::yaml {
namespace {

struct Refused {
  Mark mark;
  std::string code, message;
};

/// Builds the tree from the parser's events. Containers under construction lie on a stack by value,
/// so that no pointer into a growing vector is kept.
class Builder : public YAML::EventHandler {
 public:
  Builder(const std::string& file, Report& report) : file_{file}, report_{report} {}

  Node take() { return std::move(root_); }
  int documents() const { return documents_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) throw Refused{at(mark), "yaml.multiple_documents", "one document a file"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, {}, anchor);
    place(Node{Node::Kind::null, at(mark), {}, {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{at(mark), "yaml.anchor", "anchors and aliases are not part of our YAML"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    place(Node{Node::Kind::scalar, at(mark), value, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    std::unordered_set<std::string> seen;
    bool skip_value = false;  // the value of a key that stood there before
  };

  Mark at(const YAML::Mark& mark) const { return {&file_, mark.line + 1, mark.column + 1}; }

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != 0)
      throw Refused{at(mark), "yaml.anchor", "anchors and aliases are not part of our YAML"};
    if (!tag.empty() && tag != "?" && tag != "!")
      throw Refused{at(mark), "yaml.tag", "tags are not part of our YAML"};
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_extras(mark, tag, anchor);
    if (stack_.size() >= max_depth)
      throw Refused{at(mark), "yaml.too_deep", "nested deeper than " + std::to_string(max_depth)};
    stack_.push_back({Node{kind, at(mark), {}, {}, {}}, {}, false});
  }

  void close() {
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    place(std::move(done));
  }

  void place(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    const bool is_key = parent.node.is_map() &&
                        parent.node.keys.size() == parent.node.items.size() && !parent.skip_value;
    if (is_key) return place_key(parent, std::move(node));
    if (std::exchange(parent.skip_value, false)) return;
    parent.node.items.push_back(std::move(node));
  }

  void place_key(Open& parent, Node node) {
    if (!node.is_scalar()) throw Refused{node.mark, "yaml.key", "a key must be a word"};
    if (!parent.seen.insert(node.text).second) {
      report_.add(node.mark, "yaml.duplicate_key", "\"" + node.text + "\" stands here twice");
      parent.skip_value = true;
      return;
    }
    parent.node.keys.push_back(std::move(node));
  }

  const std::string& file_;
  Report& report_;
  std::vector<Open> stack_;
  Node root_;
  int documents_ = 0;
};

void parse(const std::string& text, Document& document, Report& report) {
  std::istringstream in{text};
  YAML::Parser parser{in};
  Builder builder{document.path, report};
  while (parser.HandleNextDocument(builder)) {
  }
  document.root = builder.take();
  if (document.root.mark.file == nullptr) document.root.mark = {&document.path, 1, 1};
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i].text == name) return &items[i];
  return nullptr;
}

const Node* Node::key(std::string_view name) const {
  for (const Node& key : keys)
    if (key.text == name) return &key;
  return nullptr;
}

std::unique_ptr<Document> read(std::string path, const std::string& text, Report& report) {
  auto document = std::make_unique<Document>();
  document->path = std::move(path);
  const std::string& file = document->path;
  if (text.size() > max_bytes) {
    report.add({&file, 1, 1}, "yaml.too_large",
               "larger than " + std::to_string(max_bytes) + " bytes");
    return nullptr;
  }
  if (const auto bad = first_bad_utf8(text)) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
    report.add({&file, static_cast<int>(line), 1}, "yaml.bad_utf8", "not UTF-8");
    return nullptr;
  }
  try {
    parse(text, *document, report);
    return document;
  } catch (const Refused& refused) {
    report.add(refused.mark, refused.code, refused.message);
  } catch (const YAML::Exception& e) {
    report.add({&file, e.mark.line + 1, e.mark.column + 1}, "yaml.syntax",
               e.msg + " (a text with : # , ? { } [ ] in it needs quotes)");
  }
  return nullptr;
}

}  // namespace tw::meta::yaml
