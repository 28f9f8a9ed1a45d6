#include "core/tensorflow/api.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "test_paths.inc"

namespace hyb {
namespace {

std::string canonical(std::string_view path) {
  std::string storage;
  return std::string(canonical_path(path, storage));
}

TEST(Api, PathsHaveOneName) {
  struct Case {
    const char* written;
    const char* known_as;
  };
  for (const Case& c : {
           Case{"tensorflow.keras.layers.Dense", "keras.layers.Dense"},
           Case{"tf_keras.layers.Dense", "keras.layers.Dense"},
           Case{"tensorflow.compat.v2.keras.Model", "keras.Model"},
           Case{"tensorflow.python.eager.def_function.function", "tensorflow.function"},
           Case{"keras.models.Sequential", "keras.Sequential"},
           Case{"keras.layers.Input", "keras.Input"},
           Case{"tensorflow.optimizers.Adam", "keras.optimizers.Adam"},
           Case{"numpy.linalg.norm", "numpy.linalg.norm"},
           Case{"nothing.we.know", "nothing.we.know"},
       })
    EXPECT_EQ(canonical(c.written), c.known_as) << c.written;
}

TEST(Api, OtherNamesOfACallableLeadToItsRow) {
  for (const char* name : {"tensorflow.math.reduce_sum", "tensorflow.reduce_sum"}) {
    const ApiRow* row = find_exact_api(canonical(name));
    ASSERT_NE(row, nullptr) << name;
    EXPECT_EQ(row->result, ApiResult::Tensor) << name;
    EXPECT_FALSE(row->shape.empty()) << name;
  }
}

TEST(Api, LongestPrefixRuleHolds) {
  const ApiRow* row = find_api("tensorflow.nn.no_such_function");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->name, "tensorflow.nn.*");
  EXPECT_EQ(find_exact_api("tensorflow.nn.no_such_function"), nullptr);
  EXPECT_EQ(find_api("no_such_package.thing"), nullptr);
}

TEST(Api, ParametersByPositionAndName) {
  const ApiRow* row = find_exact_api("tensorflow.Variable");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(parameter_at(*row, 0), "initial_value");
  EXPECT_EQ(parameter_at(*row, 1), "trainable");
  EXPECT_EQ(parameter_at(*row, 99), "");
  EXPECT_EQ(parameter_index(*row, "initial_value"), 0);
  EXPECT_EQ(parameter_index(*row, "no_such_parameter"), -1);
}

TEST(Api, DefaultsAsPythonWritesThem) {
  const ApiRow* row = find_exact_api("tensorflow.Variable");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(default_of(*row, "validate_shape"), "True");
  EXPECT_EQ(default_of(*row, "initial_value"), "None");
  EXPECT_EQ(default_of(*row, "synchronization"), "?");
  EXPECT_EQ(default_of(*row, "no_such_parameter"), "");
}

TEST(Api, ReleasesOfTensorFlow) {
  struct Case {
    const char* name;
    bool old, middle, recent;
  };
  for (const Case& c : {Case{"tensorflow.reduce_sum", true, true, true},
                        Case{"keras.ops.matmul", false, false, true},
                        Case{"keras.backend.conv2d", true, true, false}}) {
    const ApiRow* row = find_exact_api(canonical(c.name));
    ASSERT_NE(row, nullptr) << c.name;
    EXPECT_EQ((row->releases & 1) != 0, c.old) << c.name;
    EXPECT_EQ((row->releases & 2) != 0, c.middle) << c.name;
    EXPECT_EQ((row->releases & 4) != 0, c.recent) << c.name;
  }
}

TEST(Api, MethodsAreFoundAlongTheBases) {
  const ApiRow* call = find_method("keras.layers.Dense", "__call__");
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->name, "keras.layers.Dense.__call__");
  const ApiRow* weights = find_method("keras.layers.Dense", "trainable_variables");
  ASSERT_NE(weights, nullptr);
  EXPECT_EQ(weights->result, ApiResult::VariableList);
  EXPECT_EQ(find_method("keras.layers.Dense", "no_such_method"), nullptr);
  EXPECT_TRUE(derives_from("keras.layers.Dense", "tensorflow.Module"));
  EXPECT_FALSE(derives_from("keras.layers.Dense", "keras.Model"));
}

