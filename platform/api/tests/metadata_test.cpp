// $metadata in both forms, the service document, OpenAPI: well-formed, complete, one story.
#include <gmock/gmock.h>

#include <fstream>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using ::testing::HasSubstr;
using testkit::Answer;

class MetadataTest : public ::testing::Test {
 protected:
  testkit::TestApp& app() {
    static testkit::TestApp made;
    return made;
  }
  /// Read once: nodes point into the document.
  const pugi::xml_document& xml() {
    static pugi::xml_document document;
    if (!document.first_child()) {
      const std::string text = app().get("/api/v1/$metadata").text;
      EXPECT_TRUE(document.load_string(text.c_str())) << text.substr(0, 300);
    }
    return document;
  }
  pugi::xml_node schema() {
    return xml().child("edmx:Edmx").child("edmx:DataServices").child("Schema");
  }
  pugi::xml_node type(const char* name) {
    return schema().find_child_by_attribute("EntityType", "Name", name);
  }
};

TEST_F(MetadataTest, EveryEntityIsATypeAndASet) {
  const pugi::xml_node container = schema().child("EntityContainer");
  for (const auto& entity : app().app().catalogue->entities()) {
    const pugi::xml_node declared = type(entity->name.c_str());
    ASSERT_TRUE(declared) << entity->name;
    EXPECT_STREQ(declared.child("Key").child("PropertyRef").attribute("Name").value(), "id");
    const auto set = container.find_child_by_attribute("EntitySet", "Name", entity->set.c_str());
    EXPECT_STREQ(set.attribute("EntityType").value(), ("Tradewind." + entity->name).c_str());
  }
}

TEST_F(MetadataTest, ReferencesHaveAKeyAndAWay) {
  const pugi::xml_node order = type("order");
  const auto key = order.find_child_by_attribute("Property", "Name", "account_id");
  EXPECT_STREQ(key.attribute("Type").value(), "Edm.String");
  EXPECT_STREQ(key.attribute("Nullable").value(), "false");
  const auto way = order.find_child_by_attribute("NavigationProperty", "Name", "account");
  EXPECT_STREQ(way.attribute("Type").value(), "Tradewind.account");
  EXPECT_STREQ(way.child("ReferentialConstraint").attribute("Property").value(), "account_id");
  const auto lines = order.find_child_by_attribute("NavigationProperty", "Name", "lines");
  EXPECT_STREQ(lines.attribute("Type").value(), "Collection(Tradewind.order_line)");
  // Lines are a set as well, so they are not contained: some generators leave out what is.
  EXPECT_TRUE(lines.attribute("ContainsTarget").empty());
  const auto bound = schema()
                         .child("EntityContainer")
                         .find_child_by_attribute("EntitySet", "Name", "orders")
                         .find_child_by_attribute("NavigationPropertyBinding", "Path", "lines");
  EXPECT_STREQ(bound.attribute("Target").value(), "order_lines");
}

TEST_F(MetadataTest, EveryTypeThatIsNamedIsDeclared) {
  std::set<std::string> declared;
  for (const pugi::xml_node node : schema().children())
    declared.insert(std::string{"Tradewind."} + node.attribute("Name").value());
  for (const pugi::xpath_node found : xml().select_nodes("//@Type | //@EntityType")) {
    std::string name = found.attribute().value();
    if (name.starts_with("Collection(")) name = name.substr(11, name.size() - 12);
    EXPECT_TRUE(name.starts_with("Edm.") || declared.contains(name)) << name;
  }
}

TEST_F(MetadataTest, JsonSaysTheSame) {
  const Answer answer = app().get("/api/v1/$metadata?$format=json");
  ASSERT_TRUE(answer.body.is_object()) << answer.text.substr(0, 300);
  const json::object& members = answer.at("Tradewind")->as_object();
  for (const pugi::xml_node declared : schema().children("EntityType")) {
    const json::value* same = members.if_contains(declared.attribute("Name").value());
    ASSERT_NE(same, nullptr);
    for (const pugi::xml_node property : declared.children()) {
      const std::string name = property.attribute("Name").value();
      EXPECT_TRUE(name.empty() || same->as_object().contains(name)) << name;
    }
  }
  EXPECT_EQ(app().get("/api/v1/$metadata", "admin", {{"Accept", "application/json"}}).text,
            answer.text);
}

TEST_F(MetadataTest, OldClientsGetTheirVersion) {
  const Answer old = app().get("/api/v1/$metadata", "admin", {{"OData-MaxVersion", "4.0"}});
  EXPECT_THAT(old.text, HasSubstr("Edmx Version=\"4.0\""));
  EXPECT_EQ(old.header("OData-Version"), "4.0");
  EXPECT_THAT(app().get("/api/v1/$metadata").text, HasSubstr("Edmx Version=\"4.0\""));
  const Answer newest = app().get("/api/v1/$metadata", "admin", {{"OData-MaxVersion", "4.01"}});
  EXPECT_THAT(newest.text, HasSubstr("Edmx Version=\"4.01\""));
}

TEST_F(MetadataTest, UnchangedIsSaid) {
  const Answer first = app().get("/api/v1/$metadata");
  const Answer again =
      app().get("/api/v1/$metadata", "admin", {{"If-None-Match", first.header("ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.text, "");
}

TEST_F(MetadataTest, TheServiceListsItsSets) {
  const Answer service = app().get("/api/v1/");
  EXPECT_THAT(service.text, HasSubstr(R"("http://test.example/api/v1/$metadata")"));
  EXPECT_EQ(service.count(), static_cast<int>(app().app().catalogue->entities().size()));
}

void collect_references(const json::value& value, std::set<std::string>& found) {
  if (value.is_array())
    for (const json::value& item : value.as_array()) collect_references(item, found);
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.as_object()) {
    if (name == "$ref" && member.is_string()) found.emplace(member.as_string());
    collect_references(member, found);
  }
}

TEST_F(MetadataTest, OpenApiRefersToWhatItHolds) {
  const std::string text = Api::openapi(*app().app().catalogue);
  EXPECT_EQ(text, Api::openapi(*app().app().catalogue));
  const Result<json::value> document = parse_json(text);
  ASSERT_TRUE(document);
  std::set<std::string> references;
  collect_references(*document, references);
  for (const std::string& reference : references) {
    boost::system::error_code error;
    EXPECT_NE(document->find_pointer(reference.substr(1), error), nullptr) << reference;
  }
  std::set<std::string> operations;
  for (const auto& [path, item] : document->as_object().at("paths").as_object())
    for (const auto& [method, operation] : item.as_object()) {
      if (!operation.is_object()) continue;  // shared parameters
      const std::string id{operation.as_object().at("operationId").as_string()};
      EXPECT_TRUE(operations.insert(id).second) << id;
    }
}

TEST_F(MetadataTest, TheCommittedContractIsTheProgramsOwn) {
  std::ifstream file{testkit::repository() / "api/openapi.json"};
  std::ostringstream committed;
  committed << file.rdbuf();
  EXPECT_TRUE(committed.str() == Api::openapi(*app().app().catalogue))
      << "tradewind openapi > api/openapi.json";
}

}  // namespace
}  // namespace tw::api
