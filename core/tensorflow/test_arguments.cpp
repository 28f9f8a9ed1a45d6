// What test runners hand to test functions: the cases of pytest.mark.parametrize and of
// absl.testing.parameterized, and the fixtures of pytest. Part of Framework. The decorators say it
// while module bodies run; `assume` asks for it when nothing in the program calls the test.

#include <algorithm>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::Bindings;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Site;
using flow::ValueId;
using flow::Values;

namespace {

constexpr std::string_view kCaseClass = "pytest.param";
constexpr std::string_view kRequestClass = "pytest.FixtureRequest";
constexpr std::string_view kApplied = "()";  // a decorator that has its options
constexpr int kMaxFixtureDepth = 6;          // fixtures that need fixtures

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

/// The function below what decorators made of it.
ObjectId plain_function(const Values& values, ObjectId o) {
  while (values[o].kind == ObjectKind::GraphFunction || values[o].kind == ObjectKind::StaticMethod)
    o = ObjectId::from_index(values[o].a - 1);
  return values[o].kind == ObjectKind::Function ? o : ObjectId{};
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names(1);
  for (char c : text) {
    if (c == ',')
      names.emplace_back();
    else if (c != ' ' && c != '\n' && c != '\t')
      names.back() += c;
  }
  return names;
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

ValueId Framework::test_decorator(const Call& call, const ApiRow& row, NameId path) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  if (row.is_class) {  // pytest.param(…): the arguments of one case
    std::vector<ValueId> each;
    for (const Argument& a : call.bindings.arguments)
      if (!a.keyword.exists()) each.push_back(a.value);
    return engine.external_instance(kCaseClass, values.tuple(std::move(each)));
  }
  const std::string_view text = engine.names().text(path);
  Bindings options = call.bindings;
  const bool bare = row.has(Trait::Fixture) && options.arguments.size() == 1 &&
                    !options.arguments.front().keyword.exists();
  if (!text.ends_with(kApplied) && !bare) {
    const NameId applied = engine.name(std::string(row.name) + std::string(kApplied));
    const ObjectId maker = values.object({ObjectKind::External, applied, 0, 0});
    return values.value(
        {ObjectKind::Partial, {}, maker.raw(), values.bindings(std::move(options)).raw()});
  }
  ValueId decorated;
  for (std::size_t i = options.arguments.size(); i-- > 0 && !decorated.exists();)
    if (!options.arguments[i].keyword.exists()) {
      decorated = options.arguments[i].value;
      options.arguments.erase(options.arguments.begin() + static_cast<std::ptrdiff_t>(i));
    }
  for (ObjectId o : values.members(decorated)) {
    const ObjectId function = plain_function(values, o);
    if (!function.exists()) continue;
    const Call with{engine, options, call.site};
    if (row.has(Trait::Fixture))
      add_fixture(with, function);
    else if (row.name.starts_with("pytest."))
      add_pytest_cases(with, row, function);
    else
      add_absl_cases(with, row, function);
  }
  return decorated;
}

void Framework::add_test_argument(Engine& engine, ObjectId function, NameId name, ValueId value) {
  ValueId& known = test_arguments_[engine.values()[function].a][name.raw()];
  known = engine.values().join(known, value);
}

void Framework::add_pytest_cases(const Call& call, const ApiRow& row, ObjectId function) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const auto argument = [&](std::string_view name) {
    const int index = parameter_index(row, name);
    const Argument* given = call.bindings.find(
        engine.name(name), index < 0 ? ~std::size_t{0} : static_cast<std::size_t>(index));
    return given == nullptr ? ValueId{} : given->value;
  };
  if (argument("indirect").exists()) return;  // goes to a fixture of that name
  std::vector<std::string> names;
  const auto text_of = [&](ValueId value) {
    const ObjectId only = values.only(value);
    return only.exists() && values[only].kind == ObjectKind::Str && values[only].name.exists()
               ? engine.names().text(values[only].name)
               : std::string_view();
  };
  const ValueId written = argument("argnames");
  const ObjectId list = values.only(written);
  if (const auto parts = list.exists() ? engine.parts(list) : std::nullopt)
    for (ValueId part : parts->each) names.emplace_back(text_of(part));
  else
    names = split_names(text_of(written));
  const ValueId cases = engine.elements(argument("argvalues"), call.site);
  for (ObjectId o : values.members(cases)) {
    const Object object = values[o];
    ObjectId one = o;
    const bool wrapped = object.kind == ObjectKind::ExternalInstance &&
                         engine.names().text(object.name) == kCaseClass;
    if (wrapped) one = values.only(value_id(object.a));
    const auto parts = one.exists() ? engine.parts(one) : std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i) {
      ValueId value = values.unknown();
      if (names.size() == 1 && !wrapped)
        value = values.value(o);
      else if (parts && parts->open)
        value = parts->each.front();
      else if (parts && i < parts->each.size())
        value = parts->each[i];
      add_test_argument(engine, function, engine.name(names[i]), value);
    }
  }
}

