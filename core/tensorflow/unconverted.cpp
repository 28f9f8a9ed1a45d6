#include "core/tensorflow/unconverted.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Engine;
using flow::Passage;

namespace {

using Kind = Unconverted::Kind;

/// What a passage does to a converted caller's callee.
Kind ended_by(Passage passage) {
  switch (passage) {
    case Passage::KerasCall:
    case Passage::KerasSymbolic:
    case Passage::KerasFit:
      return Kind::KerasCall;
    case Passage::KerasStep:
      return Kind::KerasStep;
    case Passage::Staged:
      return Kind::Staged;
    case Passage::Vectorized:
      return Kind::Vectorized;
    case Passage::PipelineRaw:
      return Kind::Pipeline;
    case Passage::Unconverted:
      return Kind::Handed;
    case Passage::Construct:
      return Kind::Constructor;
    case Passage::DataModel:
      return Kind::DataModel;
    case Passage::Call:
    case Passage::Graph:
    case Passage::Pipeline:
    case Passage::Mapped:
    case Passage::Replica:
    case Passage::Eager:
      return Kind::None;
  }
  return Kind::None;
}

/// The `autograph` option as it is written, else where the tf.function is made.
NodeRef option_at(const Program& program, const Engine& engine, std::uint32_t decoration) {
  const Engine::Decoration& made = engine.decorations()[decoration];
  const NameId keyword = program.names().find("autograph");
  for (const flow::Argument& a : engine.values().bindings(made.arguments).arguments)
    if (keyword.exists() && a.keyword == keyword && a.node.node.exists()) return a.node;
  return made.site;
}

Unconverted of_function(const Program& program, const Engine& engine, FunctionId f, bool called) {
  Unconverted out;
  out.function = f;
  out.body = left_alone_by(program, engine, f);
  if (out.body.by == Unconvertible::None && called)
    out.body = left_alone_when_called_by(program, engine, f);
  if (out.body.by == Unconvertible::None) return {};
  out.kind = Kind::Body;
  out.at = out.body.at;
  return out;
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

/// The callee of a Call row as written, else the row's text.
std::string called_text(const Program& program, NodeRef at) {
  const Tree& tree = program.tree(at.file);
  const NodeId callee =
      tree.kind(at.node) == NodeKind::Call ? tree.child(at.node, Field::Function) : at.node;
  return std::string(first_line(program.text(NodeRef{at.file, callee})));
}

std::string part_text(const Program& program, const LeftAlone& body) {
  switch (body.by) {
    case Unconvertible::Generator:
    case Unconvertible::NestedYield:
      return "yield";
    case Unconvertible::Coroutine:
      return "async";
    case Unconvertible::ForElse:
      return "for/else";
    case Unconvertible::WhileElse:
      return "while/else";
    case Unconvertible::Match:
      return "match";
    case Unconvertible::AssignmentExpression:
      return ":=";
    case Unconvertible::TestMethod:
      return "TestCase";
    case Unconvertible::TupleMethod:
      return "NamedTuple";
    case Unconvertible::MangledName:
    case Unconvertible::KeptByDecorator:
    case Unconvertible::Memoized:
    case Unconvertible::ContextManager:
    case Unconvertible::GradientFunction:
    case Unconvertible::None:
      break;
  }
  return std::string(first_line(program.text(body.at)));
}

}  // namespace

Unconverted why_unconverted(const Program& program, const Engine& engine, const Tracing& tracing,
                            ContextId context) {
  if (!context.exists()) return {};
  // Up to the evaluation that a converted or eager caller enters: conversion ends there.
  for (std::size_t steps = 0; steps <= engine.contexts().size(); ++steps) {
    const Reason& reason = tracing.reason(context, Mode::Unconverted);
    const FunctionId f = engine.contexts()[context.index()].function;
    if (reason.kind == Reason::Kind::Decoration) {
      if (Unconverted own = of_function(program, engine, f, false); own.kind != Kind::None)
        return own;
      return {Kind::Option, {}, f, option_at(program, engine, reason.index)};
    }
    if (reason.kind != Reason::Kind::Edge) return {};
    const CallEdge& edge = engine.edges()[reason.index];
    if (edge.passage == Passage::Graph) {
      if (Unconverted own = of_function(program, engine, f, false); own.kind != Kind::None)
        return own;
      return {Kind::Option, {}, f, option_at(program, engine, edge.decoration - 1)};
    }
    if (reason.caller_mode == Mode::Unconverted && !flow::starts_graph(edge.passage)) {
      // Keras 2 converts what its layers call, also below code that is not converted.
      if (edge.passage == Passage::KerasCall && tracing.keras() == KerasGeneration::Two) return {};
      context = edge.from;
      continue;
    }
    const Kind kind = ended_by(edge.passage);
    // Keras 2 converts what Keras 3 does not, and may still meet a body that cannot be.
    const bool keras2 = kind == Kind::KerasCall && tracing.keras() == KerasGeneration::Two;
    if (kind != Kind::None && !keras2) return {kind, {}, f, edge.site};
    return of_function(program, engine, f, edge.passage == Passage::Call);
  }
  return {};
}

std::string name_of(const Program& program, const Unconverted& reason) {
  switch (reason.kind) {
    case Kind::None:
      return {};
    case Kind::Option:
      return "autograph=False";
    case Kind::Body:
      return part_text(program, reason.body);
    case Kind::KerasCall:
      return "Keras 3";
    case Kind::KerasStep:
      return "Keras";
    case Kind::Staged:
    case Kind::Vectorized:
    case Kind::Pipeline:
    case Kind::Handed:
      return called_text(program, reason.at);
    case Kind::Constructor:
    case Kind::DataModel:
      return std::string(program.text(program.function(reason.function).name));
  }
  return {};
}

std::string sentence_on(const Program& program, const Unconverted& reason) {
  const std::string function = "'" + program.qualified_name(reason.function) + "'";
  const std::string name = "'" + name_of(program, reason) + "'";
  switch (reason.kind) {
    case Kind::None:
      return {};
    case Kind::Option:
      return "AutoGraph is switched off for " + function + " here.";
    case Kind::Body:
      switch (reason.body.by) {
        case Unconvertible::TestMethod:
          return "AutoGraph does not convert " + function +
                 ", a method of a test case, when it is "
                 "called.";
        case Unconvertible::TupleMethod:
          return "AutoGraph does not convert " + function +
                 ", a method of a named tuple, when it is "
                 "called.";
        case Unconvertible::KeptByDecorator:
        case Unconvertible::Memoized:
        case Unconvertible::ContextManager:
        case Unconvertible::GradientFunction:
          return "AutoGraph does not convert " + function + " behind this decorator.";
        default:
          return "AutoGraph does not convert " + function + " because of " + name + " here.";
      }
    case Kind::KerasCall:
      return "Keras 3 does not let AutoGraph convert " + function + ", nor what it calls.";
    case Kind::KerasStep:
      return "Keras does not let AutoGraph convert " + function + ", nor what it calls.";
    case Kind::Staged:
    case Kind::Vectorized:
    case Kind::Pipeline:
    case Kind::Handed:
      return "AutoGraph does not convert " + function + ", which " + name + " is given here.";
    case Kind::Constructor:
    case Kind::DataModel:
      return "AutoGraph does not convert " + function + ", which Python runs here.";
  }
  return {};
}

}  // namespace hyb
