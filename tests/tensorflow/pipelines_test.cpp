// Pipelines of tf.data: the steps before and behind a call, who uses them, and what the function
// of a step does beside computing.

#include "core/tensorflow/pipelines.h"

#include <gtest/gtest.h>

#include <string>

#include "core/tensorflow/element_functions.h"
#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import numpy as np
import tensorflow as tf

counter = tf.Variable(0)


def augment(x):
    return x + tf.random.normal([2])


def counts(x):
    counter.assign_add(1)
    return x


def on_host(x):
    return tf.numpy_function(noise, [x], tf.float32)


def noise(x):
    return x + np.random.normal()


def decode(path):
    return tf.io.decode_jpeg(tf.io.read_file(path))


def pure(x):
    return x * 2.0


def batched(ds):
    return ds.batch(2)


source = tf.data.Dataset.from_tensor_slices([[1.0, 2.0]])
mapped = source.map(augment)
cached = mapped.cache()
ready = batched(cached)
for element in ready:
    print(element)

optional = source.shuffle(8) if tf.executing_eagerly() else source
end = optional.repeat()
source.map(counts)
source.map(on_host)
source.map(decode)
source.map(pure)
source.map(unknown)
)";

std::string words(const std::vector<PipelineStep>& steps) {
  std::string out;
  for (const PipelineStep& step : steps) {
    out += out.empty() ? "" : " ";
    out += step.row == nullptr ? "?" : step.row->name.substr(step.row->name.rfind('.') + 1);
    if (!step.always) out += "?";
  }
  return out;
}

TEST(Pipelines, StepsBeforeAndBehind) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const Pipelines& pipelines = facts.pipelines();
    const NodeRef cache = row_with_text(facts, "mapped.cache()");
    EXPECT_EQ(words(pipelines.before(cache)), "map from_tensor_slices");
    EXPECT_EQ(words(pipelines.behind(cache)), "batch?");
    EXPECT_EQ(words(pipelines.before(row_with_text(facts, "ds.batch(2)"))),
              "cache map from_tensor_slices");
    EXPECT_EQ(words(pipelines.before(row_with_text(facts, "optional.repeat()"))),
              "from_tensor_slices shuffle?");
  });
}

TEST(Pipelines, UsesAndMakers) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const Pipelines& pipelines = facts.pipelines();
    const auto uses = pipelines.uses(row_with_text(facts, "mapped.cache()"));
    ASSERT_EQ(uses.size(), 1U);
    EXPECT_EQ(uses.front().kind, PipelineUse::Kind::Loop);
    EXPECT_TRUE(pipelines.uses(row_with_text(facts, "optional.repeat()")).empty());
    bool all = false;
    EXPECT_EQ(pipelines.makers(row_with_text(facts, "optional"), &all).size(), 2U);
    EXPECT_TRUE(all);
  });
}

TEST(ElementFunctions, ByWhatTheyDo) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto of = [&](std::string_view call) {
      return element_function(facts.program(), facts.engine(), facts.called_rows(),
                              row_with_text(facts, call));
    };
    EXPECT_TRUE(of("source.map(augment)").draws.node.exists());
    EXPECT_TRUE(of("source.map(counts)").state.node.exists());
    const ElementFunction host = of("source.map(on_host)");
    EXPECT_TRUE(host.host.node.exists());
    EXPECT_TRUE(host.draws_python.node.exists());
    EXPECT_EQ(host.hosts, std::vector{function_named(facts, "noise")});
    EXPECT_TRUE(of("source.map(decode)").costly.node.exists());
    const ElementFunction plain = of("source.map(pure)");
    EXPECT_EQ(plain.functions, std::vector{function_named(facts, "pure")});
    EXPECT_FALSE(plain.unknown || plain.draws.node.exists() || plain.state.node.exists() ||
                 plain.host.node.exists() || plain.costly.node.exists());
    EXPECT_TRUE(of("source.map(unknown)").unknown);
  });
}

}  // namespace
}  // namespace hyb::test
