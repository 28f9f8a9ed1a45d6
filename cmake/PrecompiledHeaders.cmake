# hyb_precompile(TARGET): the standard headers that nearly every source includes, compiled once a
# library instead of once a source; this halves the time of a build. Sources include what they use
# all the same: HYB_PRECOMPILE=OFF builds without, and must stay possible.
function(hyb_precompile target)
  if(NOT HYB_PRECOMPILE)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <charconv> <cstddef> <cstdint> <deque> <functional> <map> <memory> <optional>
    <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <vector>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What ccache needs to see through a precompiled header.
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()
