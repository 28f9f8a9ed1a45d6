// Which instances Python can hash and refer to weakly: one class for each rule of the language.

#include "core/facts/class_hashing.h"

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import dataclasses
from dataclasses import dataclass


class Plain:
    pass


class ByValue:
    def __eq__(self, other):
        return True


class Both:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


class Without:
    __hash__ = None


class Below(ByValue):
    pass


class Again(ByValue):
    def __hash__(self):
        return 2


class Traced:
    def __eq__(self, other):
        return True

    def __tf_tracing_type__(self, context):
        return None


@dataclass
class Record:
    n: int


@dataclass(frozen=True)
class Frozen:
    n: int


@dataclass(eq=False)
class ById:
    n: int


@dataclass(frozen=True)
class OfLists:
    parts: list


class Slotted:
    __slots__ = ("a",)


class SlottedForReferences:
    __slots__ = ("a", "__weakref__")


class Kind(list):
    pass


plain = Plain()
record = Record(1)
mixed = (plain, record)
names = {"a", "b"}
)";

TEST(ClassHashing, OfClasses) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto hashable = [&](std::string_view name) {
      return hashing_of(facts, class_named(facts, name)).hashable;
    };
    for (const char* name : {"Plain", "Both", "Again", "Traced", "ById"})
      EXPECT_EQ(hashable(name), Tri::Yes) << name;
    for (const char* name : {"ByValue", "Below", "Record", "Kind"})
      EXPECT_EQ(hashable(name), Tri::No) << name;
    // What the name is bound to, or what a field may hold, is not looked into.
    EXPECT_NE(hashable("Without"), Tri::Yes);
    EXPECT_NE(hashable("Frozen"), Tri::No);
    const Hashing lists = hashing_of(facts, class_named(facts, "OfLists"));
    EXPECT_EQ(lists.hashable, Tri::No);
    EXPECT_TRUE(lists.by_fields);
    EXPECT_TRUE(hashing_of(facts, class_named(facts, "Kind")).structure);
  });
}

TEST(ClassHashing, WeakReferences) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto referable = [&](std::string_view name) {
      return weak_references_of(facts, class_named(facts, name)).hashable;
    };
    EXPECT_NE(referable("Plain"), Tri::No);
    EXPECT_EQ(referable("Slotted"), Tri::No);
    EXPECT_NE(referable("SlottedForReferences"), Tri::No);
  });
}

TEST(ClassHashing, OfObjects) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto hashable = [&](std::string_view name) {
      const auto objects = facts.values().objects(facts.value(row_with_text(facts, name)));
      return objects.size() == 1 ? hashing_of(facts, objects.front()).hashable : Tri::Unknown;
    };
    EXPECT_EQ(hashable("Plain()"), Tri::Yes);
    EXPECT_EQ(hashable("Record(1)"), Tri::No);
    EXPECT_EQ(hashable("(plain, record)"), Tri::No);
    EXPECT_EQ(hashable("{\"a\", \"b\"}"), Tri::No);
  });
}

}  // namespace
}  // namespace hyb::test
