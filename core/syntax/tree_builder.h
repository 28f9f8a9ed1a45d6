#pragma once

// Lowers the concrete tree of one file to rows. Private to core/syntax: used by Parser, split over
// lower_*.cpp by what is lowered. A stack of tasks stands in for recursion: a task is one concrete
// node, the row it goes below and the part it plays there; handling it appends rows and adds tasks
// for what stands below, in source order. So rows come out in preorder whatever the depth.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/interner.h"
#include "core/syntax/concrete_tree.h"
#include "core/syntax/tree.h"

namespace hyb {

class TreeBuilder {
 public:
  /// Fills `tree` (its file must be set) and `names` from `concrete`; `bytes` is the original text.
  void build(const ConcreteTree& concrete, std::string_view bytes, Interner& names, Tree& tree);

 private:
  /// What a node is to the row above it, where its symbol alone does not tell.
  enum class Role : std::uint8_t {
    Node,  // what its symbol says
    Label,
    CompareOp,  // node = the operator, extra = the operand
    GeneratorArguments,
    ImportAlias,
    WithItem,
    Parameter,
    DefaultedTypeParameter,  // `T = int`: node and extra hold one side each
    TupleOfRest,             // a tuple of what stands directly below (see rest_of)
    Pattern,
    NegativePattern,  // a number, extra = where its sign begins
    NegativeNumber,
    OpenSequence,  // the patterns directly below a case clause
    Misplaced,     // the grammar takes it here, Python does not
  };

  struct Task {
    std::uint32_t node = 0;
    std::uint32_t parent = 0;
    std::uint32_t extra = 0;
    Field field = Field::None;
    Role role = Role::Node;
  };

  /// A plain construct: its expressions take the fields in turn (the last one again and again),
  /// blocks are bodies, clauses have no field.
  struct Shape {
    NodeKind kind = NodeKind::Error;
    std::array<Field, 3> fields{};
  };

  /// The children of one concrete node.
  class Children {
   public:
    class iterator {
     public:
      iterator(const std::vector<ConcreteNode>* nodes, std::uint32_t at) : nodes_(nodes), at_(at) {}
      std::uint32_t operator*() const { return at_; }
      iterator& operator++() {
        at_ = (*nodes_)[at_].skip;
        return *this;
      }
      bool operator==(const iterator& other) const { return at_ == other.at_; }

     private:
      const std::vector<ConcreteNode>* nodes_;
      std::uint32_t at_;
    };
    Children(const std::vector<ConcreteNode>* nodes, std::uint32_t of) : nodes_(nodes), of_(of) {}
    iterator begin() const { return {nodes_, of_ + 1}; }
    iterator end() const { return {nodes_, (*nodes_)[of_].skip}; }

   private:
    const std::vector<ConcreteNode>* nodes_;
    std::uint32_t of_;
  };

  /// Children from `first` to `last`; 0 and 0 when there are none.
  struct ChildSpan {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool contains(std::uint32_t child) const { return child >= first && child <= last; }
  };

  // tree_builder.cpp
  void lower(const Task& task);
  void plain(const Task& task, const Shape& shape);
  void error(const Task& task);
  void transparent(const Task& task);
  void finish();
  std::uint32_t emit(NodeKind kind, const Task& task);
  std::uint32_t emit(NodeKind kind, std::uint32_t begin, std::uint32_t end, std::uint32_t parent,
                     Field field);
  void add(std::uint32_t node, std::uint32_t parent, Field field, Role role = Role::Node,
           std::uint32_t extra = 0);
  void pass_on_missing(std::uint32_t node, std::uint32_t row);
  void report(std::uint32_t begin, std::uint32_t end);
  void report_errors();
  std::uint32_t next_token(std::uint32_t at, std::uint32_t end) const;
  void refuse(std::uint32_t node, std::uint32_t row);

  // lower_node.cpp
  void lower_node(const Task& task);
  void fragment(const Task& task, const Shape& shape);