void Framework::add_absl_cases(const Call& call, const ApiRow& row, ObjectId function) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const FunctionInfo& info =
      engine.program().function(FunctionId::from_index(values[function].a - 1));
  const std::size_t receiver = info.owner.exists() ? 1 : 0;
  const bool named = row.name.ends_with(".named_parameters");
  const auto add_at = [&](std::size_t position, ValueId value) {
    const std::size_t p = receiver + position;
    if (p < info.parameters.size())
      add_test_argument(engine, function, info.parameters[p].name, value);
  };
  const auto add_case = [&](ObjectId o) {
    if (values[o].kind == ObjectKind::Dict) {
      bool rest = false;
      for (NameId key : engine.constant_keys(o, rest))
        add_test_argument(engine, function, key, engine.read_attribute(o, key));
      return;
    }
    const auto parts = engine.parts(o);
    if (!parts) {
      add_at(0, values.value(o));
    } else if (parts->open) {
      for (std::size_t i = 0; i + receiver < info.parameters.size(); ++i)
        add_at(i, parts->each.front());
    } else {
      for (std::size_t i = named ? 1 : 0; i < parts->each.size(); ++i)
        add_at(named ? i - 1 : i, parts->each[i]);
    }
  };
  const std::size_t positional = call.bindings.positional_count();
  for (const Argument& a : call.bindings.arguments) {
    if (a.keyword.exists()) {  // product(x=[1, 2])
      add_test_argument(engine, function, a.keyword, engine.elements(a.value, call.site));
      continue;
    }
    for (ObjectId o : values.members(a.value)) {
      const ObjectKind kind = values[o].kind;
      const bool one = kind == ObjectKind::Tuple || kind == ObjectKind::Dict;
      if (positional == 1 && !one && kind != ObjectKind::Str) {  // the cases in one list
        for (ObjectId inner : values.members(engine.elements(values.value(o), call.site)))
          add_case(inner);
      } else {
        add_case(o);
      }
    }
  }
}

void Framework::add_fixture(const Call& call, ObjectId function) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const FunctionId id = FunctionId::from_index(values[function].a - 1);
  const FunctionInfo& info = engine.program().function(id);
  NameId name = info.name;
  if (const Argument* given = call.bindings.find(engine.name("name"), ~std::size_t{0})) {
    const ObjectId only = values.only(given->value);
    if (only.exists() && values[only].kind == ObjectKind::Str && values[only].name.exists())
      name = values[only].name;
  }
  ValueId cases;
  if (const Argument* given = call.bindings.find(engine.name("params"), ~std::size_t{0}))
    for (ObjectId o : values.members(engine.elements(given->value, call.site))) {
      const Object object = values[o];
      const bool wrapped = object.kind == ObjectKind::ExternalInstance &&
                           engine.names().text(object.name) == kCaseClass;
      cases = values.join(
          cases, wrapped ? engine.elements(value_id(object.a), call.site) : values.value(o));
    }
  std::vector<TestFixture>& known = fixtures_[name.raw()];
  const auto at = std::find_if(known.begin(), known.end(),
                               [&](const TestFixture& f) { return f.function == function; });
  if (at == known.end())
    known.push_back({function, cases});
  else
    at->cases = values.join(at->cases, cases);
}

