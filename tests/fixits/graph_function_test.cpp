#include "fixits/graph_function.h"

#include <gtest/gtest.h>

#include "tests/fixits/edited_text.h"

namespace hyb::fixits {
namespace {

using test::EditedText;

std::string decorated(std::string_view text, std::string_view alias,
                      std::string_view options = "") {
  const EditedText edited(text);
  return edited.after(
      decorate(edited.scoped(), edited.row(NodeKind::FunctionDef), alias, options, NodeId{}));
}

TEST(Decorate, WithTheAliasOfTheFile) {
  EXPECT_EQ(decorated("import tensorflow as t\n\n\ndef f(x): pass\n", "t"),
            "import tensorflow as t\n\n\n@t.function\ndef f(x): pass\n");
  EXPECT_EQ(
      decorated("class A:\r\n\t@property\r\n\tdef f(self): pass\r\n", "tf", "autograph=False"),
      "class A:\r\n\t@property\r\n\t@tf.function(autograph=False)\r\n\tdef f(self): pass\r\n");
}

TEST(Decorate, ImportsTensorFlowFirst) {
  EXPECT_EQ(
      decorated("\"\"\"Doc.\"\"\"\nimport os\n\ndef f(x): pass\n", ""),
      "\"\"\"Doc.\"\"\"\nimport tensorflow as tf\nimport os\n\n@tf.function\ndef f(x): pass\n");
  EXPECT_EQ(decorated("def f(x): pass\n", ""),
            "import tensorflow as tf\n\n@tf.function\ndef f(x): pass\n");
  EXPECT_EQ(decorated("# Adds.\n@a\ndef f(x): pass\n", ""),
            "# Adds.\nimport tensorflow as tf\n\n@a\n@tf.function\ndef f(x): pass\n");
}

TEST(Decorate, LeavesSomebodysOwnNameAlone) {
  EXPECT_EQ(decorated("tf = 1\ndef f(x): pass\n", ""), "none");
  EXPECT_EQ(decorated("def f(tf): pass\n", ""), "none");
}

std::string undecorated(std::string_view text, std::string_view decorator, bool keep = false) {
  const EditedText edited(text);
  return edited.after(
      undecorate(edited.scoped(), edited.row(NodeKind::Decorator, decorator), keep));
}

TEST(Undecorate, TakesTheUnusedImportAlong) {
  EXPECT_EQ(
      undecorated("import tensorflow as tf\nimport os\n\n@tf.function\ndef f(): pass\n", "@tf"),
      "import os\n\ndef f(): pass\n");
  EXPECT_EQ(undecorated("import os, tensorflow as tf\n@tf.function\ndef f(): pass\n", "@tf"),
            "import os\ndef f(): pass\n");
  EXPECT_EQ(undecorated("from tensorflow import function, Variable as V\n"
                        "@function(\n    jit_compile=True,  # fast\n    autograph=False)\n"
                        "def f(): pass\n",
                        "@function"),
            "none");
  EXPECT_EQ(undecorated("from tensorflow import function, Variable as V\n"
                        "@function(\n    jit_compile=True,\n    autograph=False)\n"
                        "def f(): return V\n",
                        "@function"),
            "from tensorflow import Variable as V\ndef f(): return V\n");
  EXPECT_EQ(undecorated("from tensorflow import (\r\n  Variable as V,\r\n  function,\r\n)\r\n"
                        "@function\r\ndef f(): return V\r\n",
                        "@function"),
            "from tensorflow import (\r\n  Variable as V,\r\n)\r\ndef f(): return V\r\n");
  EXPECT_EQ(undecorated("import tensorflow as tf\nfrom functools import partial\n"
                        "@partial(tf.function, jit_compile=True)\ndef f(): pass\n",
                        "@partial"),
            "def f(): pass\n");
}

TEST(Undecorate, KeepsAnImportThatIsUsed) {
  EXPECT_EQ(
      undecorated("import tensorflow as tf\n@tf.function\ndef f(): return tf.zeros(1)\n", "@tf"),
      "import tensorflow as tf\ndef f(): return tf.zeros(1)\n");
  EXPECT_EQ(
      undecorated("import tensorflow as tf\n@tf.function\ndef f(x: 'tf.Tensor'): pass\n", "@tf"),
      "import tensorflow as tf\ndef f(x: 'tf.Tensor'): pass\n");
  EXPECT_EQ(undecorated("import tensorflow as tf\n@tf.function\ndef f(): pass\n", "@tf", true),
            "import tensorflow as tf\ndef f(): pass\n");
  EXPECT_EQ(undecorated("try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\n"
                        "@tf.function\ndef f(): pass\n",
                        "@tf"),
            "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\n"
            "def f(): pass\n");
}

std::string unwrapped(std::string_view text) {
  const EditedText edited(text);
  NodeId call = edited.row(NodeKind::Call, "");
  for (std::uint32_t i = 0; i < edited.tree().size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (edited.tree().kind(row) != NodeKind::Call) continue;
    const NodeId callee = edited.tree().child(row, Field::Function);
    if (edited.file().source.text(edited.tree().loc(callee)) == "tf.function") call = row;
  }
  return edited.after(unwrap(edited.scoped(), call, false));
}

TEST(Unwrap, LeavesTheFunction) {
  EXPECT_EQ(unwrapped("import tensorflow as tf\nstep = tf.function(\n    run,\n    autograph=False)"
                      "\ntf.print(1)\n"),
            "import tensorflow as tf\nstep = run\ntf.print(1)\n");
  EXPECT_EQ(unwrapped("y = tf.function(lambda x: x + 1)(3)\n"), "y = (lambda x: x + 1)(3)\n");
  EXPECT_EQ(unwrapped("y = tf.function(lambda x: x + 1)\n"), "y = lambda x: x + 1\n");
  EXPECT_EQ(unwrapped("train(tf.function(func=self.step, jit_compile=True), 3)\n"),
            "train(self.step, 3)\n");
}

TEST(Unwrap, TakesAStatementThatSaysNothing) {
  EXPECT_EQ(unwrapped("import tensorflow as tf\nimport os\nf = tf.function(f)  # fast\nos.f(f)\n"),
            "import os\nos.f(f)\n");
  EXPECT_EQ(unwrapped("if x:\n    self.f = tf.function(self.f)\n"), "if x:\n    pass\n");
}

TEST(Unwrap, Refuses) {
  EXPECT_EQ(unwrapped("g = tf.function(*f)\n"), "none");
  EXPECT_EQ(unwrapped("g = tf.function(f,  # why\n  autograph=False)\n"), "none");
  EXPECT_EQ(unwrapped("g = tf.function()\n"), "none");
}

std::string with_argument(std::string_view text, std::string_view name, std::string_view value,
                          std::optional<std::size_t> position = std::nullopt) {
  const EditedText edited(text);
  return edited.after(
      set_argument(edited.scoped(), edited.row(NodeKind::Decorator, "@"), name, value, position));
}

TEST(SetArgument, OfABareDecorator) {
  EXPECT_EQ(with_argument("@tf.function  # fast\ndef f(): pass\n", "reduce_retracing", "True"),
            "@tf.function(reduce_retracing=True)  # fast\ndef f(): pass\n");
  EXPECT_EQ(with_argument("@(tf.function)\ndef f(): pass\n", "reduce_retracing", "True"),
            "@(tf.function(reduce_retracing=True))\ndef f(): pass\n");
  EXPECT_EQ(with_argument("@tf.function( )\ndef f(): pass\n", "a", "1"),
            "@tf.function(a=1)\ndef f(): pass\n");
}

TEST(SetArgument, BehindTheOthers) {
  EXPECT_EQ(with_argument("@tf.function(autograph=False)\ndef f(): pass\n", "a", "[1]"),
            "@tf.function(autograph=False, a=[1])\ndef f(): pass\n");
  EXPECT_EQ(with_argument("@partial(tf.function, )\ndef f(): pass\n", "a", "1"),
            "@partial(tf.function, a=1, )\ndef f(): pass\n");
  EXPECT_EQ(with_argument("@tf.function(\r\n\tautograph=(False),  # slow, so\r\n)\r\ndef f(): pass",
                          "a", "1"),
            "@tf.function(\r\n\tautograph=(False),  # slow, so\r\n\ta=1,\r\n)\r\ndef f(): pass");
  EXPECT_EQ(
      with_argument("@tf.function(autograph=(False)  # slow, so\n)\ndef f(): pass\n", "a", "1"),
      "@tf.function(autograph=(False), a=1  # slow, so\n)\ndef f(): pass\n");
  EXPECT_EQ(with_argument("@tf.function(\n    b=2,)\ndef f(): pass\n", "a", "1"),
            "@tf.function(\n    b=2, a=1,)\ndef f(): pass\n");
}

TEST(SetArgument, ReplacesItsValue) {
  const std::string_view text = "@tf.function(input_signature=[\n  a,\n], b=1)\ndef f(): pass\n";
  EXPECT_EQ(with_argument(text, "input_signature", "[s]"),
            "@tf.function(input_signature=[s], b=1)\ndef f(): pass\n");
  EXPECT_EQ(
      with_argument("@tf.function(None, (old,))\ndef f(): pass\n", "input_signature", "[s]", 1),
      "@tf.function(None, [s])\ndef f(): pass\n");
}

TEST(SetArgument, Refuses) {
  EXPECT_EQ(with_argument("@tf.function(**options)\ndef f(): pass\n", "a", "1"), "none");
  EXPECT_EQ(with_argument("@tf.function(a=[1,  # one\n 2])\ndef f(): pass\n", "a", "1"), "none");
  EXPECT_EQ(with_argument("@table[0]\ndef f(): pass\n", "a", "1"), "none");
}

std::string wrapped(std::string_view text, std::size_t argument, std::string_view alias,
                    std::string_view options = "") {
  const EditedText edited(text);
  return edited.after(wrap_in_constant(edited.scoped(), edited.argument(argument), alias, options));
}

TEST(WrapInConstant, TheValueAlone) {
  EXPECT_EQ(wrapped("step(x, 3)\n", 1, "tf"), "step(x, tf.constant(3))\n");
  EXPECT_EQ(wrapped("step(x, rate = (-1e-3))\n", 1, "tf", "dtype=tf.float64"),
            "step(x, rate = (tf.constant(-1e-3, dtype=tf.float64)))\n");
  EXPECT_EQ(wrapped("step('a'  # one\n     'b')\n", 0, "t"),
            "step(t.constant('a'  # one\n     'b'))\n");
  EXPECT_EQ(wrapped("step(3)\n", 0, ""), "import tensorflow as tf\n\nstep(tf.constant(3))\n");
}

TEST(WrapInConstant, Refuses) {
  EXPECT_EQ(wrapped("step(*x)\n", 0, "tf"), "none");
  EXPECT_EQ(wrapped("step(**x)\n", 0, "tf"), "none");
}

}  // namespace
}  // namespace hyb::fixits
