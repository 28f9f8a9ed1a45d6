#include "core/flow/operator_methods.h"

namespace hyb::flow {

std::string_view in_place_method(Operator op) {
  switch (op) {
    case Operator::Add:
      return "__iadd__";
    case Operator::Sub:
      return "__isub__";
    case Operator::Mul:
      return "__imul__";
    case Operator::MatMul:
      return "__imatmul__";
    case Operator::Div:
      return "__itruediv__";
    case Operator::FloorDiv:
      return "__ifloordiv__";
    case Operator::Mod:
      return "__imod__";
    case Operator::Pow:
      return "__ipow__";
    case Operator::LShift:
      return "__ilshift__";
    case Operator::RShift:
      return "__irshift__";
    case Operator::BitAnd:
      return "__iand__";
    case Operator::BitOr:
      return "__ior__";
    case Operator::BitXor:
      return "__ixor__";
    default:
      return {};
  }
}

}  // namespace hyb::flow
