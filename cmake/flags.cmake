# Compiler, linker and cache settings, the same for every target of ours.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(TW_PCH "Precompile the common standard headers" ON)
option(TW_CCACHE "Compile through ccache" ON)
set(TW_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined or thread")

# ---- ccache: hits must survive another build directory and another clone ----
if(TW_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/cmake/compile)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/cmake/compile)
endif()

# ---- mold: links in a blink, and archive order does not matter to it ----
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

# ---- position-independent executables everywhere; one flag, so the precompiled header fits all ----
add_compile_options(-fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
# Paths inside the binary and its debug information are relative: two clones give the same bytes.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)

if(TW_SANITIZE)
  add_compile_options(-fsanitize=${TW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TW_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  # Hardening of the released binary (OpenSSF guide, what gcc 12 offers).
  add_compile_options(
      -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
      -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
      -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks -fno-strict-overflow)
else()
  add_compile_options(-D_GLIBCXX_ASSERTIONS)
endif()

# ---- our own code: warnings are errors ----
# Left out because gcc 12 at -O2 raises them, wrongly, inside std::string, std::variant and
# std::optional: null-dereference, and the five below (GCC bugs 105651, 105329, 80635). The
# sanitizer builds find the real ones. Designated initialisers may leave out what has a default.
add_library(tw_code INTERFACE)
target_compile_options(tw_code INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Werror -Wshadow -Wconversion -Wsign-conversion
    -Wformat=2 -Wold-style-cast -Wnon-virtual-dtor -Wimplicit-fallthrough
    -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-maybe-uninitialized -Wno-missing-field-initializers>)
target_include_directories(tw_code INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
