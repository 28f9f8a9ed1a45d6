# hyb_warnings: linked by every target of our own, by none of the parser's C sources.
add_library(hyb_warnings INTERFACE)
target_compile_options(hyb_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND HYB_SANITIZE)
  # g++ reports variables as maybe uninitialised that are only so in the code the sanitizers add.
  target_compile_options(hyb_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
