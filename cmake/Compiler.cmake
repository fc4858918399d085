# Compiler settings that every target of the project shares.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
endif()

add_library(photogate_options INTERFACE)
target_compile_options(photogate_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Werror
  -fstack-protector-strong)
target_compile_definitions(photogate_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_include_directories(photogate_options INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_link_options(photogate_options INTERFACE -Wl,-z,relro,-z,now)

if(PHOTOGATE_SANITIZE)
  add_compile_options(-fsanitize=${PHOTOGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PHOTOGATE_SANITIZE})
  add_compile_definitions(PHOTOGATE_SANITIZED=1)
endif()

# Coverage of the code under test is what libFuzzer steers by.
if(PHOTOGATE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
