# Headers that are parsed once and used by all: a file compiles in half the time.
add_library(precompiled STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp)
target_precompile_headers(precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp)
add_library(precompiled_tests STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp)
target_link_libraries(precompiled_tests PRIVATE GTest::gtest)
target_precompile_headers(precompiled_tests PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled_tests.hpp)

# gotrue_layer(NAME DIR folder LINK libraries... [EXCLUDE files...])
# Makes the static library NAME from every .cpp under DIR, and NAME_test, a GoogleTest program, from the
# *_test.cpp that stand beside them.
function(gotrue_layer name)
  cmake_parse_arguments(LAYER "" "DIR" "LINK;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${LAYER_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  foreach(file IN LISTS LAYER_EXCLUDE)
    list(REMOVE_ITEM sources ${CMAKE_SOURCE_DIR}/${file})
  endforeach()

  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC ${LAYER_LINK})
    target_precompile_headers(${name} REUSE_FROM precompiled)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${LAYER_LINK})
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} test_support GTest::gtest_main)
    target_precompile_headers(${name}_test REUSE_FROM precompiled_tests)
    gotrue_register_test(${name}_test)
    set_property(TEST ${name}_test PROPERTY LABELS unit)
  endif()
endfunction()

# Registers one test program with ctest, as one test: a program reports each of its own tests when it fails.
function(gotrue_register_test program)
  add_test(NAME ${program} COMMAND ${program} --gtest_brief=1)
endfunction()

enable_testing()

# Doubles that many tests share: FakeClock, SeededRandom, ...
add_library(test_support INTERFACE)
target_include_directories(test_support INTERFACE ${CMAKE_SOURCE_DIR}/tests/support)