  // lower_statements.cpp
  void expression_statement(const Task& task);
  void assignment(const Task& task);
  void delete_statement(const Task& task);
  void name_list(const Task& task, NodeKind kind);
  void raise_statement(const Task& task);
  void except_clause(const Task& task);
  void with_statement(const Task& task);
  void with_item(const Task& task);
  void import_statement(const Task& task);
  void import_from(const Task& task, bool future);
  void import_alias(const Task& task);

  void as_pattern(std::uint32_t node, std::uint32_t row, Field value, Field target);
  void relative_module(std::uint32_t node, std::uint32_t row);
  NameId dotted_text(std::uint32_t index);

  // lower_definitions.cpp
  void definition(const Task& task, NodeKind kind);
  void parameters(const Task& task);
  void parameter(const Task& task);
  void parameter_name(std::uint32_t node, std::uint32_t row);
  void set_parameter_kind(std::uint32_t row, ParameterKind kind);
  void type_parameters(const Task& task);
  void add_type_parameters(std::uint32_t node, std::uint32_t row, Field field);
  bool holds_default(std::uint32_t a, std::uint32_t b) const;
  void constrained_type(const Task& task);
  void defaulted_type_parameter(const Task& task);

  // lower_expressions.cpp
  void identifier(const Task& task, NodeKind kind);
  void attribute(const Task& task);
  void keyword(const Task& task);
  void number(const Task& task);
  void dotted_name(const Task& task);
  void comparison(const Task& task);
  void compare_op(const Task& task);
  void call(const Task& task);
  void subscript(const Task& task);
  void unary(const Task& task);
  void generic_type(const Task& task);
  void splat_type(const Task& task);
  void slice(const Task& task);
  void comp_for(const Task& task);
  void yield(const Task& task);
  void string(const Task& task);
  ChildSpan rest_of(std::uint32_t node, std::uint32_t left_out) const;
  void tuple_of_rest(const Task& task);

  // lower_patterns.cpp
  void match_statement(const Task& task);
  void case_clause(const Task& task);
  void add_patterns(std::uint32_t node, std::uint32_t parent, Field field);
  void pattern(const Task& task);
  std::uint32_t emit_pattern(PatternKind kind, const Task& task);
  void named_pattern(const Task& task);
  void set_pattern_kind(std::uint32_t row, PatternKind kind);
  void negative_pattern(const Task& task);
  void negative_number(const Task& task);
  void complex_pattern(const Task& task);
  void mapping_pattern(const Task& task);
  void open_sequence(const Task& task);

  const ConcreteNode& node(std::uint32_t index) const { return concrete_->nodes[index]; }
  GrammarSymbol symbol(std::uint32_t index) const { return concrete_->nodes[index].symbol; }
  Children children(std::uint32_t index) const { return {&concrete_->nodes, index}; }
  bool has(std::uint32_t index, std::uint8_t flag) const { return (node(index).flags & flag) != 0; }
  bool is_operand(std::uint32_t index) const {
    return !is_token(symbol(index)) && symbol(index) != GrammarSymbol::Error;
  }
  /// The first child that is neither token nor error, or 0.
  std::uint32_t first_operand(std::uint32_t index) const;
  /// The child that is no token when there is just one, or 0.
  std::uint32_t only_child(std::uint32_t index) const;
  std::uint32_t count_operands(std::uint32_t index) const;
  std::string_view text(std::uint32_t index) const {
    return bytes_.substr(node(index).begin, node(index).end - node(index).begin);
  }
  NameId name_of_node(std::uint32_t index);
  bool is_loose(const Task& task) const { return rows_[task.parent].kind == NodeKind::Error; }
  void mark_async(std::uint32_t node, std::uint32_t row);
  void set_op(std::uint32_t row, Operator op) { rows_[row].op = static_cast<std::uint16_t>(op); }

  const ConcreteTree* concrete_ = nullptr;
  std::string_view bytes_;
  Interner* names_ = nullptr;
  FileId file_;
  std::vector<Loc>* errors_ = nullptr;
  std::vector<Row> rows_;                // reused; parent is an index here until finish()
  std::vector<Task> stack_;              // reused
  std::vector<std::uint32_t> forgiven_;  // error nodes that turned out to be valid Python
  std::string scratch_;
};

}  // namespace hyb
