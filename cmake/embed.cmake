# cmake -D SOURCE=<repository> -D WEB=<folder> -D CATALOGUE=<file> -D OUT=<folder> -P embed.cmake
# Writes OUT/embedded.S (the bytes, by .incbin) and OUT/embedded.cpp (the table over them).

cmake_minimum_required(VERSION 3.25)

set(type_html "text/html; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_mjs "${type_js}")
set(type_csv "text/csv; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_json "application/json")
set(type_map "application/json")
set(type_webmanifest "application/manifest+json")
set(type_svg "image/svg+xml")
set(type_png "image/png")
set(type_jpg "image/jpeg")
set(type_webp "image/webp")
set(type_ico "image/x-icon")
set(type_woff2 "font/woff2")
set(type_txt "text/plain; charset=utf-8")
set(type_wasm "application/wasm")

set(assembly "    .section .rodata\n")
set(declarations "")

function(embed symbol file)
  file(SHA256 ${file} hash)
  string(APPEND assembly "
    # ${hash}
    .global ${symbol}
    .global ${symbol}_end
    .balign 16
${symbol}:
    .incbin \"${file}\"
${symbol}_end:
    .byte 0
")
  string(APPEND declarations "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
  set(assembly "${assembly}" PARENT_SCOPE)
  set(declarations "${declarations}" PARENT_SCOPE)
  string(SUBSTRING ${hash} 0 16 short)
  set(short_hash ${short} PARENT_SCOPE)
endfunction()

embed(tw_embedded_catalogue ${CATALOGUE})

# embed_all(<prefix of the symbols> <result: table rows> <result: count> <path>=<file>...)
function(embed_all prefix rows_result count_result)
  set(rows "")
  set(count 0)
  foreach(entry IN LISTS ARGN)
    string(REGEX MATCH "^([^=]*)=(.*)$" _ "${entry}")
    set(path ${CMAKE_MATCH_1})
    set(file ${CMAKE_MATCH_2})
    string(REGEX REPLACE "\\.(br|gz)$" "" plain ${path})
    string(REGEX MATCH "[^.]*$" extension ${plain})
    set(type "${type_${extension}}")
    if(NOT type)
      set(type "application/octet-stream")
    endif()
    set(symbol tw_embedded_${prefix}_${count})
    embed(${symbol} ${file})
    string(APPEND rows "    EmbeddedFile{\"${path}\", \"${type}\",\n"
        "                 {${symbol}, size(${symbol}, ${symbol}_end)},\n"
        "                 \"\\\"${short_hash}\\\"\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  set(assembly "${assembly}" PARENT_SCOPE)
  set(declarations "${declarations}" PARENT_SCOPE)
  set(${rows_result} "${rows}" PARENT_SCOPE)
  set(${count_result} ${count} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE ${WEB} ${WEB}/*)
list(SORT files)
list(TRANSFORM files REPLACE "^(.+)$" "\\1=${WEB}/\\1")
embed_all(web web_table web_count ${files})

# CSV files that `init` imports: demo/ and the seed/ folder of each module.
file(GLOB data RELATIVE ${SOURCE} ${SOURCE}/demo/*.csv ${SOURCE}/modules/*/seed/*.csv)
list(SORT data)
list(TRANSFORM data REPLACE "^((modules/)?)(.+)$" "\\3=${SOURCE}/\\1\\3")
embed_all(data data_table data_count ${data})

string(APPEND assembly "\n    .section .note.GNU-stack,\"\",@progbits\n")
set(code "// Written by cmake/embed.cmake.
#include \"gen/embedded.h\"

#include <array>
#include <cstddef>

extern \"C\" {
${declarations}}

namespace tw::app {
namespace {

[[maybe_unused]] std::size_t size(const char* begin, const char* end) {
    return static_cast<std::size_t>(end - begin);
}

}  // namespace

std::span<const EmbeddedFile> embedded_web_files() {
    static const std::array<EmbeddedFile, ${web_count}> files{
${web_table}    };
    return files;
}

std::span<const EmbeddedFile> embedded_data_files() {
    static const std::array<EmbeddedFile, ${data_count}> files{
${data_table}    };
    return files;
}

std::string_view embedded_catalogue() {
    return {tw_embedded_catalogue, size(tw_embedded_catalogue, tw_embedded_catalogue_end)};
}

}  // namespace tw::app
")

function(write_if_changed file text)
  if(EXISTS ${file})
    file(READ ${file} old)
    if(old STREQUAL text)
      return()
    endif()
  endif()
  file(WRITE ${file} "${text}")
endfunction()
write_if_changed(${OUT}/embedded.S "${assembly}")
write_if_changed(${OUT}/embedded.cpp "${code}")
