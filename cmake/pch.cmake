# Precompiled headers: one for the product, one with GoogleTest for tests. They hold what every
# target sees anyway through platform/base, with the same definitions, or gcc would refuse them.

function(add_precompiled_headers target header)
  add_library(${target} STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
  target_link_libraries(${target} PRIVATE tw_code ${libraries_of_base} ${ARGN})
  target_precompile_headers(${target} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/${header})
endfunction()
if(TW_PCH)
  add_precompiled_headers(tw_pch pch.h)
  add_precompiled_headers(tw_pch_test pch_test.h GTest::gtest GTest::gmock)
endif()

# use_precompiled_headers(<target> [test])
function(use_precompiled_headers target)
  if(TW_PCH AND "test" IN_LIST ARGN)
    target_precompile_headers(${target} REUSE_FROM tw_pch_test)
  elseif(TW_PCH)
    target_precompile_headers(${target} REUSE_FROM tw_pch)
  endif()
endfunction()
