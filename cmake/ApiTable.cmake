# hyb_api_table(TARGET): core/tensorflow/api/*.yaml becomes the constant table
# generated/api_table.inc, which the sources of TARGET can include. A program of our own writes it
# (tools/api_compiler.cpp OUTPUT INPUT...), so a build needs a compiler and nothing else.
function(hyb_api_table target)
  if(NOT EXISTS ${CMAKE_SOURCE_DIR}/tools/api_compiler.cpp)
    return()
  endif()
  file(GLOB inputs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/core/tensorflow/api/*.yaml
    ${CMAKE_SOURCE_DIR}/core/tensorflow/api/generated/*.yaml)
  set(table ${CMAKE_BINARY_DIR}/generated/api_table.inc)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
  add_executable(api_compiler ${CMAKE_SOURCE_DIR}/tools/api_compiler.cpp
    ${CMAKE_SOURCE_DIR}/tools/rule_forms.cpp)
  target_include_directories(api_compiler PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(api_compiler PRIVATE hyb_warnings hyb::yaml)
  set_target_properties(api_compiler PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  add_custom_command(OUTPUT ${table}
    COMMAND api_compiler ${table} ${inputs}
    DEPENDS api_compiler ${inputs}
    COMMENT "Compiling the API model")
  target_sources(${target} PRIVATE ${table})
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated)
endfunction()
