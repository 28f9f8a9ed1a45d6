// What `hybridize facts` knows of parameters: handed over by test runners, across packages, through
// structures and shapes.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

#include "test_paths.inc"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

using Files = std::map<std::string, std::string>;

/// The lines about parameters and results of one function, as text has them.
std::string facts_of(const Files& files, const std::string& function) {
  const TemporaryFolder folder;
  const TemporaryFolder output;
  for (const auto& [path, text] : files) folder.write(path, text);
  const std::string command = "cd '" + folder.path() + "' && '" HYB_PROGRAM "' facts --isolated" +
                              " --format text --function '" + function + "' . >'" +
                              output.path("out") + "' 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << output.read("out");
  std::istringstream lines(output.read("out"));
  std::string out;
  for (std::string line; std::getline(lines, line) && !line.starts_with("    verdict: ");)
    if (line.starts_with("    ") && (line.find(": ") < line.find("; ") && line.find('(') != 4)) {
      if (line.find("tensor parameter:") != std::string::npos) continue;
      out += line.substr(4) + "\n";
    } else if (line.starts_with("    returns ")) {
      out += line.substr(4) + "\n";
    }
  return out;
}

std::string facts_of(const std::string& program, const std::string& function) {
  return facts_of(Files{{"test_program.py", "import tensorflow as tf\n" + program}}, function);
}

TEST(KnownArguments, CasesOfPytestReachTheFunctionUnderTest) {
  EXPECT_EQ(facts_of("import numpy as np\nimport pytest\n\ndef double(x, n):\n    return x * 2\n\n"
                     "@pytest.mark.parametrize('x, n', [(tf.ones([2]), 1), (tf.zeros([2]), 2)])\n"
                     "def test_double(x, n):\n    double(x, n)\n",
                     "double"),
            "x: float32[2] (proved)\nn: no tensor = 1, 2 (proved)\nreturns float32[2]\n");
  EXPECT_EQ(facts_of("import pytest\n\ndef double(x):\n    return x * 2\n\n"
                     "@pytest.mark.parametrize(['x'], [pytest.param(tf.ones([3]), id='a')])\n"
                     "def test_double(x):\n    double(x)\n",
                     "double"),
            "x: float32[3] (proved)\nreturns float32[3]\n");
  std::string cases;
  for (int i = 1; i <= 20; ++i)
    cases +=
        "    pytest.param(tf.ones([" + std::to_string(i) + "]), id='" + std::to_string(i) + "'),\n";
  EXPECT_EQ(facts_of("import pytest\n\ndef double(x):\n    return x * 2\n\n"
                     "@pytest.mark.parametrize('x', [\n" +
                         cases +
                         "])\n"
                         "def test_double(x):\n    double(x)\n",
                     "double"),
            "x: float32[?] | ? (assumed)\nreturns float32[?] | ?\n");
}

TEST(KnownArguments, FixturesOfPytestReachTheFunctionUnderTest) {
  const std::string conftest =
      "import pytest\nimport tensorflow as tf\n\n@pytest.fixture\ndef size():\n    return 4\n\n"
      "@pytest.fixture(name='data', params=[tf.ones([2]), tf.ones([3])])\n"
      "def make_data(request, size):\n    yield tf.reshape(request.param, [1, -1])\n";
  const std::string test =
      "import tensorflow as tf\n\ndef total(x, n):\n    return tf.reduce_sum(x)\n\n"
      "def test_total(data, size, tmp_path):\n    total(data, size)\n";
  EXPECT_EQ(facts_of({{"tests/conftest.py", conftest}, {"tests/test_total.py", test}}, "total"),
            "x: float32[1, 2] | float32[1, 3] (proved)\nn: no tensor = 4 (proved)\n"
            "returns float32[]\n");
}

TEST(KnownArguments, AConftestNeedNotNameTensorFlow) {
  const Files files{
      {"conftest.py", "import pytest\n\n@pytest.fixture\ndef size():\n    return 4\n"},
      {"tests/unit/test_ones.py",
       "import tensorflow as tf\n\ndef ones(n):\n    return tf.ones([n])\n\n"
       "def test_ones(size):\n    ones(size)\n"}};
  EXPECT_EQ(facts_of(files, "ones"), "n: no tensor = 4 (proved)\nreturns float32[4]\n");
}