// The fixture of that name that pytest finds for a test: of its class, of its module, of the
// nearest conftest.py above.
const Framework::TestFixture* Framework::fixture_for(const Engine& engine, const FunctionInfo& test,
                                                     NameId name) const {
  const auto known = fixtures_.find(name.raw());
  if (known == fixtures_.end()) return nullptr;
  const Program& program = engine.program();
  const auto absolute = [&](FileId file) {
    return std::string_view(program.project().files[file.index()].absolute);
  };
  const TestFixture* best = nullptr;
  std::size_t best_rank = 0;
  for (const TestFixture& fixture : known->second) {
    const FunctionInfo& info =
        program.function(FunctionId::from_index(engine.values()[fixture.function].a - 1));
    const std::string_view path = absolute(info.file);
    const std::string_view folder = folder_of(path);
    std::size_t rank = 0;
    if (info.owner.exists())
      rank = info.owner == test.owner ? ~std::size_t{0} : 0;
    else if (info.file == test.file)
      rank = ~std::size_t{0} - 1;
    else if (path.ends_with("/conftest.py") && absolute(test.file).starts_with(folder) &&
             absolute(test.file).substr(folder.size()).starts_with("/"))
      rank = 1 + folder.size();
    if (rank > best_rank) {
      best = &fixture;
      best_rank = rank;
    }
  }
  return best;
}

ValueId Framework::fixture_value(Engine& engine, const TestFixture& fixture, int depth) {
  Values& values = engine.values();
  const FunctionInfo& info =
      engine.program().function(FunctionId::from_index(values[fixture.function].a - 1));
  const Site site{{info.file, info.node}, {}};
  const std::size_t receiver = info.owner.exists() ? 1 : 0;
  ObjectId callee = fixture.function;
  if (receiver == 1 && !info.parameters.empty()) {
    const ObjectId cls = values.object(
        {ObjectKind::Class, {}, info.owner.raw(), engine.closure_of(info.owner).raw()});
    const ObjectId self = values.only(engine.instance_of_class(cls));
    callee = values.object({ObjectKind::BoundMethod, {}, self.raw(), callee.raw()});
  }
  Bindings given;
  for (std::size_t p = receiver; p < info.parameters.size(); ++p) {
    ValueId value;
    if (engine.program().text(info.parameters[p].name) == "request") {
      value = engine.external_instance(kRequestClass, {}, site.node);
      engine.write_attribute(values.only(value), engine.name("param"), fixture.cases);
    } else {
      value = handed_to_test(engine, info, p, depth - 1);
    }
    given.arguments.push_back({{}, value.exists() ? value : values.unknown(), site.node});
  }
  const ValueId made = engine.call(values.value(callee), given, site);
  return info.is_generator ? engine.elements(made, site) : made;
}

ValueId Framework::handed_to_test(Engine& engine, const FunctionInfo& test, std::size_t parameter,
                                  int depth) {
  if (depth == 0) return {};
  const NameId name = test.parameters[parameter].name;
  if (const TestFixture* fixture = fixture_for(engine, test, name))
    return fixture_value(engine, *fixture, depth);
  const std::string builtin = "pytest.fixtures." + std::string(engine.program().text(name));
  return find_exact_api(builtin) == nullptr ? ValueId{} : engine.data(builtin);
}

// What a runner gives the parameter of a test function; bottom = no runner says.
ValueId Framework::by_test_runner(Engine& engine, FunctionId function, std::size_t parameter) {
  const FunctionInfo& info = engine.program().function(function);
  if (const auto cases = test_arguments_.find(function.raw()); cases != test_arguments_.end())
    if (const auto value = cases->second.find(info.parameters[parameter].name.raw());
        value != cases->second.end())
      return value->second;
  if (fixtures_.empty() || !info.name.exists()) return {};
  const std::string_view name = engine.program().text(info.name);
  if (!engine.program().project().files[info.file.index()].test_code || !name.starts_with("test"))
    return {};
  return handed_to_test(engine, info, parameter, kMaxFixtureDepth);
}

}  // namespace hyb
