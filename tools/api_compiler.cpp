// Compiles core/tensorflow/api/*.yaml into the constant tables that core/tensorflow/api.cpp
// includes. Runs at build time: api_compiler OUT IN...; every mistake in the data is `file:line:
// sentence` and fails the build. Rows come out sorted by name, so the table can be searched.

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tools/rule_forms.h"

namespace {

struct Row {
  std::string bases, params, callbacks, result = "Unknown", traits;
  std::string dtype, shape, parts, fields, counterpart, hands;
  unsigned releases = 0;
  bool is_class = false;
  std::string origin;
};

[[noreturn]] void fail(const std::string& file, const YAML::Node& node, const std::string& what) {
  std::fprintf(stderr, "%s:%d: %s\n", file.c_str(), node.Mark().line + 1, what.c_str());
  std::exit(1);
}

std::string camel(const std::string& snake) {
  std::string out;
  bool upper = true;
  for (char c : snake) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::vector<std::string> words(const YAML::Node& node) {
  std::vector<std::string> out;
  if (!node) return out;
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) out.push_back(item.as<std::string>());
    return out;
  }
  std::string word;
  for (char c : node.as<std::string>() + " ") {
    if (c != ' ' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(word);
      word.clear();
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : separator) + part;
  return out;
}

/// "parameter=Word" for each entry of a mapping, in its order.
std::string pairs(const YAML::Node& node) {
  std::vector<std::string> out;
  if (!node) return {};
  for (const auto& pair : node)
    out.push_back(pair.first.as<std::string>() + "=" + camel(pair.second.as<std::string>()));
  return joined(out, " ");
}

class Compiler {
 public:
  void read(const std::string& file) {
    const YAML::Node document = YAML::LoadFile(file);
    for (const auto& section : document) {
      const std::string name = section.first.as<std::string>();
      if (name == "aliases") {
        for (const YAML::Node& row : section.second)
          aliases_[row["from"].as<std::string>()] = row["to"].as<std::string>();
      } else if (name == "deprecations") {
        for (const YAML::Node& row : section.second) read_deprecation(file, row);
      } else if (name == "counterparts") {
        for (const auto& pair : section.second)
          counterparts_[pair.first.as<std::string>()] = {
              pair.second.as<std::string>(),
              file + ":" + std::to_string(pair.first.Mark().line + 1)};
      } else if (name == "signatures") {
        read_signatures(file, section.second);
      } else if (name == "traits") {
        for (const YAML::Node& row : section.second) read_trait(file, row);
      } else if (name == "rows") {
        for (const YAML::Node& row : section.second) read_rows(file, row);
      } else {
        fail(file, section.first, "unknown section '" + name + "'");
      }
    }
  }

  /// Traits that are said apart from their rows, for all names of one callable; each must have a
  /// row. Number of mistakes.
  int join_traits() {
    int mistakes = 0;
    std::map<std::string, std::vector<std::string>> alike;
    for (const Signature& signature : signatures_) {
      std::vector<std::string> names{signature.name};
      names.insert(names.end(), signature.aliases.begin(), signature.aliases.end());
      for (const std::string& name : names) alike.emplace(name, names);
    }
    for (const auto& [name, said] : traits_) {
      const auto others = alike.find(name);
      std::vector<std::string> names{name};
      if (others != alike.end()) names = others->second;
      bool found = false;
      for (const std::string& each : names) {
        const auto row = rows_.find(each);
        if (row == rows_.end()) continue;
        found = true;
        std::string& traits = row->second.traits;
        if ((", " + traits + ",").find(", " + said.first + ",") == std::string::npos)
          traits += (traits.empty() ? "" : ", ") + said.first;
      }
      if (found) continue;
      std::fprintf(stderr, "%s: no row and no generated file knows %s\n", said.second.c_str(),
                   name.c_str());
      ++mistakes;
    }
    return mistakes;
  }

