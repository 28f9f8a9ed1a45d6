#pragma once

// One Python file as a flat, typed tree: rows in source order (preorder), each knowing its parent
// and where its subtree ends. Made once per file by parse() from the tree-sitter tree, which is
// dropped at once; never changed after `link` has renumbered the names. Read by everything above.
// Spans are exact byte ranges of the original text, because fixes edit the original bytes.
//
// Children, in source order (a `?` may be missing, `*` any number; field names in brackets).
// Parentheses around expressions leave no row, comments neither (see Tree::comments).
//
//   Module, Block        statement*
//   Decorated            Decorator* (FunctionDef | ClassDef)
//   Decorator            expr[Value]
//   FunctionDef          Identifier[Name] TypeParameters? Parameters expr[Returns]? Block[Body]
//                        name = the function, likewise ClassDef and Parameter
//   Lambda               Parameters? expr[Body]
//   Parameters           Parameter*
//   Parameter            Identifier[Name]? expr[Annotation]? expr[Default]?     op = ParameterKind
//   ClassDef             Identifier[Name] TypeParameters? Arguments[Bases]? Block[Body]
//   TypeParameters       expr*
//   ExprStmt             expr[Value]
//   Assign               expr[Target]+ expr[Value]          a = b = c has two targets
//   AnnAssign            expr[Target] expr[Annotation] expr[Value]?
//   AugAssign            expr[Target] expr[Value]           op = Operator
//   Return               expr[Value]?
//   Delete, Global, Nonlocal   expr* / Identifier*
//   Raise                expr[Value]? expr[Cause]?
//   Assert               expr[Test] expr[Value]?
//   Pass, Break, Continue
//   Import               ImportAlias*
//   ImportFrom           ImportAlias* | WildcardImport      name = dotted module, op = leading dots
//   ImportAlias          Identifier[Alias]?                 name = dotted name imported
//   If                   expr[Test] Block[Body] Elif* Else?
//   Elif                 expr[Test] Block[Body]
//   Else, Finally        Block[Body]
//   For                  expr[Target] expr[Iter] Block[Body] Else?
//   While                expr[Test] Block[Body] Else?
//   Try                  Block[Body] Except* Else? Finally?
//   Except               expr[Test]? Identifier-like expr[Alias]? Block[Body]
//   With                 WithItem* Block[Body]
//   WithItem             expr[Value] expr[Target]?
//   Match                expr[Value] Case*                  several subjects: one Tuple
//   Case                 Pattern expr[Test]? Block[Body]    Test = the guard
//   Pattern              Pattern* | expr[Value]             op = PatternKind, name if it captures
//   TypeAlias            expr[Target] expr[Value]
//   Name                 name = identifier (a use or a target)
//   Identifier           name = identifier (a label: a def's name, a keyword, an attribute)
//   Attribute            expr[Object] Identifier[Name]      name = the attribute
//   Subscript            expr[Object] (expr | Slice)[Index]+
//   Slice                expr[Lower]? expr[Upper]? expr[Step]?
//   Call                 expr[Function] Arguments
//   Arguments            (expr | Starred | DoubleStarred | Keyword)*
//   Keyword              Identifier[Name] expr[Value]       name = the keyword
//   BinOp                expr[Left] expr[Right]             op = Operator
//   UnaryOp, Not         expr[Value]                        op = Operator
//   BoolOp               expr[Left] expr[Right]             op = Operator::And / Or
//   Compare              expr CompareOp+
//   CompareOp            expr[Value]                        op = Operator
//   Conditional          expr[Body] expr[Test] expr[Else]   source order of `a if t else b`
//   NamedExpr            Name[Target] expr[Value]
//   Await, Yield, YieldFrom, Starred, DoubleStarred         expr[Value]? (Yield only)
//   Tuple, List, Set     expr*
//   Dict                 (Pair | DoubleStarred)*
//   Pair                 expr[Key] expr[Value]
//   ListComp, SetComp, Generator   expr[Element] CompFor (CompFor | CompIf)*
//   DictComp             Pair[Element] CompFor (CompFor | CompIf)*
//   CompFor              expr[Target] expr[Iter]
//   CompIf               expr[Test]
//   String               Interpolation*                     op = StringFlag bits
//   Interpolation        expr[Value] Interpolation*         nested ones stand in the format spec
//   ConcatString         String+
//   Integer, Float, True, False, None, Ellipsis
//   Error                whatever could be read of a part that does not parse

#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

#include "core/base/id.h"
#include "core/base/interner.h"
#include "core/text/loc.h"

