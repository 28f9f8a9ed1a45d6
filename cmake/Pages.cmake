# hyb_embed_page(PAGE OUTPUT): the text of PAGE as C++ string literals, which a source can include.
function(hyb_embed_page page output)
  get_filename_component(folder ${output} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  file(RELATIVE_PATH shown ${CMAKE_SOURCE_DIR} ${page})
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DIN=${page} -DOUT=${output} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedText.cmake
    DEPENDS ${page} ${CMAKE_SOURCE_DIR}/cmake/EmbedText.cmake
    COMMENT "Embedding ${shown}")
endfunction()

# hyb_embed_pages(TARGET SOURCE PAGE...): each page (a .md below the source tree) is embedded as
# <name>.md.inc, which SOURCE, one of the sources of TARGET, can include.
function(hyb_embed_pages target source)
  set(generated ${CMAKE_BINARY_DIR}/generated/pages/${target})
  set(outputs "")
  foreach(page IN LISTS ARGN)
    get_filename_component(name ${page} NAME)
    hyb_embed_page(${page} ${generated}/${name}.inc)
    list(APPEND outputs ${generated}/${name}.inc)
  endforeach()
  target_sources(${target} PRIVATE ${outputs})
  target_include_directories(${target} PRIVATE ${generated})
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${outputs}")
endfunction()
