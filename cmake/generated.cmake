# Everything written by the build lies in <build>/gen and is included as "gen/...".

set(generated_folder ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${generated_folder})
configure_file(${CMAKE_CURRENT_LIST_DIR}/version.h.in ${generated_folder}/version.h @ONLY)
configure_file(${CMAKE_CURRENT_LIST_DIR}/embedded.h ${generated_folder}/embedded.h COPYONLY)

# ---- schemac: YAML -> catalog.json and typed field keys ----
file(GLOB_RECURSE declarations CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/modules/*/module.yaml
    ${CMAKE_SOURCE_DIR}/modules/*/messages.yaml
    ${CMAKE_SOURCE_DIR}/platform/*/messages.yaml
    ${CMAKE_SOURCE_DIR}/platform/meta/system_fields.yaml)
file(GLOB entities CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/modules/*/entities/*.yaml)
set(key_headers "")
foreach(entity IN LISTS entities)
  string(REGEX REPLACE "^.*/modules/([^/]+)/entities/([^/]+)\\.yaml$" "\\1/\\2.gen.h" header ${entity})
  list(APPEND key_headers ${generated_folder}/${header})
endforeach()
set(catalogue ${generated_folder}/catalog.json)

add_custom_target(generated)
if(TARGET schemac AND entities)
  # The stamp is the output; schemac leaves unchanged files alone, so nothing is recompiled for them.
  add_custom_command(
      OUTPUT ${generated_folder}/schema.stamp
      BYPRODUCTS ${catalogue} ${key_headers}
      COMMAND schemac --root ${CMAKE_SOURCE_DIR} --out ${generated_folder}
      COMMAND ${CMAKE_COMMAND} -E touch ${generated_folder}/schema.stamp
      DEPENDS schemac ${declarations} ${entities}
      COMMENT "schemac: entities to catalogue and field keys"
      VERBATIM)
  add_custom_target(generated_schema DEPENDS ${generated_folder}/schema.stamp)
  add_dependencies(generated generated_schema)
elseif(NOT EXISTS ${catalogue})
  file(WRITE ${catalogue} "{}\n")
endif()

# ---- embedded: the catalogue and the built web application inside the program ----
# Runs at every build and rewrites its two files only when something changed (their text holds the
# hash of every file), so an unchanged web costs nothing.
set(embedded_sources ${CMAKE_BINARY_DIR}/embed/embedded.cpp ${CMAKE_BINARY_DIR}/embed/embedded.S)
add_custom_target(embed_files
    COMMAND ${CMAKE_COMMAND} -D SOURCE=${CMAKE_SOURCE_DIR} -D WEB=${CMAKE_SOURCE_DIR}/web/dist -D CATALOGUE=${catalogue}
            -D OUT=${CMAKE_BINARY_DIR}/embed -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
    BYPRODUCTS ${embedded_sources}
    COMMENT "embed: catalogue and web application")
add_dependencies(embed_files generated)
add_library(embedded STATIC ${embedded_sources})
target_link_libraries(embedded PRIVATE tw_code)
add_dependencies(embedded embed_files)
