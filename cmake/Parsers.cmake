# The parser's C sources, fetched once by package name with `npm pack`, checked against
# cmake/parsers.lock and unpacked into .deps/. A later configure finds them there and needs neither
# npm nor a network. HYB_DEPS_DIR (cache variable or environment) names a folder that holds, for each
# line of the lock file, either the tarball <name>-<version>.tgz or a folder copied from another
# checkout's .deps/; then nothing is ever fetched.
#
# Gives the C libraries tree_sitter and tree_sitter_python, and the variables
# HYB_TREE_SITTER_DIR (lib/ of the parser) and HYB_TREE_SITTER_PYTHON_DIR (src/ of the grammar).

set(HYB_DEPS_DIR "$ENV{HYB_DEPS_DIR}" CACHE PATH "A ready folder of parser sources, for offline builds")
set(hyb_lock_file ${CMAKE_SOURCE_DIR}/cmake/parsers.lock)
set(hyb_unpacked_root ${CMAKE_SOURCE_DIR}/.deps)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${hyb_lock_file})

function(hyb_verify tarball expected)
  file(SHA256 ${tarball} found)
  if(NOT found STREQUAL expected)
    message(FATAL_ERROR
      "${tarball} has the wrong sha256: found ${found}, but cmake/parsers.lock expects ${expected}. "
      "Nothing of it was used. Delete it and configure again; if the hash stays wrong, the package "
      "was tampered with or the lock file names another version.")
  endif()
endfunction()

# Unpacks beside the final place and renames, so that a folder that exists is always whole.
function(hyb_unpack tarball folder sha256 sources)
  set(part ${folder}.part)
  file(REMOVE_RECURSE ${part} ${folder})
  file(MAKE_DIRECTORY ${part})
  file(ARCHIVE_EXTRACT INPUT ${tarball} DESTINATION ${part}
    PATTERNS package/${sources} package/LICENSE)
  file(WRITE ${part}/sha256 "${sha256}\n")
  file(RENAME ${part} ${folder})
endfunction()

function(hyb_npm_pack name version out_tarball)
  find_program(HYB_NPM npm)
  if(NOT HYB_NPM)
    message(FATAL_ERROR
      "The parser sources ${name} ${version} are not there yet, and npm, which fetches them, was not "
      "found. Install npm (Debian and Fedora: npm; Homebrew: node), or set HYB_DEPS_DIR to a folder "
      "that holds ${name}-${version}.tgz, and configure again.")
  endif()
  set(download ${hyb_unpacked_root}/download)
  file(REMOVE_RECURSE ${download})
  file(MAKE_DIRECTORY ${download})
  message(STATUS "Fetching ${name} ${version} with npm")
  execute_process(
    COMMAND ${HYB_NPM} pack --silent --ignore-scripts ${name}@${version}
    WORKING_DIRECTORY ${download} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  file(GLOB tarballs ${download}/*.tgz)
  list(LENGTH tarballs count)
  if(NOT status EQUAL 0 OR NOT count EQUAL 1)
    message(FATAL_ERROR
      "`npm pack ${name}@${version}` failed (status ${status}). Check the network and npm's own "
      "configuration, or set HYB_DEPS_DIR to a folder that holds ${name}-${version}.tgz. npm said:\n"
      "${output}${errors}")
  endif()
  set(${out_tarball} ${tarballs} PARENT_SCOPE)
endfunction()

# Sets OUT_DIR to the folder SOURCES of the package NAME.
function(hyb_parser_sources name sources out_dir)
  file(STRINGS ${hyb_lock_file} line REGEX "^${name} ")
  if(NOT line MATCHES "^[^ ]+ +([0-9.]+) +([0-9a-f]+)$")
    message(FATAL_ERROR "cmake/parsers.lock has no line `${name} VERSION SHA256`.")
  endif()
  set(version ${CMAKE_MATCH_1})
  set(expected ${CMAKE_MATCH_2})
  set(stem ${name}-${version})

  if(HYB_DEPS_DIR AND EXISTS ${HYB_DEPS_DIR}/${stem}/sha256)
    file(STRINGS ${HYB_DEPS_DIR}/${stem}/sha256 found)
    if(NOT found STREQUAL expected)
      message(FATAL_ERROR
        "${HYB_DEPS_DIR}/${stem} was unpacked from a tarball with sha256 ${found}, but "
        "cmake/parsers.lock expects ${expected}.")
    endif()
    set(${out_dir} ${HYB_DEPS_DIR}/${stem}/package/${sources} PARENT_SCOPE)
    return()
  endif()

  set(folder ${hyb_unpacked_root}/${stem})
  file(MAKE_DIRECTORY ${hyb_unpacked_root})
  file(LOCK ${hyb_unpacked_root} DIRECTORY GUARD FUNCTION TIMEOUT 300)
  if(HYB_DEPS_DIR)
    set(tarball ${HYB_DEPS_DIR}/${stem}.tgz)
    if(NOT EXISTS ${tarball})
      message(FATAL_ERROR
        "HYB_DEPS_DIR is ${HYB_DEPS_DIR}, but that folder holds neither ${stem}.tgz nor a folder "
        "${stem} copied from another checkout's .deps/.")
    endif()
    hyb_verify(${tarball} ${expected})
  endif()
  if(EXISTS ${folder}/sha256)
    file(STRINGS ${folder}/sha256 found)
    if(found STREQUAL expected)
      set(${out_dir} ${folder}/package/${sources} PARENT_SCOPE)
      return()
    endif()
  endif()
  if(NOT HYB_DEPS_DIR)
    hyb_npm_pack(${name} ${version} tarball)
    hyb_verify(${tarball} ${expected})
  endif()
  hyb_unpack(${tarball} ${folder} ${expected} ${sources})
  file(REMOVE_RECURSE ${hyb_unpacked_root}/download)
  set(${out_dir} ${folder}/package/${sources} PARENT_SCOPE)
endfunction()

hyb_parser_sources(tree-sitter vendor/tree-sitter/lib HYB_TREE_SITTER_DIR)
hyb_parser_sources(tree-sitter-python src HYB_TREE_SITTER_PYTHON_DIR)

# Not our code: no warnings, and full speed even where ours is built for debugging.
function(hyb_parser_library target)
  add_library(${target} STATIC ${ARGN})
  target_compile_options(${target} PRIVATE -w)
  if(NOT HYB_SANITIZE)
    target_compile_options(${target} PRIVATE -O2)
  endif()
  set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR OFF C_EXTENSIONS ON)
endfunction()

hyb_parser_library(tree_sitter ${HYB_TREE_SITTER_DIR}/src/lib.c)
target_include_directories(tree_sitter SYSTEM
  PUBLIC ${HYB_TREE_SITTER_DIR}/include PRIVATE ${HYB_TREE_SITTER_DIR}/src)
hyb_parser_library(tree_sitter_python
  ${HYB_TREE_SITTER_PYTHON_DIR}/parser.c ${HYB_TREE_SITTER_PYTHON_DIR}/scanner.c)
target_include_directories(tree_sitter_python SYSTEM PRIVATE ${HYB_TREE_SITTER_PYTHON_DIR})

# The one source that reads the parser's tree as it lies in memory.
set_source_files_properties(core/syntax/concrete_tree.cpp PROPERTIES
  COMPILE_OPTIONS "-isystem;${HYB_TREE_SITTER_DIR}/src")
