#include "core/diag/diagnostic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hyb {
namespace {

Diagnostic at(std::size_t file, std::uint32_t begin, std::uint32_t end, std::string_view code,
              std::string text = "") {
  Diagnostic diagnostic;
  diagnostic.where = {FileId::from_index(file), begin, end};
  diagnostic.code = code;
  diagnostic.message.text = std::move(text);
  return diagnostic;
}

TEST(ComesBefore, FileThenPlaceThenCodeThenText) {
  const std::vector<Diagnostic> ordered{at(0, 5, 9, "HYB002"),      at(1, 0, 3, "HYB009"),
                                        at(1, 0, 4, "HYB001"),      at(1, 2, 3, "HYB001"),
                                        at(1, 2, 3, "HYB002", "a"), at(1, 2, 3, "HYB002", "b")};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(comes_before(ordered[i], ordered[j]), i < j) << i << " and " << j;
    }
  }
}

}  // namespace
}  // namespace hyb
