#include "core/program/written_imports.h"

#include <gtest/gtest.h>

#include <string>

namespace hyb {
namespace {

std::string shown(std::string_view text) {
  std::string out;
  for (const WrittenImport& i : written_imports(text)) {
    out += std::string(i.dots, '.') + std::string(i.module);
    for (std::string_view name : i.names) out += " " + std::string(name);
    out += ";";
  }
  return out;
}

TEST(WrittenImports, ReadsEveryForm) {
  EXPECT_EQ(shown("import a, b.c as d\n"), "a;b.c;");
  EXPECT_EQ(shown("from a.b import c as d, e\n"), "a.b c e;");
  EXPECT_EQ(shown("from . import x\nfrom ..y import z"), ". x;..y z;");
  EXPECT_EQ(shown("from a import (b,  # why\n    c as d,\n)\nimport e\r\n"), "a b c;e;");
  EXPECT_EQ(shown("if x:\n    import a\n\tfrom b import *\n"), "a;b;");
}

TEST(WrittenImports, IgnoresEverythingElse) {
  EXPECT_EQ(shown("important = 1\nfrom_here = 2\nx = 'y'\n"), "");
  EXPECT_EQ(shown("from x\nimport\n"), "");
}

}  // namespace
}  // namespace hyb