namespace hyb {

using NodeId = Id<struct NodeTag>;

enum class NodeKind : std::uint8_t {
#define HYB_NODE_KIND(name) name,
#include "core/syntax/node_kinds.def"
#undef HYB_NODE_KIND
};
std::string_view name_of(NodeKind kind);

enum class Field : std::uint8_t {
  None,
  Name,
  Alias,
  Value,
  Target,
  Annotation,
  Default,
  Returns,
  Body,
  Bases,
  Test,
  Iter,
  Cause,
  Object,
  Index,
  Lower,
  Upper,
  Step,
  Function,
  Left,
  Right,
  Else,
  Key,
  Element,
};
std::string_view name_of(Field field);

enum class Operator : std::uint16_t {
  None,
  Add,
  Sub,
  Mul,
  MatMul,
  Div,
  FloorDiv,
  Mod,
  Pow,
  LShift,
  RShift,
  BitAnd,
  BitOr,
  BitXor,
  Invert,
  Plus,
  Minus,
  And,
  Or,
  Eq,
  NotEq,
  Lt,
  LtE,
  Gt,
  GtE,
  Is,
  IsNot,
  In,
  NotIn,
};
std::string_view text_of(Operator op);

enum class ParameterKind : std::uint16_t {
  Positional,
  VarPositional,
  VarKeyword,
  SlashMarker,  // a lone `/`
  StarMarker,   // a lone `*`
};

enum class PatternKind : std::uint16_t {
  Value,
  Capture,
  Wildcard,
  Sequence,
  Mapping,
  Class,
  Or,
  As,
  Star,
  DoubleStar,
  Keyword,
};

namespace string_flag {
constexpr std::uint16_t kFormat = 1, kBytes = 2, kRaw = 4, kTriple = 8, kTemplate = 16;
}

/// One row of the tree. `flags` bit 0: async (FunctionDef, For, With, CompFor), `except*` (Except);
/// bit 1: something below does not parse.
struct Row {
  NodeKind kind;
  Field field = Field::None;
  std::uint16_t op = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t parent = 0;  // raw NodeId, 0 for the module
  std::uint32_t skip = 0;    // index of the first row after this subtree
  NameId name;
  std::uint8_t flags = 0;
};
constexpr std::uint8_t kAsyncFlag = 1, kBrokenFlag = 2;
static_assert(sizeof(Row) == 28);

struct Comment {
  std::uint32_t begin = 0;  // the '#'
  std::uint32_t end = 0;    // line end excluded
};

class Tree {
 public:
  /// Iterates over the children of a row by skipping over subtrees.
  class ChildRange {
   public:
    class iterator {
     public:
      using value_type = NodeId;
      using difference_type = std::ptrdiff_t;
      iterator(const Tree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
      NodeId operator*() const { return NodeId::from_index(at_); }
      iterator& operator++() {
        at_ = tree_->rows_[at_].skip;
        return *this;
      }
      bool operator==(const iterator& other) const { return at_ == other.at_; }

     private:
      const Tree* tree_;
      std::uint32_t at_;
    };
    ChildRange(const Tree* tree, std::uint32_t first, std::uint32_t last)
        : tree_(tree), first_(first), last_(last) {}
    iterator begin() const { return {tree_, first_}; }
    iterator end() const { return {tree_, last_}; }
    bool empty() const { return first_ == last_; }

   private:
    const Tree* tree_;
    std::uint32_t first_, last_;
  };

  const Row& operator[](NodeId id) const { return rows_[id.index()]; }
  NodeKind kind(NodeId id) const { return rows_[id.index()].kind; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  bool empty() const { return rows_.empty(); }
  NodeId root() const { return NodeId::from_index(0); }
  NodeId parent(NodeId id) const {
    const std::uint32_t raw = rows_[id.index()].parent;
    return raw == 0 ? NodeId{} : NodeId::from_index(raw - 1);
  }
  ChildRange children(NodeId id) const {
    const auto at = static_cast<std::uint32_t>(id.index());
    return {this, at + 1, rows_[at].skip};
  }
  /// First child with that field, or none.
  NodeId child(NodeId id, Field field) const;
  /// First child of that kind, or none.
  NodeId child(NodeId id, NodeKind kind) const;
  /// True when `inner` is `outer` or below it.
  bool contains(NodeId outer, NodeId inner) const {
    return inner.index() >= outer.index() && inner.index() < rows_[outer.index()].skip;
  }
  /// Index of the first row behind the subtree of `id`: `for (i = id.index(); i < t.end_of(id);
  /// ++i)`.
  std::uint32_t end_of(NodeId id) const { return rows_[id.index()].skip; }
  Loc loc(NodeId id) const { return {file, rows_[id.index()].begin, rows_[id.index()].end}; }

  /// The Decorated row around a def or class, or the def itself.
  NodeId with_decorators(NodeId def) const;
  bool is_async(NodeId id) const { return (rows_[id.index()].flags & kAsyncFlag) != 0; }
  bool is_broken(NodeId id) const { return (rows_[id.index()].flags & kBrokenFlag) != 0; }

  /// Sorted by position. Found by scanning the text between tokens, so comments that were blanked
  /// for the parser are here too.
  std::vector<Comment> comments;
  /// Where the text does not parse, sorted; the rest of the file is in the rows all the same.
  std::vector<Loc> errors;
  FileId file;

 private:
  friend class TreeBuilder;
  friend void renumber_names(Tree& tree, const std::vector<NameId>& new_ids);
  std::vector<Row> rows_;
};

/// Replaces each row's name: `new_ids[old.index()]`. Called once, by link.
void renumber_names(Tree& tree, const std::vector<NameId>& new_ids);

}  // namespace hyb
