// Which expressions are symbolic: said beside assignments of one program. `is` is the answer for
// the value; `keeps`: whoever keeps the value keeps a symbolic tensor.

#include "core/symbolic/symbolic_values.h"

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import tensorflow as tf

CAPTURED = tf.constant([1.0, 2.0])
v = tf.Variable([1.0, 2.0])


class Net:
    def __init__(self):
        self.scale = tf.constant(3.0)
        self.total = tf.Variable(0.0)

    @tf.function
    def step(self, x):
        a = x  # is: yes  # keeps: yes
        b = self.scale  # is: no  # keeps: no
        c = self.scale * 2.0  # is: yes
        d = self.total  # is: no
        e = self.total + 1.0  # is: yes
        f = twice(self.scale)  # is: yes
        g = same(self.scale)  # is: no
        h = same(x)  # is: yes
        return a + b + c + d + e + f + g + h


def twice(t):
    return t * 2.0


def same(t):
    return t


def pair(t):
    return CAPTURED, t


@tf.function
def inner(x):
    return CAPTURED


@tf.function
def names(x, flag: bool):
    before = CAPTURED
    either = CAPTURED
    if flag:
        either = tf.abs(x)
    hidden = CAPTURED
    hidden = tf.abs(x)
    lost = tf.abs(x)
    lost = CAPTURED
    a = before  # is: no
    b = either  # is: unknown  # keeps: no
    c = hidden  # is: yes
    d = lost  # is: unknown
    grown = CAPTURED
    grown += x
    e = grown  # is: yes
    first, second = CAPTURED, tf.abs(x)
    f = first  # is: unknown
    g = second  # is: yes
    k, m = pair(x)
    h = k  # is: unknown
    i = m  # is: yes
    j = inner(x)  # is: yes
    return a + b + c + d + e + f + g + h + i + j


@tf.function
def staged(x, n):
    kept = CAPTURED
    if tf.reduce_sum(x) > 0.0:
        kept = CAPTURED * 1.0
    a = kept  # is: yes
    carried = CAPTURED
    for i in tf.range(n):
        b = carried  # is: yes
        carried = carried * 2.0
    c = CAPTURED if tf.reduce_sum(x) > 0.0 else v.read_value()  # is: yes
    return a + c + carried


@tf.function
def containers(x):
    a = [CAPTURED, CAPTURED]  # keeps: no  # is: no
    b = [CAPTURED, x]  # keeps: yes  # is: no
    both = (x, tf.abs(x))
    c = both  # keeps: yes
    d = {"x": x}  # keeps: yes
    e = [y * 2.0 for y in [CAPTURED, CAPTURED]]  # keeps: yes
    f = both[0]  # is: yes
    with tf.init_scope():
        g = tf.zeros([2])  # is: no
    h = g  # is: unknown
    i = 3.0  # is: no
    j = x.shape  # is: no
    return f


@tf.function
def outer(x):
    held = tf.abs(x)
    free = CAPTURED

    def below():
        a = held  # is: yes
        b = free  # is: unknown
        return a + b

    return below()


def eager(x):
    a = tf.abs(x)  # is: no  # keeps: no
    return a


net = Net()
net.step(tf.ones([2]))
names(tf.ones([2]), True)
staged(tf.ones([2]), tf.constant(3))
containers(tf.ones([2]))
outer(tf.ones([2]))
eager(tf.ones([2]))
)";

std::string word(Tri value) {
  return value == Tri::Unknown ? "unknown" : yes(value) ? "yes" : "no";
}

TEST(SymbolicValues, AreToldFromWhatWasThereBefore) {
  ask_facts(kProgram, Need::Values | Need::Tracing, [](const Facts& facts) {
    const std::vector<Marked> marked = marked_values(facts, "is");
    EXPECT_EQ(marked.size(), 31U);
    for (const Marked& one : marked)
      EXPECT_EQ(word(facts.symbolic_values().symbolic(one.value)),
                one.words.substr(0, one.words.find(' ')))
          << "line " << one.line;
  });
}

TEST(SymbolicValues, ThatAreKeptInContainers) {
  ask_facts(kProgram, Need::Values | Need::Tracing, [](const Facts& facts) {
    const std::vector<Marked> marked = marked_values(facts, "keeps");
    EXPECT_EQ(marked.size(), 9U);
    for (const Marked& one : marked)
      EXPECT_EQ(word(tri(facts.symbolic_values().keeps_symbolic(one.value))),
                one.words.substr(0, one.words.find(' ')))
          << "line " << one.line;
  });
}

TEST(SymbolicValues, DependOnTheMode) {
  constexpr char kUnconverted[] = R"(import tensorflow as tf

CAPTURED = tf.constant([1.0, 2.0])


@tf.function(autograph=False)
def f(x):
    a = tf.abs(x)  # is: yes
    return a


f(tf.ones([2]))
)";
  ask_facts(kUnconverted, Need::Values | Need::Tracing, [](const Facts& facts) {
    const std::vector<Marked> marked = marked_values(facts, "is");
    ASSERT_EQ(marked.size(), 1U);
    EXPECT_EQ(facts.symbolic_values().symbolic(marked[0].value, Mode::Unconverted), Tri::Yes);
    EXPECT_EQ(facts.symbolic_values().symbolic(marked[0].value, Mode::Converted), Tri::No);
  });
}

}  // namespace
}  // namespace hyb::test