  /// What counterparts say of functions comes into their rows; every function of NumPy is spoken
  /// of.
  int join_counterparts() {
    int mistakes = 0;
    const auto wrong = [&](const std::string& at, const std::string& what) {
      std::fprintf(stderr, "%s: %s\n", at.c_str(), what.c_str());
      ++mistakes;
    };
    for (const auto& [name, said] : counterparts_) {
      const auto row = rows_.find(name);
      const std::string& path = said.first;
      if (row == rows_.end())
        wrong(said.second, "no row and no generated file knows " + name);
      else if (path != "none" && !rows_.contains(path) && !names_.contains(path))
        wrong(said.second, "no row and no generated file knows " + path);
      else if (path != "none")
        row->second.counterpart = path;
    }
    for (const Signature& signature : signatures_)
      if (signature.name.starts_with("numpy.") && !signature.is_class && !signature.method &&
          !counterparts_.contains(signature.name))
        wrong(signature.origin, signature.name + " has no counterpart: say which, or none");
    return mistakes;
  }

  /// Every parameter that a rule reads is one of its row, which has its parameters only now. A row
  /// without any is not judged: nothing says what it takes. All mistakes are told; their number.
  int judge_parameters() const {
    int mistakes = 0;
    for (const auto& [name, row] : rows_) {
      if (row.params.empty() || name.ends_with('*')) continue;
      std::set<std::string> params;
      std::size_t count = 0;
      bool open = false;
      std::istringstream all(row.params);
      for (std::string word; all >> word;) {
        if (word == "/" || word == "*") continue;
        open = open || word.front() == '*';
        params.insert(word.substr(0, word.find('=')));
        ++count;
      }
      const auto judge = [&, &row = row](hyb::RuleKind kind, const std::string& rule) {
        for (const std::string& read : hyb::parameters_read(kind, rule)) {
          bool there = open;
          if (std::isdigit(static_cast<unsigned char>(read.front())) != 0)
            there = there || std::stoul(read) < count;
          std::istringstream names(read);
          for (std::string one; std::getline(names, one, '|');)
            there = there || params.contains(one);
          if (there) continue;
          std::fprintf(stderr, "%s: '%s' of '%s' is no parameter of %s(%s)\n", row.origin.c_str(),
                       read.c_str(), rule.c_str(), name.c_str(), row.params.c_str());
          ++mistakes;
        }
      };
      judge(hyb::RuleKind::Dtype, row.dtype);
      judge(hyb::RuleKind::Shape, row.shape);
      for (std::string parts = row.parts; !parts.empty();) {
        const std::string part = parts.substr(0, parts.find(';'));
        judge(hyb::RuleKind::Dtype, part.substr(0, part.find('@')));
        judge(hyb::RuleKind::Shape, part.substr(part.find('@') + 1));
        parts.erase(0, part.size() + 1);
      }
    }
    return mistakes;
  }

  /// What TensorFlow 2.0 gave up: names that only tf.compat.v1 still has, each by its shortest
  /// prefix. Where they are experimental, or of Keras, the releases between say nothing.
  void find_lost_names() {
    const std::string root = "tensorflow.";
    const std::string first = root + "compat.v1.";
    const std::string second = root + "compat.v2.";
    std::set<std::string> kept;
    std::map<std::string, bool> old;  // name in tf.compat.v1: a namespace
    const auto take = [&](std::string name, bool is_class) {
      if (!name.starts_with(root) || name.ends_with('*')) return;
      if (name.starts_with(second)) name = root + name.substr(second.size());
      const bool of_first = name.starts_with(first);
      const std::size_t begin = of_first ? first.size() : root.size();
      for (auto dot = name.find('.', begin);; dot = name.find('.', dot + 1)) {
        const std::string prefix = name.substr(0, dot);
        if (!of_first)
          kept.insert(prefix);
        else if (!is_class || dot == std::string::npos)
          old.emplace(root + prefix.substr(begin), false).first->second |= dot != std::string::npos;
        if (dot == std::string::npos) return;
      }
    };
    for (const auto& [name, row] : rows_) take(name, row.is_class);
    for (const auto& [name, main] : names_) take(name, false);
    for (const auto& [from, to] : aliases_) take(from, false);
    for (const Signature& signature : signatures_) {
      if (signature.method) continue;
      take(signature.name, signature.is_class);
      for (const std::string& alias : signature.aliases) take(alias, signature.is_class);
    }
    const auto told = [&](std::string name) {
      for (;;) {
        if (deprecated_.contains(name)) return true;
        const auto dot = name.rfind('.');
        if (dot == std::string::npos) return false;
        name.resize(dot);
      }
    };
    for (const auto& [name, package] : old) {  // a prefix before what it is one of
      if (kept.contains(name) || name.starts_with(root + "keras.") || told(name) ||
          name.find("experimental") != std::string::npos)
        continue;
      deprecated_.insert(name);
      const std::string successor = "tf.compat.v1." + name.substr(root.size());
      deprecations_.push_back(deprecation(
          {name, "", "", "", "use TensorFlow 2 code, or '" + successor + "'", "2.0", "2.0"}, "None",
          {false, package, false}));
    }
    std::sort(deprecations_.begin(), deprecations_.end());
  }

