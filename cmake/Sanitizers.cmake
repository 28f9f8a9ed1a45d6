# HYB_SANITIZE=address,undefined instruments everything, the parser included: its reads of our
# buffers are as much worth watching as our own.
if(HYB_SANITIZE)
  add_compile_options(-fsanitize=${HYB_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HYB_SANITIZE})
  if(HYB_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
