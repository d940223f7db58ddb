# SQLite from the amalgamation inside the pinned npm package `better-sqlite3` (package-lock.json
# holds its hash). Debian's own 3.40 has a WAL-reset corruption race and FTS5 memory faults.

set(sqlite_source ${CMAKE_SOURCE_DIR}/node_modules/better-sqlite3/deps/sqlite3)
if(NOT EXISTS ${sqlite_source}/sqlite3.c)
  message(FATAL_ERROR "SQLite's source is not here yet: run ./tw setup once")
endif()
file(STRINGS ${sqlite_source}/sqlite3.h sqlite_version_line REGEX "#define SQLITE_VERSION_NUMBER")
string(REGEX MATCH "[0-9]+" sqlite_version_number "${sqlite_version_line}")
if(sqlite_version_number LESS 3053002)
  message(FATAL_ERROR "SQLite ${sqlite_version_number} is older than 3.53.2 (FTS5 memory faults)")
endif()

add_library(sqlite3_tw STATIC ${sqlite_source}/sqlite3.c)
target_include_directories(sqlite3_tw SYSTEM PUBLIC ${sqlite_source})
# Its undefined-behaviour checks cost minutes and find nothing of ours.
if(TW_SANITIZE)
  target_compile_options(sqlite3_tw PRIVATE -w -O1 -fno-sanitize=undefined)
else()
  target_compile_options(sqlite3_tw PRIVATE -w -O2)
endif()
target_link_libraries(sqlite3_tw PUBLIC m Threads::Threads ${CMAKE_DL_LIBS})
# THREADSAFE=2: many threads, each connection used by one of them at a time.
target_compile_definitions(sqlite3_tw PRIVATE
    SQLITE_THREADSAFE=2
    SQLITE_ENABLE_FTS5
    SQLITE_ENABLE_STAT4
    SQLITE_ENABLE_MATH_FUNCTIONS
    SQLITE_ENABLE_DBSTAT_VTAB
    SQLITE_DQS=0
    SQLITE_DEFAULT_MEMSTATUS=0
    SQLITE_DEFAULT_FOREIGN_KEYS=1
    SQLITE_LIKE_DOESNT_MATCH_BLOBS
    SQLITE_OMIT_DEPRECATED
    SQLITE_OMIT_SHARED_CACHE
    SQLITE_USE_ALLOCA)
