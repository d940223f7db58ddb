# new: the smallest file set that is valid, builds and is covered by the conformance suite.

proper_name() { [[ $1 =~ ^[a-z][a-z0-9_]*$ ]] || die "a name is lower-case letters, digits and _: '$1'"; }
title_of() { local words=${1//_/ }; echo "${words^}"; }

write_new() {  # write_new FILE < text
  [ ! -e "$1" ] || die "$1 is already there"
  mkdir -p "$(dirname "$1")"
  cat > "$1"
  say "wrote $1"
}

new_module() {
  local name=$1 folder=modules/$1
  proper_name "$name"
  [ ! -e "$folder" ] || die "$folder is already there"
  write_new "$folder/module.yaml" <<YAML
module: $name
label: { en: $(title_of "$name"), zh: $(title_of "$name") }
icon: folder
order: 80
depends: [core]
menu: []
YAML
  write_new "$folder/src/$name.h" <<CPP
#pragma once
// What others may know of $name: its services and events.
// Nothing else of this folder is included from outside. Thread-safe: stateless.

#include "platform/work/module.h"

namespace tw::$name {

const work::Module& module();

}  // namespace tw::$name
CPP
  write_new "$folder/src/module.cpp" <<CPP
#include "modules/$name/src/$name.h"

namespace tw::$name {

const work::Module& module() {
  // No rules yet: what the YAML says is all there is.
  static const work::Module module{.name = "$name"};
  return module;
}

}  // namespace tw::$name
CPP
  say "next: name it in app/modules.cpp, give it Chinese labels, ./tw new entity $name NAME"
}

new_entity() {
  local module=$1 name=$2 file=modules/$1/entities/$2.yaml
  proper_name "$name"
  [ -f "modules/$module/module.yaml" ] || die "there is no module '$module': ./tw new module $module"
  write_new "$file" <<YAML
# What one $name stands for in the business: say it here in a line.
entity: $name
label: { en: $(title_of "$name"), zh: $(title_of "$name") }
title: name
traits: [owned, audited, recyclable, importable]
fields:
  name: { type: text, max: 120, required: true, search: true, label: { en: Name, zh: 名称 } }
  notes: { type: longtext, search: true, label: { en: Notes, zh: 备注 } }
permissions:
  sales_manager: { read: department, create: true, update: department, delete: department, export: true }
  sales_rep: { read: team, create: true, update: own, delete: none }
views:
  list: [name, owner, updated_at]
  form:
    - { section: basics, label: { en: Basics, zh: 基本信息 }, fields: [name, owner, department, notes] }
YAML
  if grep -q '^menu: \[\]' "modules/$module/module.yaml"; then
    sed -i "s/^menu: \[\]/menu:\n  - { entity: $name }/" "modules/$module/module.yaml"
  elif grep -q '^menu:' "modules/$module/module.yaml"; then
    sed -i -e '$a\' "modules/$module/module.yaml"
    say "add \`- { entity: $name }\` to the menu in modules/$module/module.yaml"
  fi
  [ ! -x build/release/schemac ] || build/release/schemac --check --root .
  say "next: give it a Chinese label; C++ sees it as \"gen/$module/$name.gen.h\""
  say "then: ./tw build && build/release/tradewind openapi > api/openapi.json"
}

do_new() {
  case "${1:-}-$#" in
    module-2) new_module "$2" ;;
    entity-3) new_entity "$2" "$3" ;;
    *) die "./tw new module NAME, or ./tw new entity MODULE NAME" ;;
  esac
  good "done"
}
