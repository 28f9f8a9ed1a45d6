# hyb_embed_pages(TARGET SOURCE PAGE...): each page (a .md below the source tree) is embedded as
# <name>.md.inc, which SOURCE, one of the sources of TARGET, can include.
function(hyb_embed_pages target source)
  set(generated ${CMAKE_BINARY_DIR}/generated/pages/${target})
  file(MAKE_DIRECTORY ${generated})
  set(outputs "")
  foreach(page IN LISTS ARGN)
    get_filename_component(name ${page} NAME)
    set(output ${generated}/${name}.inc)
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DIN=${page} -DOUT=${output} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedText.cmake
      DEPENDS ${page} ${CMAKE_SOURCE_DIR}/cmake/EmbedText.cmake
      COMMENT "Embedding ${name}")
    list(APPEND outputs ${output})
  endforeach()
  target_sources(${target} PRIVATE ${outputs})
  target_include_directories(${target} PRIVATE ${generated})
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${outputs}")
endfunction()