  /// Rows written by hand are laid over the generated ones: they keep what they say and get what
  /// they do not say. All names of one callable lead to one row.
  void merge() {
    for (const Signature& signature : signatures_) {
      std::vector<std::string> names{signature.name};
      names.insert(names.end(), signature.aliases.begin(), signature.aliases.end());
      std::vector<std::string> by_hand;
      for (const std::string& name : names)
        if (rows_.contains(name)) by_hand.push_back(name);
      for (const std::string& name : by_hand) {
        Row& row = rows_[name];
        if (row.params.empty()) row.params = signature.params;
        row.releases = signature.releases;
      }
      std::string main = by_hand.empty() ? signature.name : by_hand.front();
      if (by_hand.empty() && !signature.method) {
        Row row = inherited(names, signature.is_class);
        row.params = signature.params;
        row.releases = signature.releases;
        rows_.emplace(main, std::move(row));
      }
      if (by_hand.empty() && signature.method) continue;
      for (const std::string& name : names)
        if (!rows_.contains(name)) names_.emplace(name, main);
    }
  }

  void write(const std::string& path) const {
    std::ofstream out(path);
    out << "constexpr ApiRow kRows[] = {\n";
    for (const auto& [name, row] : rows_)
      out << "    {" << quoted(name) << ", " << quoted(row.bases) << ", " << quoted(row.params)
          << ", " << quoted(row.callbacks) << ", ApiResult::" << row.result << ", "
          << "{" << row.traits << "}, " << (row.is_class ? "true" : "false") << ", "
          << quoted(row.dtype) << ", " << quoted(row.shape) << ", " << quoted(row.parts) << ", "
          << quoted(row.fields) << ", " << quoted(row.counterpart) << ", " << quoted(row.hands)
          << ", " << row.releases << "},\n";
    out << "};\nconstexpr Alias kNames[] = {\n";
    for (const auto& [from, to] : names_)
      out << "    {" << quoted(from) << ", " << quoted(to) << "},\n";
    out << "};\nconstexpr Alias kAliases[] = {\n";
    std::vector<std::pair<std::string, std::string>> aliases(aliases_.begin(), aliases_.end());
    std::stable_sort(aliases.begin(), aliases.end(), [](const auto& a, const auto& b) {
      return a.first.size() > b.first.size();  // the longest match wins
    });
    for (const auto& [from, to] : aliases)
      out << "    {" << quoted(from) << ", " << quoted(to) << "},\n";
    out << "};\nconstexpr Deprecation kDeprecations[] = {\n";
    for (const std::string& row : deprecations_) out << "    " << row << ",\n";
    out << "};\n";
  }

 private:
  struct Signature {
    std::string name, params;
    std::vector<std::string> aliases;
    unsigned releases = 0;
    bool is_class = false;
    bool method = false;
    std::string origin;
  };

