// Operators: Python's own on numbers, strings and sequences; operator methods of project classes;
// everything else is asked of the library. Small constants are folded, so that `units * 2` and
// `len(x.shape) == 4` stay known.

#include <array>
#include <charconv>

#include "core/flow/engine.h"

namespace hyb::flow {
namespace {

constexpr std::size_t kMaxPairs = 16;  // operand pairs that are told apart
constexpr std::int64_t kMaxFolded = 1LL << 40U;
constexpr std::size_t kMaxText = 80;      // longest string constant that is kept
constexpr std::size_t kMaxRepeated = 64;  // longest sequence that repetition makes

struct Method {
  Operator op;
  std::string_view name;
  std::string_view reflected;
};
constexpr std::array kMethods = {
    Method{Operator::Add, "__add__", "__radd__"},
    Method{Operator::Sub, "__sub__", "__rsub__"},
    Method{Operator::Mul, "__mul__", "__rmul__"},
    Method{Operator::MatMul, "__matmul__", "__rmatmul__"},
    Method{Operator::Div, "__truediv__", "__rtruediv__"},
    Method{Operator::FloorDiv, "__floordiv__", "__rfloordiv__"},
    Method{Operator::Mod, "__mod__", "__rmod__"},
    Method{Operator::Pow, "__pow__", "__rpow__"},
    Method{Operator::LShift, "__lshift__", "__rlshift__"},
    Method{Operator::RShift, "__rshift__", "__rrshift__"},
    Method{Operator::BitAnd, "__and__", "__rand__"},
    Method{Operator::BitOr, "__or__", "__ror__"},
    Method{Operator::BitXor, "__xor__", "__rxor__"},
    Method{Operator::Eq, "__eq__", "__eq__"},
    Method{Operator::NotEq, "__ne__", "__ne__"},
    Method{Operator::Lt, "__lt__", "__gt__"},
    Method{Operator::LtE, "__le__", "__ge__"},
    Method{Operator::Gt, "__gt__", "__lt__"},
    Method{Operator::GtE, "__ge__", "__le__"},
    Method{Operator::Invert, "__invert__", ""},
    Method{Operator::Plus, "__pos__", ""},
    Method{Operator::Minus, "__neg__", ""},
};

const Method* method_of(Operator op) {
  for (const Method& method : kMethods)
    if (method.op == op) return &method;
  return nullptr;
}

bool is_comparison(Operator op) {
  return op >= Operator::Eq;
}

bool is_number(const Object& o) {
  return o.kind == ObjectKind::Int || o.kind == ObjectKind::Float || o.kind == ObjectKind::Bool;
}

bool is_of_library(const Object& o) {
  return o.kind == ObjectKind::Tensor || o.kind == ObjectKind::ExternalInstance;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

std::optional<std::int64_t> folded(Operator op, std::int64_t a, std::int64_t b) {
  const auto small = [](std::int64_t x) { return x > -kMaxFolded && x < kMaxFolded; };
  if (!small(a) || !small(b)) return std::nullopt;
  switch (op) {
    case Operator::Add:
      return a + b;
    case Operator::Sub:
      return a - b;
    case Operator::Mul:
      if (a != 0 && (b > kMaxFolded / (a < 0 ? -a : a) || b < -kMaxFolded / (a < 0 ? -a : a)))
        return std::nullopt;
      return a * b;
    case Operator::FloorDiv:
      return b == 0 ? std::nullopt : std::optional(floor_div(a, b));
    case Operator::Mod:
      return b == 0 ? std::nullopt : std::optional(a - b * floor_div(a, b));
    case Operator::Pow: {
      if (b < 0 || b > 40) return std::nullopt;
      std::int64_t out = 1;
      for (std::int64_t i = 0; i < b; ++i) {
        out *= a;
        if (!small(out)) return std::nullopt;
      }
      return out;
    }
    default:
      return std::nullopt;
  }
}

int compared(Operator op, int order) {
  switch (op) {
    case Operator::Eq:
      return order == 0;
    case Operator::NotEq:
      return order != 0;
    case Operator::Lt:
      return order < 0;
    case Operator::LtE:
      return order <= 0;
    case Operator::Gt:
      return order > 0;
    case Operator::GtE:
      return order >= 0;
    default:
      return -1;
  }
}

}  // namespace

ValueId Engine::literal_integer(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c != '_') digits += c;
  int base = 10;
  std::size_t skip = 0;
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = static_cast<char>(digits[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
    skip = base == 10 ? 0 : 2;
  }
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data() + skip, digits.data() + digits.size(), number, base);
  if (error != std::errc{} || end != digits.data() + digits.size())
    return values_.any_int();  // beyond 64 bits
  return values_.integer(number, names_);
}

int Engine::truth_of(ValueId value) const {
  int known = -2;
  for (ObjectId o : values_.members(value)) {
    const Object& object = values_[o];
    int one = -1;
    switch (object.kind) {
      case ObjectKind::None:
        one = 0;
        break;
      case ObjectKind::Bool:
        one = object.a == 2 ? -1 : static_cast<int>(object.a);
        break;
      case ObjectKind::Int:
        if (object.name.exists()) one = names_.text(object.name) == "0" ? 0 : 1;
        break;
      case ObjectKind::Str:
        if (object.name.exists()) one = names_.text(object.name).empty() ? 0 : 1;
        break;
      case ObjectKind::Tuple:
        if (!object.open) one = values_.list(ListId::from_index(object.a - 1)).empty() ? 0 : 1;
        break;
      case ObjectKind::Function:
      case ObjectKind::GraphFunction:
      case ObjectKind::Module:
        one = 1;
        break;
      default:
        break;
    }
    if (one < 0 || (known >= 0 && known != one)) return -1;
    known = one;
  }
  return known < 0 ? -1 : known;
}

ValueId Engine::data_model_call(ObjectId receiver, std::string_view method, ValueId argument,
                                Site site) {
  const ValueId own = project_member(receiver, name(method), site);
  if (!own.exists()) return {};
  Bindings bindings;
  if (argument.exists()) bindings.arguments.push_back({{}, argument, site.node});
  return call(own, bindings, site, Passage::DataModel);
}

ValueId Engine::binary(Operator op, ValueId left, ValueId right, Site site) {
  if (values_.objects(left).size() * values_.objects(right).size() > kMaxPairs) {
    left = values_.merged(left, true);
    right = values_.merged(right, true);
  }
  // What may be None is something else where arithmetic is done with it, or nothing follows.
  const auto absent = [&](ValueId operand, ObjectId o) {
    return values_[o].kind == ObjectKind::None && values_.objects(operand).size() > 1;
  };
  ValueId out;
  const Members rights = values_.members(right);
  for (ObjectId l : values_.members(left)) {
    if (absent(left, l)) continue;
    for (ObjectId r : rights)
      if (!absent(right, r)) out = values_.join(out, binary_objects(op, l, r, site));
  }
  return out;
}

// Tensors, and what may be one: an attribute of which no more is known than its name, too.
bool Engine::is_open(const Object& object) const {
  if (object.kind == ObjectKind::BoundMethod)
    return values_[ObjectId::from_index(object.b - 1)].kind == ObjectKind::External;
  if (object.kind == ObjectKind::External) return !library_.has_member(names_.text(object.name));
  return object.kind == ObjectKind::Unknown || object.kind == ObjectKind::Tensor;
}

ValueId Engine::binary_objects(Operator op, ObjectId left, ObjectId right, Site site) {
  const Object a = values_[left];
  const Object b = values_[right];
  if (a.kind == ObjectKind::Instance || b.kind == ObjectKind::Instance) {
    const Method* method = method_of(op);
    ValueId out;
    if (method != nullptr && a.kind == ObjectKind::Instance)
      out = data_model_call(left, method->name, values_.value(right), site);
    if (method != nullptr && !out.exists() && b.kind == ObjectKind::Instance)
      out = data_model_call(right, method->reflected, values_.value(left), site);
    if (out.exists()) return out;
    // The other side is asked next: a tensor, or what is not known, may give anything.
    return is_comparison(op) && !is_open(a) && !is_open(b) ? values_.any_bool() : values_.unknown();
  }
  if (is_of_library(a) || is_of_library(b)) return library_.binary(*this, op, left, right);
  for (const Object* side : {&a, &b})
    if (side->kind == ObjectKind::Plain && side->a == 1 && !is_open(a) && !is_open(b))
      return is_comparison(op) ? values_.any_bool() : values_.value(*side);
  if (is_comparison(op)) {
    if (is_open(a) || is_open(b)) return values_.unknown();
    const auto x = number(values_.value(left));
    const auto y = number(values_.value(right));
    int known = -1;
    if (x && y) known = compared(op, *x < *y ? -1 : *x > *y ? 1 : 0);
    if (a.kind == ObjectKind::Str && b.kind == ObjectKind::Str && a.name.exists() &&
        b.name.exists() && (op == Operator::Eq || op == Operator::NotEq))
      known = compared(op, a.name == b.name ? 0 : 1);
    return values_.value(
        Object{.kind = ObjectKind::Bool, .a = known < 0 ? 2U : static_cast<unsigned>(known)});
  }
  if (is_number(a) && is_number(b)) {
    const auto x = number(values_.value(left));
    const auto y = number(values_.value(right));
    if (x && y)
      if (const auto out = folded(op, *x, *y)) return values_.integer(*out, names_);
    const bool fractional =
        op == Operator::Div || a.kind == ObjectKind::Float || b.kind == ObjectKind::Float;
    return fractional ? values_.any_float() : values_.any_int();
  }
  if (a.kind == ObjectKind::Str || b.kind == ObjectKind::Str) {
    if (op == Operator::Add && a.kind == b.kind && a.name.exists() && b.name.exists()) {
      const std::string text = std::string(names_.text(a.name)) + std::string(names_.text(b.name));
      if (text.size() < kMaxText)
        return values_.value(Object{.kind = ObjectKind::Str, .name = names_.intern(text)});
    }
    if (a.kind == ObjectKind::Unknown) return values_.unknown();
    return values_.any_str();
  }
  return sequence_arithmetic(op, left, right, site);
}

// `[1] + [2]`, `(0,) * 3`: the elements, as far as they are known.
ValueId Engine::sequence_arithmetic(Operator op, ObjectId left, ObjectId right, Site site) {
  const Object a = values_[left];
  const Object b = values_[right];
  std::optional<Parts> x = parts(left);
  std::optional<Parts> y = parts(right);
  if (!x && !y) {
    if (a.kind == ObjectKind::Plain && a == b) return values_.value(left);
    return values_.unknown();
  }
  const ObjectKind kind = x ? a.kind : b.kind;
  Parts made;
  if (op == Operator::Mul && x.has_value() != y.has_value()) {
    const Parts& part = x ? *x : *y;
    const auto times = number(values_.value(x ? right : left));
    const std::size_t size = part.each.size();
    made = part;
    if (!part.open && times && *times >= 0 &&
        static_cast<std::size_t>(*times) * size <= kMaxRepeated) {
      made.each.clear();
      for (std::int64_t i = 0; i < *times; ++i)
        made.each.insert(made.each.end(), part.each.begin(), part.each.end());
    } else if (!part.open) {
      made.open = true;
    }
  } else if (op == Operator::Add && x && y) {
    made = *x;
    made.open = x->open || y->open;
    made.each.insert(made.each.end(), y->each.begin(), y->each.end());
  } else {
    return values_.unknown();
  }
  if (made.open) {
    ValueId all;
    for (ValueId part : made.each) all = values_.join(all, part);
    made.each = {all};
  }
  Object out{.kind = kind, .a = values_.list(std::move(made.each)).raw(), .open = made.open};
  if (kind == ObjectKind::List) out.b = site_number(site.node);
  return values_.value(out);
}

ValueId Engine::unary(Operator op, ValueId operand, Site site) {
  ValueId out;
  for (ObjectId o : values_.members(operand)) {
    const Object object = values_[o];
    ValueId one;
    if (object.kind == ObjectKind::Instance) {
      if (const Method* method = method_of(op); method != nullptr)
        one = data_model_call(o, method->name, {}, site);
      if (!one.exists()) one = values_.unknown();
    } else if (is_of_library(object)) {
      one = library_.unary(*this, op, o);
    } else if (object.kind == ObjectKind::Int) {
      const auto known = number(values_.value(o));
      one = values_.any_int();
      if (known && op == Operator::Minus) one = values_.integer(-*known, names_);
      if (op == Operator::Plus) one = values_.value(o);
    } else if (object.kind == ObjectKind::Float) {
      one = values_.any_float();
      if (object.name.exists() && op == Operator::Minus)
        one = values_.value(Object{.kind = ObjectKind::Float,
                                   .name = name("-" + std::string(names_.text(object.name)))});
    } else {
      one = object.kind == ObjectKind::Bool ? values_.any_int() : values_.unknown();
    }
    out = values_.join(out, one);
  }
  return out;
}

ValueId Engine::compare(Operator op, ValueId left, ValueId right, Site site) {
  const auto either = values_.any_bool();
  const auto exactly = [&](bool yes) {
    return values_.value(Object{.kind = ObjectKind::Bool, .a = yes ? 1U : 0U});
  };
  if (!left.exists() || !right.exists()) return {};
  if (op == Operator::Is || op == Operator::IsNot) {
    if (right != values_.none() && left != values_.none()) return either;
    const ValueId other = right == values_.none() ? left : right;
    bool may = false;
    bool must = true;
    for (ObjectId o : values_.members(other)) {
      const ObjectKind kind = values_[o].kind;
      may = may || kind == ObjectKind::None || kind == ObjectKind::Unknown;
      must = must && kind == ObjectKind::None;
    }
    if (may && !must) return either;
    return exactly(must == (op == Operator::Is));
  }
  if (op == Operator::In || op == Operator::NotIn) {
    for (ObjectId o : values_.members(right))
      if (values_[o].kind == ObjectKind::Instance) data_model_call(o, "__contains__", left, site);
    return either;
  }
  return binary(op, left, right, site);
}

}  // namespace hyb::flow
