#include "core/signatures/spec.h"

#include <gtest/gtest.h>

namespace hyb {
namespace {

using flow::Dim;
using flow::Dims;
using flow::Dtype;

Spec tensor(std::optional<Dims> dims, Dtype dtype = Dtype::Float32,
            Spec::Kind kind = Spec::Kind::Dense) {
  Spec out;
  out.kind = kind;
  out.dtype = dtype;
  out.dims = std::move(dims);
  return out;
}

Spec container(Spec::Kind kind, std::vector<Spec> items, std::vector<std::string> keys = {}) {
  Spec out;
  out.kind = kind;
  out.items = std::move(items);
  out.keys = std::move(keys);
  return out;
}

TEST(SpecText, Tensors) {
  EXPECT_EQ(text_of(tensor(Dims{}), "tf"), "tf.TensorSpec(shape=(), dtype=tf.float32)");
  EXPECT_EQ(text_of(tensor(Dims{{Dim::of(3)}}), "t"), "t.TensorSpec(shape=(3,), dtype=t.float32)");
  EXPECT_EQ(text_of(tensor(Dims{Dim::dynamic(), Dim::of(3)}, Dtype::Int64), "tf"),
            "tf.TensorSpec(shape=(None, 3), dtype=tf.int64)");
  EXPECT_EQ(text_of(tensor(std::nullopt), "tf"), "tf.TensorSpec(shape=None, dtype=tf.float32)");
  EXPECT_EQ(text_of(tensor(Dims{Dim::of(2), Dim::of(2)}, Dtype::Float32, Spec::Kind::Sparse), "tf"),
            "tf.SparseTensorSpec(shape=(2, 2), dtype=tf.float32)");
}

TEST(SpecText, RaggedRankWhereTheLastAxesAreEven) {
  const auto ragged = [](Dims dims) {
    return text_of(tensor(std::move(dims), Dtype::Int32, Spec::Kind::Ragged), "tf");
  };
  EXPECT_EQ(ragged({Dim::of(2), Dim::ragged()}),
            "tf.RaggedTensorSpec(shape=(2, None), dtype=tf.int32)");
  EXPECT_EQ(ragged({Dim::of(2), Dim::ragged(), Dim::of(4)}),
            "tf.RaggedTensorSpec(shape=(2, None, 4), dtype=tf.int32, ragged_rank=1)");
}

TEST(SpecText, Structures) {
  const Spec one = tensor(Dims{});
  EXPECT_EQ(text_of(std::vector<Spec>{}, "tf"), "[]");
  EXPECT_EQ(text_of({container(Spec::Kind::Tuple, {one}), container(Spec::Kind::Dict, {one}, {"a"}),
                     container(Spec::Kind::List, {})},
                    "tf"),
            "[(tf.TensorSpec(shape=(), dtype=tf.float32),), {'a': tf.TensorSpec(shape=(), "
            "dtype=tf.float32)}, []]");
}

TEST(SpecComparison, ByAxis) {
  const Spec open = tensor(Dims{Dim::dynamic(), Dim::of(3)});
  const Spec closed = tensor(Dims{Dim::of(2), Dim::of(3)});
  const Spec other = tensor(Dims{Dim::of(2), Dim::dynamic()});
  EXPECT_EQ(compare(open, open), Relation::Agrees);
  EXPECT_EQ(compare(closed, open), Relation::Tighter);
  EXPECT_EQ(compare(open, closed), Relation::Broader);
  EXPECT_EQ(compare(open, other), Relation::Incomparable);
  EXPECT_EQ(compare(tensor(std::nullopt), closed), Relation::Broader);
  EXPECT_EQ(compare(closed, tensor(std::nullopt)), Relation::Tighter);
  EXPECT_EQ(compare(closed, tensor(Dims{Dim::of(2)})), Relation::Incomparable);
  EXPECT_EQ(compare(closed, tensor(Dims{Dim::of(2), Dim::of(4)})), Relation::Incomparable);
  EXPECT_EQ(compare(tensor(Dims{}), tensor(Dims{}, Dtype::Int32)), Relation::Incomparable);
}

TEST(SpecComparison, OfWholeSignatures) {
  const Spec open = tensor(Dims{Dim::dynamic()});
  const Spec closed = tensor(Dims{Dim::of(2)});
  EXPECT_EQ(compare({open, closed}, {open, closed}), Relation::Agrees);
  EXPECT_EQ(compare({open, open}, {open, closed}), Relation::Broader);
  EXPECT_EQ(compare({open, closed}, {closed, open}), Relation::Incomparable);
  EXPECT_EQ(compare(std::vector<Spec>{open}, {open, open}), Relation::Incomparable);
  EXPECT_EQ(
      compare({container(Spec::Kind::List, {closed})}, {container(Spec::Kind::Tuple, {closed})}),
      Relation::Incomparable);
  EXPECT_EQ(compare({container(Spec::Kind::Dict, {closed}, {"a"})},
                    {container(Spec::Kind::Dict, {open}, {"a"})}),
            Relation::Tighter);
}

}  // namespace
}  // namespace hyb