  // "f NAME|PARAMETERS|OTHER NAMES|RELEASES", see tools/api/generate.py.
  void read_signatures(const std::string& file, const YAML::Node& node) {
    std::istringstream lines(node.as<std::string>());
    for (std::string line; std::getline(lines, line);) {
      std::vector<std::string> fields(1);
      for (char c : line)
        if (c == '|')
          fields.emplace_back();
        else
          fields.back() += c;
      if (fields.size() != 4 || fields[0].size() < 3) fail(file, node, "no signature: " + line);
      Signature signature;
      signature.is_class = fields[0][0] == 'c';
      signature.method = fields[0][0] == 'm';
      signature.name = fields[0].substr(2);
      signature.origin = file;
      signature.params = fields[1];
      std::istringstream others(fields[2]);
      for (std::string alias; others >> alias;) signature.aliases.push_back(alias);
      for (char release : fields[3]) signature.releases |= 1U << (release - 'a');
      signatures_.push_back(std::move(signature));
    }
  }

  /// What the longest wildcard row above one of the names says.
  Row inherited(const std::vector<std::string>& names, bool is_class) const {
    const Row* best = nullptr;
    std::size_t length = 0;
    for (const std::string& name : names)
      for (std::size_t dot = name.rfind('.'); dot != std::string::npos && dot != 0;
           dot = name.rfind('.', dot - 1)) {
        const auto rule = rows_.find(name.substr(0, dot) + ".*");
        if (rule == rows_.end()) continue;
        if (dot > length) {
          length = dot;
          best = &rule->second;
        }
        break;
      }
    Row row;
    if (best != nullptr && best->is_class == is_class) row = *best;
    if (best != nullptr && best->is_class != is_class && is_class) row.traits = best->traits;
    row.is_class = is_class;
    if (is_class) row.result = "Instance";
    return row;
  }

  void read_rows(const std::string& file, const YAML::Node& node) {
    static const std::set<std::string> kKeys = {"name",   "names",  "in",     "class",     "bases",
                                                "params", "result", "traits", "callbacks", "dtype",
                                                "shape",  "parts",  "fields", "hands"};
    for (const auto& key : node)
      if (!kKeys.contains(key.first.as<std::string>()))
        fail(file, key.first, "unknown key '" + key.first.as<std::string>() + "'");
    Row row;
    row.origin = file + ":" + std::to_string(node.Mark().line + 1);
    row.is_class = node["class"] && node["class"].as<bool>();
    row.bases = joined(words(node["bases"]), " ");
    row.params = joined(words(node["params"]), " ");
    if (node["result"]) row.result = camel(node["result"].as<std::string>());
    if (row.is_class && !node["result"]) row.result = "Instance";
    std::vector<std::string> traits;
    for (const std::string& trait : words(node["traits"]))
      traits.push_back("Trait::" + camel(trait));
    row.traits = joined(traits, ", ");
    const auto rule = [&](hyb::RuleKind kind, const YAML::Node& at) {
      if (!at || at.IsNull()) return std::string();
      const std::string expression = at.as<std::string>();
      if (const std::string wrong = hyb::rule_mistake(kind, expression);
          !expression.empty() && !wrong.empty())
        fail(file, at, wrong);
      return expression;
    };
    row.dtype = rule(hyb::RuleKind::Dtype, node["dtype"]);
    row.shape = rule(hyb::RuleKind::Shape, node["shape"]);
    row.fields = joined(words(node["fields"]), " ");
    for (const YAML::Node& part : node["parts"]) {
      if (!part.IsSequence() || part.size() != 2)
        fail(file, part, "a part is [element type, shape]");
      row.parts += (row.parts.empty() ? "" : ";") + rule(hyb::RuleKind::Dtype, part[0]) + "@" +
                   rule(hyb::RuleKind::Shape, part[1]);
    }
    row.callbacks = pairs(node["callbacks"]);
    row.hands = pairs(node["hands"]);
    static const std::set<std::string> kHanded = {"Tensor", "Tensors", "Variable", "Dict",
                                                  "Text",   "Dtype",   "Flag",     "Shape"};
    if (const YAML::Node hands = node["hands"])
      for (const auto& pair : hands)
        if (!kHanded.contains(camel(pair.second.as<std::string>())))
          fail(file, pair.second, "nothing hands a '" + pair.second.as<std::string>() + "'");
    std::vector<std::string> names = words(node["names"]);
    if (node["name"]) names.push_back(node["name"].as<std::string>());
    if (names.empty()) fail(file, node, "a row needs `name` or `names`");
    const std::string prefix = node["in"] ? node["in"].as<std::string>() + "." : "";
    for (const std::string& name : names) {
      const auto [at, fresh] = rows_.emplace(prefix + name, row);
      if (!fresh)
        fail(file, node, "'" + prefix + name + "' has a row already, at " + at->second.origin);
    }
  }

