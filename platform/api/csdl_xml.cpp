// $metadata as CSDL XML.
#include "platform/api/edm.h"

namespace tw::api {
namespace {

/// Writes elements one below the other; an element without content closes itself.
class XmlWriter {
 public:
  explicit XmlWriter(std::string& out) : out_{out} {
    out_ += "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
  }

  XmlWriter& open(std::string_view name) {
    finish_tag();
    out_ += '\n';
    out_.append(open_.size() * 2, ' ');
    out_ += '<';
    out_ += name;
    open_.emplace_back(name);
    in_tag_ = true;
    return *this;
  }
  XmlWriter& attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    escape(value);
    out_ += '"';
    return *this;
  }
  XmlWriter& text(std::string_view value) {
    finish_tag();
    escape(value);
    inline_ = true;
    return *this;
  }
  XmlWriter& close() {
    const std::string name = std::move(open_.back());
    open_.pop_back();
    if (in_tag_) {
      out_ += "/>";
    } else {
      if (!inline_) {
        out_ += '\n';
        out_.append(open_.size() * 2, ' ');
      }
      out_ += "</" + name + ">";
    }
    in_tag_ = inline_ = false;
    return *this;
  }

 private:
  void finish_tag() {
    if (in_tag_) out_ += '>';
    in_tag_ = false;
  }
  void escape(std::string_view value) {
    for (const char c : value) {
      switch (c) {
        case '&': out_ += "&amp;"; break;
        case '<': out_ += "&lt;"; break;
        case '>': out_ += "&gt;"; break;
        case '"': out_ += "&quot;"; break;
        case '\n': out_ += "&#10;"; break;
        case '\r': out_ += "&#13;"; break;
        case '\t': out_ += "&#9;"; break;
        default:
          if (static_cast<unsigned char>(c) >= 0x20) out_ += c;
      }
    }
  }

  std::string& out_;
  std::vector<std::string> open_;
  bool in_tag_ = false, inline_ = false;
};

std::string qualified(std::string_view name) {
  return std::string{edm_namespace} + "." + std::string{name};
}

std::string collection_of(const std::string& type) { return "Collection(" + type + ")"; }

std::string type_of(const EdmProperty& property) {
  return property.many == Many::yes ? collection_of(property.type) : property.type;
}

class Document {
 public:
  Document(std::string& out, Language language) : xml_{out}, language_{language} {}

  void write(const std::vector<EdmEntity>& model, std::string_view version) {
    xml_.open("edmx:Edmx")
        .attribute("Version", version)
        .attribute("xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx");
    for (const Vocabulary& vocabulary : vocabularies())
      xml_.open("edmx:Reference")
          .attribute("Uri", vocabulary.uri)
          .open("edmx:Include")
          .attribute("Namespace", vocabulary.name)
          .attribute("Alias", vocabulary.alias)
          .close()
          .close();
    xml_.open("edmx:DataServices");
    xml_.open("Schema")
        .attribute("Namespace", edm_namespace)
        .attribute("xmlns", "http://docs.oasis-open.org/odata/ns/edm");
    address();
    for (const EdmEntity& entity : model) entity_type(entity);
    for (const EdmEntity& entity : model)
      for (const EdmAction& action : entity.actions) bound_action(entity, action);
    container(model);
    xml_.close().close().close();
  }

 private:
  void address() {
    xml_.open("ComplexType").attribute("Name", "Address");
    for (const std::string_view member : address_members())
      xml_.open("Property").attribute("Name", member).attribute("Type", "Edm.String").close();
    xml_.close();
  }

  void entity_type(const EdmEntity& entity) {
    xml_.open("EntityType").attribute("Name", entity.entity->name);
    xml_.open("Key").open("PropertyRef").attribute("Name", "id").close().close();
    for (const EdmProperty& each : entity.properties) property("Property", each);
    for (const EdmNavigation& each : entity.navigations) navigation(each);
    annotation({"Core.Description", json::value(entity.entity->label.in(language_))});
    xml_.close();
  }

  void property(std::string_view element, const EdmProperty& property) {
    xml_.open(element).attribute("Name", property.name).attribute("Type", type_of(property));
    // Generators make what cannot be null a must of their constructors.
    if (property.demanded || property.name == "id") xml_.attribute("Nullable", "false");
    if (property.max_length > 0) xml_.attribute("MaxLength", std::to_string(property.max_length));
    if (property.scale)
      xml_.attribute("Precision", "18").attribute("Scale", std::to_string(*property.scale));
    if (property.type == "Edm.DateTimeOffset") xml_.attribute("Precision", "3");
    for (const Annotation& each : annotations_of(property, language_)) annotation(each);
    xml_.close();
  }

