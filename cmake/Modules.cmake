include(Catch OPTIONAL)

# photogate_module(NAME LINKS ...): the static library photogate_NAME of every .cpp in this folder.
# What a module may link is what tests/lint allows it to include.
function(photogate_module name)
  cmake_parse_arguments(ARG "" "" "LINKS;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  foreach(excluded IN LISTS ARG_EXCLUDE)
    list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/${excluded}")
  endforeach()
  if(NOT sources)
    add_library(photogate_${name} INTERFACE)
    target_link_libraries(photogate_${name} INTERFACE photogate_options ${ARG_LINKS})
    return()
  endif()
  add_library(photogate_${name} STATIC ${sources})
  target_link_libraries(photogate_${name} PUBLIC ${ARG_LINKS} PRIVATE photogate_options)
  target_include_directories(photogate_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
endfunction()

# photogate_test(NAME LINKS ...): the Catch2 program test_NAME of every .cpp in this folder. Each of
# its cases is a test of CTest; a case that prints "[SKIP]" counts as skipped.
function(photogate_test name)
  cmake_parse_arguments(ARG "SERIAL" "TIMEOUT" "LINKS;LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(NOT sources)
    return()
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS ${name})
  endif()
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE photogate_options photogate_test_main ${ARG_LINKS})
  set(serial OFF)
  if(ARG_SERIAL)
    set(serial ON)
  endif()
  catch_discover_tests(test_${name}
    TEST_PREFIX "${name}: "
    # A name that matches no case must fail, not pass.
    EXTRA_ARGS --use-colour no --warn NoTests
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" RUN_SERIAL ${serial}
               SKIP_REGULAR_EXPRESSION "\\[SKIP\\]"
               ENVIRONMENT "PHOTOGATE_SOURCE=${CMAKE_SOURCE_DIR}")
endfunction()
