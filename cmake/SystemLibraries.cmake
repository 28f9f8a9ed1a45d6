# The libraries of the system, each under one name of ours. A missing one is told in one sentence.
function(hyb_need_package package what)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR
      "${what} was not found. `./dev build` installs it on Debian and Ubuntu, and names the package "
      "for other systems.")
  endif()
endfunction()

# The archive rather than the shared library where both are there: it starts faster, and the binary
# runs on a machine without yaml-cpp.
add_library(hyb_yaml INTERFACE)
add_library(hyb::yaml ALIAS hyb_yaml)
find_path(HYB_YAML_INCLUDE yaml-cpp/yaml.h)
find_library(HYB_YAML_ARCHIVE ${CMAKE_STATIC_LIBRARY_PREFIX}yaml-cpp${CMAKE_STATIC_LIBRARY_SUFFIX})
if(HYB_YAML_INCLUDE AND HYB_YAML_ARCHIVE)
  target_include_directories(hyb_yaml SYSTEM INTERFACE ${HYB_YAML_INCLUDE})
  target_link_libraries(hyb_yaml INTERFACE ${HYB_YAML_ARCHIVE})
else()
  hyb_need_package(yaml-cpp "The library yaml-cpp")
  target_link_libraries(hyb_yaml INTERFACE $<IF:$<TARGET_EXISTS:yaml-cpp::yaml-cpp>,yaml-cpp::yaml-cpp,yaml-cpp>)
endif()

hyb_need_package(CLI11 "The library CLI11")
add_library(hyb_cli11 INTERFACE)
add_library(hyb::cli11 ALIAS hyb_cli11)
target_link_libraries(hyb_cli11 INTERFACE CLI11::CLI11)

hyb_need_package(nlohmann_json "The library nlohmann-json")
add_library(hyb_json INTERFACE)
add_library(hyb::json ALIAS hyb_json)
target_link_libraries(hyb_json INTERFACE nlohmann_json::nlohmann_json)

# Headers only, and without a CMake package of its own.
find_path(HYB_DTL_INCLUDE dtl/dtl.hpp)
if(NOT HYB_DTL_INCLUDE)
  message(FATAL_ERROR
    "The library dtl was not found. `./dev build` installs it on Debian and Ubuntu, and names the "
    "package for other systems.")
endif()
add_library(hyb_dtl INTERFACE)
add_library(hyb::dtl ALIAS hyb_dtl)
target_include_directories(hyb_dtl SYSTEM INTERFACE ${HYB_DTL_INCLUDE})

# A faster heap for the program that users run; the tests and sanitizers keep that of the system. The
# archive, as above. Without it all is well, and some 4 % slower.
add_library(hyb_heap INTERFACE)
add_library(hyb::heap ALIAS hyb_heap)
if(HYB_LTO)
  find_library(HYB_JEMALLOC_ARCHIVE ${CMAKE_STATIC_LIBRARY_PREFIX}jemalloc${CMAKE_STATIC_LIBRARY_SUFFIX})
  if(HYB_JEMALLOC_ARCHIVE)
    find_package(Threads REQUIRED)
    target_link_libraries(hyb_heap INTERFACE ${HYB_JEMALLOC_ARCHIVE} Threads::Threads ${CMAKE_DL_LIBS} m)
  endif()
endif()

if(BUILD_TESTING)
  hyb_need_package(GTest "The library GoogleTest")
endif()
