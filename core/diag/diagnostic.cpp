#include "core/diag/diagnostic.h"

#include <tuple>

namespace hyb {

bool comes_before(const Diagnostic& a, const Diagnostic& b) {
  // The text last: one check may say two things of one place, and their order must not be left to
  // the sort.
  return std::tie(a.where, a.code, a.message.text) < std::tie(b.where, b.code, b.message.text);
}

}  // namespace hyb