  void read_trait(const std::string& file, const YAML::Node& node) {
    if (!node["trait"] || !node["names"])
      fail(file, node, "a line of traits has a `trait` and `names`");
    const std::string prefix = node["in"] ? node["in"].as<std::string>() + "." : "";
    const std::string at = file + ":" + std::to_string(node.Mark().line + 1);
    for (const std::string& name : words(node["names"]))
      traits_.emplace(prefix + name,
                      std::pair("Trait::" + camel(node["trait"].as<std::string>()), at));
  }

  void read_deprecation(const std::string& file, const YAML::Node& node) {
    auto text = [&](const char* key) {
      return node[key] ? node[key].as<std::string>() : std::string();
    };
    const auto flag = [&](const char* key) { return node[key] && node[key].as<bool>(); };
    const std::string repair = node["repair"] ? camel(text("repair")) : "None";
    if (repair != "None" && repair != "Rename" && repair != "Drop")
      fail(file, node["repair"], "repair is rename, drop or none");
    std::vector<std::string> names = words(node["names"]);
    if (node["name"]) names.push_back(text("name"));
    const std::string prefix = node["in"] ? text("in") + "." : "";
    const std::string into = node["into"] ? text("into") + "." : "";
    for (const std::string& name : names) {
      if (!node["argument"]) deprecated_.insert(prefix + name);
      deprecations_.push_back(deprecation({prefix + name, text("argument"), text("value"),
                                           into.empty() ? text("replacement") : into + name,
                                           text("advice"), text("since"), text("removed")},
                                          repair,
                                          {flag("note"), flag("package"), flag("unmarked")}));
    }
    std::sort(deprecations_.begin(), deprecations_.end());
  }

  static std::string deprecation(const std::vector<std::string>& texts, const std::string& repair,
                                 const std::vector<bool>& flags) {
    std::string row = "{";
    for (const std::string& text : texts) row += quoted(text) + ", ";
    row += "Deprecation::Repair::" + repair;
    for (const bool flag : flags) row += flag ? ", true" : ", false";
    return row + "}";
  }

  std::map<std::string, Row> rows_;
  std::vector<Signature> signatures_;
  std::map<std::string, std::string> names_;  // other names of callables
  std::map<std::string, std::string> aliases_;
  std::map<std::string, std::pair<std::string, std::string>> counterparts_;  // and where it is said
  std::multimap<std::string, std::pair<std::string, std::string>> traits_;   // and where it is said
  std::vector<std::string> deprecations_;
  std::set<std::string> deprecated_;  // names, as a whole
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: api_compiler OUT IN...\n");
    return 2;
  }
  Compiler compiler;
  for (int i = 2; i < argc; ++i) {
    try {
      compiler.read(argv[i]);
    } catch (const YAML::Exception& error) {
      std::fprintf(stderr, "%s: %s\n", argv[i], error.what());
      return 1;
    }
  }
  compiler.merge();
  compiler.find_lost_names();
  if (compiler.join_traits() + compiler.join_counterparts() + compiler.judge_parameters() > 0)
    return 1;
  compiler.write(argv[1]);
  return 0;
}