TEST(Api, EffectsOfPython) {
  struct Case {
    const char* name;
    Trait trait;
  };
  for (const Case& c : {
           Case{"builtins.print", Trait::Print},
           Case{"builtins.open", Trait::File},
           Case{"time.perf_counter", Trait::Time},
           Case{"random.random", Trait::Random},
           Case{"os.urandom", Trait::Random},
           Case{"os.getenv", Trait::Configuration},
           Case{"requests.get", Trait::Network},
           Case{"subprocess.run", Trait::Process},
           Case{"matplotlib.pyplot.show", Trait::Plot},
           Case{"wandb.log", Trait::Log},
           Case{"pandas.read_csv", Trait::File},
           Case{"traceback.print_exc", Trait::Print},
           Case{"json.dumps", Trait::Pure},
           Case{"os.path.join", Trait::Pure},
           Case{"hashlib.md5", Trait::Pure},
       }) {
    const ApiRow* row = find_api(c.name);
    ASSERT_NE(row, nullptr) << c.name;
    EXPECT_TRUE(row->has(c.trait)) << c.name;
    EXPECT_TRUE(
        is_known_package(std::string_view(c.name).substr(0, std::string_view(c.name).find('.'))))
        << c.name;
  }
}

// What is promised of the model's extent, in Keras and NumPy.
TEST(Api, Extent) {
  std::size_t layers = 0;
  std::size_t numpy = 0;
  std::size_t counterparts = 0;
  std::size_t with_rule = 0;
  for (const ApiRow& row : api_rows()) {
    const bool rule = !row.dtype.empty() || !row.shape.empty() || !row.parts.empty();
    with_rule += rule;
    layers += row.name.starts_with("keras.layers.") && row.name.ends_with(".__call__");
    if (row.name.starts_with("numpy.") && !row.name.ends_with("*")) ++numpy;
    if (row.counterpart.empty()) continue;
    ++counterparts;
    EXPECT_NE(find_api(canonical(row.counterpart)), nullptr) << row.name << ": " << row.counterpart;
  }
  EXPECT_GE(with_rule, 2500u);
  EXPECT_GE(layers, 120u);
  EXPECT_GE(numpy, 300u);
  EXPECT_GE(counterparts, 250u);
}

TEST(Api, TableIsSortedAndItsBasesExist) {
  const auto rows = api_rows();
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end(),
                             [](const ApiRow& a, const ApiRow& b) { return a.name < b.name; }));
  for (const ApiRow& row : rows) {
    std::istringstream bases{std::string(row.bases)};
    for (std::string base; bases >> base;)
      EXPECT_NE(find_api(canonical(base)), nullptr) << row.name << " derives from " << base;
  }
}

// The generated files are as the generator writes them: a header that tells the releases, then one
// line for each callable: kind and name, parameters, other names, releases.
TEST(Api, GeneratedFilesHaveTheirForm) {
  for (const char* name : {"tensorflow", "keras", "numpy"}) {
    std::ifstream file(HYB_SOURCE_DIR "/core/tensorflow/api/generated/" + std::string(name) +
                       ".yaml");
    std::string line;
    ASSERT_TRUE(std::getline(file, line)) << name;
    EXPECT_TRUE(line.starts_with("# Made by tools/api/generate.py from ")) << line;
    EXPECT_NE(line.find(name == std::string("numpy") ? "NumPy" : "2.21.0 (c)"), std::string::npos)
        << line;
    ASSERT_TRUE(std::getline(file, line)) << name;
    EXPECT_EQ(line, "signatures: |");
    std::size_t count = 0;
    while (std::getline(file, line)) {
      ++count;
      ASSERT_GT(line.size(), 4u) << name << ": " << line;
      EXPECT_NE(std::string_view("fcm").find(line[2]), std::string_view::npos) << line;
      EXPECT_EQ(line.substr(0, 2) + line[3], "   ") << line;
      EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 3) << line;
    }
    EXPECT_GT(count, 500u) << name;
  }
}

}  // namespace
}  // namespace hyb
