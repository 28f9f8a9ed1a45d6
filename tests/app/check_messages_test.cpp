// What messages say, where fixtures cannot tell: they only look at places.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "app/check/lint.h"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

std::vector<Diagnostic> found(std::string_view rule, std::string_view text) {
  const TemporaryFolder folder;
  LintRequest request;
  request.discover.paths.push_back(folder.write("program.py", text));
  for (const RuleInfo* each : all_rules()) request.enabled.push_back(each->name == rule);
  request.jobs = 1;
  return lint(request).findings;
}

TEST(CheckMessages, OfDeprecatedNamesQuoteOnlyCode) {
  const auto findings = found("api-deprecated", R"(import tensorflow as tf
tune = tf.data.experimental.AUTOTUNE
layer = tf.keras.layers.experimental.preprocessing.Rescaling
norm = tf.keras.layers.experimental.SyncBatchNormalization
runner = tf.distribute.MirroredStrategy().experimental_run_v2
session = tf.Session()
number = tf.compat.v1.to_float(1)
)");
  std::vector<std::string> texts;
  for (const Diagnostic& d : findings) texts.push_back(d.message.text);
  EXPECT_EQ(
      texts,
      (std::vector<std::string>{
          "'tf.data.experimental.AUTOTUNE' is called 'tf.data.AUTOTUNE' since TensorFlow 2.4.",
          "'tf.keras.layers.experimental.preprocessing.Rescaling' is called "
          "'tf.keras.layers.Rescaling' since TensorFlow 2.6.",
          "'tf.keras.layers.experimental.SyncBatchNormalization' is deprecated since "
          "TensorFlow 2.12; use 'tf.keras.layers.BatchNormalization' with "
          "'synchronized=True'.",
          "'tf.distribute.Strategy.experimental_run_v2' was removed in TensorFlow 2.4; use "
          "'run'.",
          "'tf.Session' was removed in TensorFlow 2.0; use TensorFlow 2 code, or "
          "'tf.compat.v1.Session'.",
          "'tf.compat.v1.to_float' is deprecated since TensorFlow 2.0; use 'tf.cast'."}));
}

TEST(CheckMessages, OfCodeForTensorFlow1SayHowMuchThereIs) {
  const auto findings = found("api-deprecated", R"(import tensorflow as tf
session = tf.Session()
x = tf.placeholder(tf.float32)
y = tf.contrib.layers.flatten(x)
)");
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_EQ(findings[0].notes.size(), 1U);
  EXPECT_EQ(findings[0].notes[0].text, "the first of 2 more uses of such names.");
}

TEST(CheckMessages, OfSequentialMapsSayWhyAFixIsUnsafe) {
  const auto findings = found("data-map-sequential", R"(import tensorflow as tf

def known(r):
    features = tf.io.parse_single_example(r, {"a": tf.io.FixedLenFeature([], tf.int64)})
    return features, features.pop("a")

def outside(r):
    return tf.py_function(lambda t: t, [tf.io.decode_raw(r, tf.uint8)], tf.uint8)

def load(unknown):
    return tf.data.TFRecordDataset("f").map(lambda r: unknown(tf.io.decode_raw(r, tf.uint8)))

a = tf.data.TFRecordDataset("f").map(known)
b = tf.data.TFRecordDataset("f").map(outside)
)");
  std::vector<std::string> reasons;
  for (const Diagnostic& d : findings)
    for (const Fix& fix : d.fixes) reasons.push_back(fix.reason);
  const std::vector<std::string> wanted{
      "What it runs outside of the graph may then run several times at once."};
  EXPECT_EQ(reasons, wanted);
}

}  // namespace
}  // namespace hyb::app::test