  void navigation(const EdmNavigation& navigation) {
    const std::string type = qualified(navigation.target->name);
    xml_.open("NavigationProperty").attribute("Name", navigation.name);
    if (navigation.many == Many::yes) {
      xml_.attribute("Type", collection_of(type));
    } else {
      xml_.attribute("Type", type);
      if (!navigation.nullable) xml_.attribute("Nullable", "false");
    }
    if (!navigation.partner.empty()) xml_.attribute("Partner", navigation.partner);
    if (!navigation.key.empty())
      xml_.open("ReferentialConstraint")
          .attribute("Property", navigation.key)
          .attribute("ReferencedProperty", "id")
          .close();
    annotation({"Core.Description", json::value(navigation.label->in(language_))});
    xml_.close();
  }

  void bound_action(const EdmEntity& entity, const EdmAction& action) {
    const std::string type = qualified(entity.entity->name);
    xml_.open("Action").attribute("Name", action.name).attribute("IsBound", "true");
    xml_.open("Parameter")
        .attribute("Name", "record")
        .attribute("Type", type)
        .attribute("Nullable", "false")
        .close();
    for (const EdmProperty& each : action.parameters) property("Parameter", each);
    xml_.open("ReturnType").attribute("Type", type).attribute("Nullable", "false").close();
    annotation({"Core.Description", json::value(action.label->in(language_))});
    xml_.close();
  }

  void container(const std::vector<EdmEntity>& model) {
    xml_.open("EntityContainer").attribute("Name", "Container");
    for (const EdmEntity& entity : model) {
      xml_.open("EntitySet")
          .attribute("Name", entity.entity->set)
          .attribute("EntityType", qualified(entity.entity->name));
      for (const EdmNavigation& each : entity.navigations)
        xml_.open("NavigationPropertyBinding")
            .attribute("Path", each.name)
            .attribute("Target", each.target->set)
            .close();
      for (const Annotation& each : annotations_of(entity)) annotation(each);
      xml_.close();
    }
    xml_.close();
  }

  void annotation(const Annotation& annotation) {
    xml_.open("Annotation").attribute("Term", full_term(annotation.term));
    value(annotation.value, annotation.paths);
    xml_.close();
  }

  /// Generators that do not follow references need the vocabulary's own name.
  static std::string full_term(const std::string& term) {
    for (const Vocabulary& vocabulary : vocabularies())
      if (term.starts_with(std::string{vocabulary.alias} + "."))
        return std::string{vocabulary.name} + term.substr(vocabulary.alias.size());
    return term;
  }

  /// A constant becomes an attribute of the element that is open.
  void value(const json::value& value, bool paths) {
    if (value.is_bool()) {
      xml_.attribute("Bool", value.as_bool() ? "true" : "false");
    } else if (value.is_string()) {
      const std::string text{value.as_string()};
      if (text == "Read")
        xml_.attribute("EnumMember", "Org.OData.Core.V1.Permission/Read");
      else
        xml_.attribute("String", text);
    } else if (value.is_array()) {
      xml_.open("Collection");
      for (const json::value& item : value.as_array()) element(item, paths);
      xml_.close();
    } else if (value.is_object()) {
      if (const json::value* path = value.as_object().if_contains("$Path"))
        xml_.attribute("Path", std::string_view{path->as_string()});
      else
        record(value.as_object(), paths);
    }
  }

  void element(const json::value& item, bool paths) {
    if (item.is_object()) return record(item.as_object(), paths);
    xml_.open(paths ? "PropertyPath" : "String").text(std::string_view{item.as_string()}).close();
  }

  void record(const json::object& record, bool paths) {
    xml_.open("Record");
    for (const auto& [name, member] : record) {
      const std::string key{name};
      if (key.starts_with("@"))
        xml_.open("Annotation").attribute("Term", full_term(key.substr(1)));
      else
        xml_.open("PropertyValue").attribute("Property", key);
      value(member, paths);
      xml_.close();
    }
    xml_.close();
  }

  XmlWriter xml_;
  Language language_;
};

}  // namespace

std::string csdl_xml(const std::vector<EdmEntity>& model, std::string_view version,
                     Language language) {
  std::string out;
  Document{out, language}.write(model, version);
  out += '\n';
  return out;
}

}  // namespace tw::api