TEST(KnownArguments, CasesOfAbslReachTheFunctionUnderTest) {
  const std::string head =
      "from absl.testing import parameterized\n\ndef half(x):\n    return x / 2\n\n"
      "class HalfTest(tf.test.TestCase, parameterized.TestCase):\n";
  const std::string body = "    self.assertAllClose(self.evaluate(half(x)), x)\n";
  for (const char* decorator :
       {"  @parameterized.parameters(([tf.ones([2])],))\n  def test_half(self, x):\n    x = x[0]\n",
        "  @parameterized.parameters((tf.ones([2]),))\n  def test_half(self, x):\n",
        "  @parameterized.named_parameters(('a', tf.ones([2])))\n  def test_half(self, x):\n",
        "  @parameterized.named_parameters(dict(testcase_name='a', x=tf.ones([2])))\n"
        "  def test_half(self, x):\n",
        "  @parameterized.product(x=[tf.ones([2])], y=[1, 2])\n  def test_half(self, x, y):\n"})
    EXPECT_EQ(facts_of(head + decorator + body, "half"),
              "x: float32[2] (proved)\nreturns float32[2]\n")
        << decorator;
}

TEST(KnownArguments, APackageMayImportFromItself) {
  const Files files{{"pkg/__init__.py", "from pkg import ops\nfrom pkg.ops import scaled\n"},
                    {"pkg/ops.py",
                     "import tensorflow as tf\n\nSpec = tf.TensorSpec\n\ndef scaled(x):\n"
                     "    return x * 2\n"},
                    {"main.py",
                     "import tensorflow as tf\nimport pkg\nfrom pkg import ops\n\n"
                     "ops.scaled(tf.ones([2]))\npkg.ops.scaled(tf.zeros([3]))\n"}};
  EXPECT_EQ(facts_of(files, "scaled"),
            "x: float32[2] | float32[3] (proved)\nreturns float32[2] | float32[3]\n");
}

TEST(KnownArguments, ShapesAndDtypesAreObjects) {
  const std::string program =
      "def f(a, b, c, d, e, g):\n    return a\n\nspec = tf.TensorSpec([2, 3], tf.float64)\n"
      "x = tf.ones([4, 5])\n"
      "f(tf.zeros(spec.shape, spec.dtype), tf.zeros([7] + x.shape), tf.zeros(x.shape[1:] + [1]),\n"
      "  tf.zeros(tf.TensorShape([1]).concatenate(x.shape)), spec.dtype.is_floating,\n"
      "  spec.shape.num_elements())\n";
  EXPECT_EQ(facts_of(program, "f"),
            "a: float64[2, 3] (proved)\nb: float32[7, 4, 5] (proved)\nc: float32[5, 1] (proved)\n"
            "d: float32[1, 4, 5] (proved)\ne: no tensor = True (proved)\n"
            "g: no tensor = 6 (proved)\nreturns float64[2, 3]\n");
}

TEST(KnownArguments, AWeightHasTheDtypeOfItsLayer) {
  const std::string program =
      "class Net(tf.keras.layers.Layer):\n"
      "    def __init__(self, **kwargs):\n        super().__init__(**kwargs)\n"
      "        self.w = self.add_weight(shape=(2, 3))\n"
      "    def call(self, x):\n        return use(tf.matmul(x, self.w))\n\n"
      "def use(x):\n    return x\n\n";
  EXPECT_EQ(facts_of(program + "Net()(tf.ones([4, 2]))\n", "use"),
            "x: float32[4, 3] (proved)\nreturns float32[4, 3]\n");
  EXPECT_EQ(facts_of(program + "Net(dtype='float64')(tf.ones([4, 2]))\n", "use"),
            "x: float64[4, 3] (proved)\nreturns float64[4, 3]\n");
}

TEST(KnownArguments, GeneratorsAndIteratorToolsOfPython) {
  EXPECT_EQ(facts_of("import itertools\nimport numpy as np\n\ndef f(x, n):\n    return x\n\n"
                     "rng = np.random.default_rng(1)\nold = np.random.RandomState(2)\n"
                     "for a, n in itertools.product([rng.normal(size=3), old.randn(3)], (1, 2)):\n"
                     "    f(tf.constant(a), n)\n",
                     "f"),
            "x: float64[3] (proved)\nn: no tensor = 1, 2 (proved)\nreturns float64[3]\n");
  EXPECT_EQ(
      facts_of("import dataclasses\n\ndef f(x):\n    return x\n\n"
               "@dataclasses.dataclass\nclass State:\n    step: int\n"
               "    seen: tf.Tensor = dataclasses.field(default_factory=lambda: tf.ones([2]))\n\n"
               "f(dataclasses.replace(State(1), step=2).seen)\n",
               "f"),
      "x: float32[2] (proved)\nreturns float32[2]\n");
}

}  // namespace
}  // namespace hyb::app::test
