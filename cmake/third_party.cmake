# Third-party libraries: where they come from, and which folder of platform/ may use which.
# Their headers are SYSTEM headers, so our warnings do not look into them.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(pugixml REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.81.0 EXACT CONFIG REQUIRED COMPONENTS headers json url)
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(opencc REQUIRED IMPORTED_TARGET opencc)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)

include(${CMAKE_CURRENT_LIST_DIR}/sqlite.cmake)

add_library(tw_boost INTERFACE)
target_link_libraries(tw_boost INTERFACE Boost::headers Boost::json Boost::url Threads::Threads)
target_compile_definitions(tw_boost INTERFACE
    BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_DATE_TIME BOOST_BEAST_USE_STD_STRING_VIEW)
if(TW_SANITIZE STREQUAL "thread")
  # The thread sanitizer does not understand fences; gcc refuses to compile them with it.
  target_compile_definitions(tw_boost INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

# What base links, every folder above inherits.
set(libraries_of_base fmt::fmt spdlog::spdlog tw_boost PkgConfig::icu PkgConfig::sodium yaml-cpp)
set(libraries_of_meta yaml-cpp PkgConfig::opencc)
set(libraries_of_store sqlite3_tw PkgConfig::libpq)
set(libraries_of_access PkgConfig::sodium OpenSSL::Crypto)
set(libraries_of_search PkgConfig::icu PkgConfig::opencc)
set(libraries_of_exchange PkgConfig::xlsxwriter PkgConfig::libzip pugixml::pugixml PkgConfig::icu)
set(libraries_of_http tw_boost OpenSSL::SSL OpenSSL::Crypto PkgConfig::prometheus ZLIB::ZLIB)
set(libraries_of_api pugixml::pugixml)
set(libraries_of_app CLI11::CLI11)
