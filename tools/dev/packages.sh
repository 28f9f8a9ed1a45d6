# What a verb needs from the system, and how to get it. Sourced by ./dev.
#
# need THING... makes sure that each THING is there: on Debian and Ubuntu, as root or with sudo, by
# installing what is missing; elsewhere by naming it in every system's own words and stopping with 2.

# thing | Debian, Ubuntu | Fedora | Homebrew | vcpkg | what it is
package_table='
compiler  | g++               | gcc-c++              | llvm          | -             | a C++20 compiler (g++ 12 or clang 14, or newer)
cmake     | cmake             | cmake                | cmake         | -             | CMake 3.25 or newer
ninja     | ninja-build       | ninja-build          | ninja         | -             | Ninja
npm       | npm               | npm                  | node          | -             | npm, which fetches the parser sources once
yaml      | libyaml-cpp-dev   | yaml-cpp-devel       | yaml-cpp      | yaml-cpp      | the library yaml-cpp
cli11     | libcli11-dev      | cli11-devel          | cli11         | cli11         | the library CLI11
json      | nlohmann-json3-dev| json-devel           | nlohmann-json | nlohmann-json | the library nlohmann-json
dtl       | libdtl-dev        | -                    | -             | dtl           | the header library dtl 1.19 or newer (https://github.com/cubicdaiya/dtl)
jemalloc  | libjemalloc-dev   | jemalloc-devel       | jemalloc      | jemalloc      | the library jemalloc
gtest     | libgtest-dev      | gtest-devel          | googletest    | gtest         | the library GoogleTest
benchmark | libbenchmark-dev  | google-benchmark-devel | google-benchmark | benchmark | the library Google Benchmark
format    | clang-format-14   | clang-tools-extra    | clang-format@14 | -           | clang-format 14 (or: pip install clang-format==14.0.6)
tidy      | clang-tidy-14     | clang-tools-extra    | llvm          | -             | clang-tidy
valgrind  | valgrind          | valgrind             | -             | -             | valgrind
python    | python3           | python3              | python        | -             | Python 3.8 or newer
venv      | python3-venv      | python3              | python        | -             | the venv module of Python
git       | git               | git                  | git           | -             | git
'

package_field() {  # package_field THING COLUMN
  awk -F'|' -v thing="$1" -v column="$2" '{ key = $1; gsub(/ /, "", key) }
    key == thing { gsub(/^ +| +$/, "", $column); print $column }' <<<"$package_table"
}

cxx() { command -v "${CXX:-c++}" || command -v g++ || command -v clang++; }

has_header() {
  local compiler prefix
  compiler=$(cxx) || return 1
  prefix=$(brew --prefix 2>/dev/null) && set -- "$1" "-I$prefix/include"
  printf '#include <%s>\n' "$1" | "$compiler" "${@:2}" -std=c++20 -E -x c++ - >/dev/null 2>&1
}

# The clang-format that the repository is formatted with: other versions format differently.
clang_format() {
  local candidate
  for candidate in clang-format-14 clang-format; do
    if command -v "$candidate" >/dev/null && "$candidate" --version | grep -q 'version 14\.'; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

clang_tidy() { command -v clang-tidy-14 || command -v clang-tidy; }

is_there() {
  case $1 in
    compiler) cxx >/dev/null ;;
    cmake) command -v cmake >/dev/null &&
      [ "$(printf '3.25\n%s\n' "$(cmake --version | awk 'NR == 1 { print $3 }')" | sort -V | head -n 1)" = 3.25 ] ;;
    ninja) command -v ninja >/dev/null ;;
    npm) parsers_are_there || command -v npm >/dev/null ;;
    yaml) has_header yaml-cpp/yaml.h ;;
    cli11) has_header CLI/CLI.hpp ;;
    json) has_header nlohmann/json.hpp ;;
    dtl) has_header dtl/dtl.hpp ;;
    jemalloc) has_header jemalloc/jemalloc.h ;;
    gtest) has_header gtest/gtest.h ;;
    benchmark) has_header benchmark/benchmark.h ;;
    format) clang_format >/dev/null ;;
    tidy) clang_tidy >/dev/null ;;
    valgrind) command -v valgrind >/dev/null ;;
    python) command -v python3 >/dev/null ;;
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    git) command -v git >/dev/null ;;
    *) echo "tools/dev/packages.sh has no probe for '$1'." >&2; exit 70 ;;
  esac
}

# Once the parser sources are unpacked, or a ready folder is named, npm is no longer needed.
parsers_are_there() {
  [ -n "${HYB_DEPS_DIR:-}" ] && return 0
  local name version rest
  while read -r name version rest; do
    case $name in '' | '#'*) continue ;; esac
    [ -f "$root/.deps/$name-$version/sha256" ] || return 1
  done <"$root/cmake/parsers.lock"
}

missing_of() {
  local thing
  for thing in "$@"; do is_there "$thing" || printf '%s\n' "$thing"; done
}

apt_prefix() {  # prints the word to put before apt-get, or fails where apt-get cannot be used
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" = 0 ]; then echo env
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then echo sudo
  else return 1; fi
}

name_missing() {
  echo "These are missing, and ./dev can install them only on Debian or Ubuntu, as root or with sudo:" >&2
  local thing
  for thing in "$@"; do
    printf '  %s\n      Debian/Ubuntu: %s   Fedora: %s   Homebrew: %s   vcpkg: %s\n' \
      "$(package_field "$thing" 6)" "$(package_field "$thing" 2)" "$(package_field "$thing" 3)" \
      "$(package_field "$thing" 4)" "$(package_field "$thing" 5)" >&2
  done
  echo "Install them and run the same command again." >&2
  exit 2
}

need() {
  local missing prefix packages thing log
  mapfile -t missing < <(missing_of "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  prefix=$(apt_prefix) || name_missing "${missing[@]}"
  packages=()
  for thing in "${missing[@]}"; do packages+=("$(package_field "$thing" 2)"); done
  say "Installing ${packages[*]}"
  log=$(mktemp)
  if ! { $prefix apt-get update -qq &&
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "apt-get could not install ${packages[*]}; its last lines are above." >&2
    exit 2
  fi
  rm -f "$log"
  mapfile -t missing < <(missing_of "${missing[@]}")
  [ "${#missing[@]}" = 0 ] || name_missing "${missing[@]}"
}
