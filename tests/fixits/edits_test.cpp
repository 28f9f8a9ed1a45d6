#include "fixits/edits.h"

#include <gtest/gtest.h>

#include "tests/fixits/edited_text.h"

namespace hyb::fixits {
namespace {

using test::EditedText;

std::string decorated(std::string_view text, std::string_view above = "") {
  const EditedText edited(text);
  const NodeId inside = above.empty() ? NodeId{} : edited.row(NodeKind::Decorator, above);
  return edited.after(
      add_decorator(edited.file(), edited.row(NodeKind::FunctionDef), "tf.function", inside));
}

TEST(AddDecorator, KeepsIndentationAndLineEnds) {
  EXPECT_EQ(decorated("def f(): pass\n"), "@tf.function\ndef f(): pass\n");
  EXPECT_EQ(decorated("class A:\n\tdef f(self):\n\t\tpass\n"),
            "class A:\n\t@tf.function\n\tdef f(self):\n\t\tpass\n");
  EXPECT_EQ(decorated("if x:\r\n    async def f():\r\n        pass\r\n"),
            "if x:\r\n    @tf.function\r\n    async def f():\r\n        pass\r\n");
  EXPECT_EQ(decorated("\xEF\xBB\xBF"
                      "def f(): pass"),
            "\xEF\xBB\xBF@tf.function\ndef f(): pass");
}

TEST(AddDecorator, InnermostOrAboveOneThatStaysInside) {
  const std::string_view text = "@a  # why\n@b(\n  1,\n)\n# note\ndef f():\n    pass\n";
  EXPECT_EQ(decorated(text), "@a  # why\n@b(\n  1,\n)\n# note\n@tf.function\ndef f():\n    pass\n");
  EXPECT_EQ(decorated(text, "@b"),
            "@a  # why\n@tf.function\n@b(\n  1,\n)\n# note\ndef f():\n    pass\n");
  EXPECT_EQ(decorated(text, "@a"),
            "@tf.function\n@a  # why\n@b(\n  1,\n)\n# note\ndef f():\n    pass\n");
}

TEST(AddDecorator, RefusesWhatItCannotPlace) {
  EXPECT_EQ(decorated("\\\ndef f(): pass\n"), "none");
  EXPECT_EQ(decorated("def f(:\n    pass\n\ndef g(): pass\n").find("@tf.function\ndef f(:"),
            std::string::npos);
  const EditedText other("@a\ndef f(): pass\n\n@b\ndef g(): pass\n");
  EXPECT_EQ(other.after(add_decorator(other.file(), other.row(NodeKind::FunctionDef), "x",
                                      other.row(NodeKind::Decorator, "@b"))),
            "none");
}

std::string begun(std::string_view text) {
  const EditedText edited(text);
  return edited.after(
      add_first_statement(edited.file(), edited.row(NodeKind::FunctionDef), "d = dict(d)"));
}

TEST(AddFirstStatement, StandsBehindTheDocstring) {
  EXPECT_EQ(begun("def f(d):\n    d.pop(1)\n"), "def f(d):\n    d = dict(d)\n    d.pop(1)\n");
  EXPECT_EQ(begun("def f(d):\r\n\t'''What.'''\r\n\treturn d\r\n"),
            "def f(d):\r\n\t'''What.'''\r\n\td = dict(d)\r\n\treturn d\r\n");
  EXPECT_EQ(begun("def f(d): return d\n"), "none");
  EXPECT_EQ(begun("def f(d):\n    'What.'\n"), "none");
}

std::string undecorated(std::string_view text, std::string_view decorator) {
  const EditedText edited(text);
  return edited.after(remove_decorator(edited.file(), edited.row(NodeKind::Decorator, decorator)));
}

TEST(RemoveDecorator, TakesItsWholeLines) {
  EXPECT_EQ(undecorated("@a\n@b\ndef f(): pass\n", "@a"), "@b\ndef f(): pass\n");
  EXPECT_EQ(undecorated("@a\r\n@b\r\ndef f(): pass\r\n", "@b"), "@a\r\ndef f(): pass\r\n");
  EXPECT_EQ(undecorated("class A:\n\t@a(\n\t\tx,\n\t)  \n\tdef f(self): pass\n", "@a"),
            "class A:\n\tdef f(self): pass\n");
  EXPECT_EQ(undecorated("\xEF\xBB\xBF@a\ndef f(): pass\n", "@a"),
            "\xEF\xBB\xBF"
            "def f(): pass\n");
}

TEST(RemoveDecorator, TakesTheCommentBehindItAlongAndNoOther) {
  EXPECT_EQ(undecorated("@a  # why\ndef f(): pass\n", "@a"), "def f(): pass\n");
  EXPECT_EQ(undecorated("@a(\n  1,  # one\n)\ndef f(): pass\n", "@a"), "none");
  EXPECT_EQ(undecorated("# above\n@a\n# below\ndef f(): pass\n", "@a"),
            "# above\n# below\ndef f(): pass\n");
}

TEST(SwapDecorators, EachKeepsItsLine) {
  const EditedText edited("class A:\n  @a(1,\n     2)\n\n  @b\n  @c\n  def f(self): pass\n");
  const auto swap = [&](std::string_view first, std::string_view second) {
    return edited.after(swap_decorators(edited.file(), edited.row(NodeKind::Decorator, first),
                                        edited.row(NodeKind::Decorator, second)));
  };
  const std::string expected = "class A:\n  @c\n\n  @b\n  @a(1,\n     2)\n  def f(self): pass\n";
  EXPECT_EQ(swap("@a", "@c"), expected);
  EXPECT_EQ(swap("@c", "@a"), expected);
  EXPECT_EQ(swap("@a", "@a"), "none");
  const EditedText comment("@a  # about a\n@b\ndef f(): pass\n");
  EXPECT_EQ(comment.after(swap_decorators(comment.file(), comment.row(NodeKind::Decorator, "@a"),
                                          comment.row(NodeKind::Decorator, "@b"))),
            "@b  # about a\n@a\ndef f(): pass\n");
}

std::string without_argument(std::string_view text, std::size_t index) {
  const EditedText edited(text);
  return edited.after(remove_argument(edited.file(), edited.argument(index)));
}

TEST(RemoveArgument, FirstMiddleLastOnly) {
  EXPECT_EQ(without_argument("f(a, b=1, *c)\n", 0), "f(b=1, *c)\n");
  EXPECT_EQ(without_argument("f(a, b=1, *c)\n", 1), "f(a, *c)\n");
  EXPECT_EQ(without_argument("f(a, b=1, *c)\n", 2), "f(a, b=1)\n");
  EXPECT_EQ(without_argument("f( a )\n", 0), "f()\n");
  EXPECT_EQ(without_argument("f(a,)\n", 0), "f()\n");
  EXPECT_EQ(without_argument("f(a, b,)\n", 1), "f(a,)\n");
}

TEST(RemoveArgument, ParenthesesBelongToTheArgument) {
  EXPECT_EQ(without_argument("f((a), ((b)), (c))\n", 0), "f(((b)), (c))\n");
  EXPECT_EQ(without_argument("f((a), ((b)), (c))\n", 1), "f((a), (c))\n");
  EXPECT_EQ(without_argument("f((a), ((b)), (c))\n", 2), "f((a), ((b)))\n");
  EXPECT_EQ(without_argument("f((a))\n", 0), "f()\n");
}

TEST(RemoveArgument, OverSeveralLines) {
  const std::string_view text = "f(\n    a,\n    b=(1,\n       2),\n    c,\n)\n";
  EXPECT_EQ(without_argument(text, 0), "f(\n    b=(1,\n       2),\n    c,\n)\n");
  EXPECT_EQ(without_argument(text, 1), "f(\n    a,\n    c,\n)\n");
  EXPECT_EQ(without_argument(text, 2), "f(\n    a,\n    b=(1,\n       2),\n)\n");
  EXPECT_EQ(without_argument("f(a,\r\n\tb)\r\n", 1), "f(a)\r\n");
  EXPECT_EQ(without_argument("f(a, \\\n  b)\n", 0), "f(b)\n");
}

TEST(RemoveArgument, RefusesCommentsAndLoneGenerators) {
  EXPECT_EQ(without_argument("f(a,  # first, of two\n  b)\n", 0), "none");
  EXPECT_EQ(without_argument("f(a,\n  # second\n  b)\n", 1), "none");
  EXPECT_EQ(without_argument("f(a,\n  b  # second\n)\n", 1), "none");
  EXPECT_EQ(without_argument("f(a, # x, y\n  b, c)\n", 2), "f(a, # x, y\n  b)\n");
  const EditedText edited("f(x for x in y)\n");
  EXPECT_EQ(edited.after(remove_argument(edited.file(), edited.row(NodeKind::Generator))), "none");
}

TEST(Replace, TheExactText) {
  const EditedText edited("x = tf.to_float(y)  # note\n");
  EXPECT_EQ(edited.after(replace(edited.file(), edited.row(NodeKind::Attribute), "tf.cast")),
            "x = tf.cast(y)  # note\n");
  const EditedText comment("x = (a +  # why\n     b)\n");
  EXPECT_EQ(comment.after(replace(comment.file(), comment.row(NodeKind::BinOp), "c")), "none");
}

std::string without_statement(std::string_view text, std::string_view start) {
  const EditedText edited(text);
  return edited.after(remove_statement(edited.file(), edited.row(NodeKind::ExprStmt, start)));
}

TEST(RemoveStatement, WithItsLine) {
  EXPECT_EQ(without_statement("a()\nb()\n", "a"), "b()\n");
  EXPECT_EQ(without_statement("def f():\r\n\ta()\r\n\tb()\r\n", "b"), "def f():\r\n\ta()\r\n");
  EXPECT_EQ(without_statement("a()\nb(\n  1,\n)", "b"), "a()\n");
  EXPECT_EQ(without_statement("\xEF\xBB\xBF"
                              "a()\nb()\n",
                              "a"),
            "\xEF\xBB\xBF"
            "b()\n");
}

TEST(RemoveStatement, TheOnlyOneOfABlockBecomesPass) {
  EXPECT_EQ(without_statement("def f(): a()\n", "a"), "def f(): pass\n");
  EXPECT_EQ(without_statement("if x:\n    a()  # why\nb()\n", "a"),
            "if x:\n    pass  # why\nb()\n");
  EXPECT_EQ(without_statement("if x: a();\n", "a"), "if x: pass;\n");
}

TEST(RemoveStatement, RefusesSharedLinesAndCommentsInside) {
  EXPECT_EQ(without_statement("a(); b()\n", "a"), "none");
  EXPECT_EQ(without_statement("a(); b()\n", "b"), "none");
  EXPECT_EQ(without_statement("a()  # why\nb()\n", "a"), "b()\n");
  EXPECT_EQ(without_statement("a(  # why\n)\nb()\n", "a"), "none");
  EXPECT_EQ(without_statement("if x: a(); b()\n", "b"), "none");
  EXPECT_EQ(without_statement("x = 1; \\\na()\n", "a"), "none");
}

std::string imported(std::string_view text) {
  const EditedText edited(text);
  return edited.after(add_import(edited.file(), "import tensorflow as tf"));
}

TEST(AddImport, BelowWhatMustComeFirst) {
  EXPECT_EQ(imported("import os\n"), "import tensorflow as tf\nimport os\n");
  EXPECT_EQ(
      imported("\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\nfrom  __future__  import "
               "division\n\nimport os\n"),
      "\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\nfrom  __future__  import "
      "division\n\nimport tensorflow as tf\nimport os\n");
  EXPECT_EQ(imported("#!/usr/bin/env python\n# Licence.\nx = 1\n"),
            "#!/usr/bin/env python\n# Licence.\nimport tensorflow as tf\n\nx = 1\n");
  EXPECT_EQ(imported("# Licence.\n\n# Reads.\ndef read(): pass\n"),
            "# Licence.\n\nimport tensorflow as tf\n\n# Reads.\ndef read(): pass\n");
  EXPECT_EQ(imported("\xEF\xBB\xBFimport os\r\n"),
            "\xEF\xBB\xBFimport tensorflow as tf\r\nimport os\r\n");
  EXPECT_EQ(imported("f'not {a} docstring'\n"),
            "import tensorflow as tf\n\nf'not {a} docstring'\n");
}

TEST(AddImport, AtTheEndWhereNothingFollows) {
  EXPECT_EQ(imported(""), "import tensorflow as tf\n");
  EXPECT_EQ(imported("\"\"\"Doc.\n\nMore.\n\"\"\""),
            "\"\"\"Doc.\n\nMore.\n\"\"\"\nimport tensorflow as tf\n");
  EXPECT_EQ(imported("# Licence.\r\n"), "# Licence.\r\nimport tensorflow as tf\r\n");
}

TEST(AddImport, NothingToDo) {
  EXPECT_EQ(imported("import os\nimport  tensorflow   as tf\n"),
            "import os\nimport  tensorflow   as tf\n");
}

TEST(AddImport, Refuses) {
  EXPECT_EQ(imported("\"\"\"Doc.\"\"\"; import os\n"), "none");
  EXPECT_EQ(imported("\"\"\"Doc.\"\"\" )\nimport os\n"), "none");
}

TEST(LineEnd, OfTheFirstLine) {
  EXPECT_EQ(line_end_of(SourceFile("a.py", "a\r\nb\n")), "\r\n");
  EXPECT_EQ(line_end_of(SourceFile("a.py", "a\nb\r\n")), "\n");
  EXPECT_EQ(line_end_of(SourceFile("a.py", "a\rb\r")), "\r");
  EXPECT_EQ(line_end_of(SourceFile("a.py", "a")), "\n");
}

}  // namespace
}  // namespace hyb::fixits
