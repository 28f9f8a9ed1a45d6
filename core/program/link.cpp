// Link: from files to one program. Serial where order matters (numbering, in path order), parallel
// where each file stands alone (reading, parsing, scopes). Which files are parsed is decided here:
// those named on the command line, those that mention TensorFlow or Keras, and, wave by wave, the
// project files that those import or that import them.

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include "core/base/parallel.h"
#include "core/base/timeline.h"
#include "core/program/program.h"
#include "core/program/text_encoding.h"
#include "core/program/written_imports.h"
#include "core/syntax/parse.h"
#include "core/text/file_system.h"

namespace hyb {
namespace {

constexpr std::uint64_t kMaxFileBytes = 64ULL << 20;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

/// The text holds `word`; looked for by its byte at `rare`, which is seldom in programs.
bool holds(std::string_view bytes, std::string_view word, std::size_t rare) {
  for (auto at = bytes.find(word[rare]); at != std::string_view::npos;
       at = bytes.find(word[rare], at + 1))
    if (at >= rare && bytes.substr(at - rare).starts_with(word)) return true;
  return false;
}

/// Could this text use TensorFlow itself? (Files it imports are found through the imports.)
bool mentions_tensorflow(std::string_view bytes) {
  if (holds(bytes, "tensorflow", 9) || holds(bytes, "keras", 0)) return true;
  for (auto at = bytes.find('f'); at != std::string_view::npos; at = bytes.find('f', at + 1))
    if (at > 0 && bytes.substr(at - 1).starts_with("tf.") && (at == 1 || !is_word(bytes[at - 2])))
      return true;
  return false;
}

}  // namespace

class Linker {
 public:
  Linker(const Project& project, const std::map<std::string, std::string>& overlay, unsigned jobs,
         std::deque<SourceFile>& sources, LinkStats& stats)
      : project_(project), overlay_(overlay), jobs_(jobs), sources_(sources), stats_(stats) {}

  Program run() {
    const std::size_t count = project_.files.size();
    program_.project_ = &project_;
    program_.sources_ = &sources_;
    program_.files_.resize(count);
    sources_.resize(count);
    file_names_.resize(count);
    index_paths();
    read_all();
    std::vector<std::uint32_t> wave;
    for (std::uint32_t i = 0; i < count; ++i)
      if (matters_[i]) wave.push_back(i);
    while (!wave.empty()) {
      parse(wave);
      wave = imported_by(wave);
      if (wave.empty()) wave = importers();
    }
    const TimelineScope stage("link");
    merge_names();
    parallel_for(count, jobs_, [&](std::size_t i, unsigned) {
      ModuleFile& file = program_.files_[i];
      if (!file.parsed) {
        sources_[i] = SourceFile(project_.files[i].path, std::string());
        return;
      }
      renumber_names(file.tree, new_ids_[i]);
      file.scopes = build_scopes(file.tree, program_.names_);
    });
    number_definitions();
    return std::move(program_);
  }

 private:
  void index_paths() {
    for (std::uint32_t i = 0; i < project_.files.size(); ++i) {
      const ProjectFile& file = project_.files[i];
      std::string key = file.absolute;
      if (key.ends_with(".py")) key.resize(key.size() - 3);
      program_.names_on_disk_.insert(key.substr(key.rfind('/') + 1));
      program_.by_path_.emplace(std::move(key), FileId::from_index(i));
      std::string folder = file.absolute;
      for (auto slash = folder.rfind('/'); slash != std::string::npos && slash > 0;
           slash = folder.rfind('/')) {
        folder.resize(slash);
        if (!program_.folders_.emplace(folder, true).second) break;
        program_.names_on_disk_.insert(folder.substr(folder.rfind('/') + 1));
      }
    }
  }

  void read_all() {
    const TimelineScope stage("read");
    matters_.assign(project_.files.size(), 0);
    parallel_for(project_.files.size(), jobs_, [&](std::size_t i, unsigned) {
      const ProjectFile& file = project_.files[i];
      ModuleFile& module = program_.files_[i];
      std::string bytes;
      if (auto text = overlay_.find(file.absolute); text != overlay_.end()) {
        bytes = text->second;
      } else {
        Result<std::string> read = read_file(file.absolute, kMaxFileBytes);
        if (!read.ok()) {
          module.unreadable = read.error().message;
          return;
        }
        bytes = std::move(read).value();
      }
      matters_[i] = file.named || mentions_tensorflow(bytes) ? 1 : 0;
      sources_[i] = SourceFile(file.path, std::move(bytes));
    });
    stats_.files_read = project_.files.size();
  }

  void parse(const std::vector<std::uint32_t>& wave) {
    const TimelineScope stage("parse");
    std::vector<std::uint32_t> order = wave;  // largest first, so that no thread waits at the end
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return sources_[a].bytes().size() > sources_[b].bytes().size();
    });
    std::vector<std::unique_ptr<Parser>> parsers(std::max(jobs_, 1U));
    parallel_for(order.size(), jobs_, [&](std::size_t at, unsigned worker) {
      const std::uint32_t i = order[at];
      const TimelineScope one("parse a file", project_.files[i].path);
      ModuleFile& file = program_.files_[i];
      if (!file.unreadable.empty()) return;
      if (std::string problem = encoding_problem(sources_[i].bytes()); !problem.empty()) {
        file.unreadable = std::move(problem);
        return;
      }
      if (!parsers[worker]) parsers[worker] = std::make_unique<Parser>();
      ParseResult result = parsers[worker]->parse(FileId::from_index(i), sources_[i].bytes());
      file.tree = std::move(result.tree);
      file.timed_out = result.timed_out;
      file.parsed = true;
      file_names_[i] = std::move(result.names);
    });
    for (std::uint32_t i : wave) {
      matters_[i] = 1;
      if (!program_.files_[i].parsed) continue;
      ++stats_.files_parsed;
      stats_.bytes_parsed += sources_[i].bytes().size();
      stats_.lines_parsed += sources_[i].line_count();
    }
  }

  std::vector<std::uint32_t> imported_by(const std::vector<std::uint32_t>& wave) {
    std::set<std::uint32_t> next;
    auto add = [&](const ImportTarget& target) {
      if (target.file.exists() && !matters_[target.file.index()])
        next.insert(static_cast<std::uint32_t>(target.file.index()));
    };
    for (std::uint32_t i : wave) {
      const Tree& tree = program_.files_[i].tree;
      const FileId from = FileId::from_index(i);
      const ProjectFile& file = program_.project_->files[i];
      if (file.test_code)  // pytest reads each conftest.py above a test
        for (std::string folder = file.absolute; !folder.empty();) {
          const std::size_t slash = folder.rfind('/');
          folder.resize(slash == std::string::npos ? 0 : slash);
          add(program_.resolve_member({{}, true, folder}, "conftest"));
        }
      for (std::uint32_t r = 0; r < tree.size(); ++r) {
        const NodeId node = NodeId::from_index(r);
        const NodeKind kind = tree.kind(node);
        if (kind == NodeKind::Import) {
          for (NodeId alias : tree.children(node)) {
            if (tree.kind(alias) != NodeKind::ImportAlias) continue;
            const std::string_view dotted = file_names_[i].text(tree[alias].name);
            for (auto dot = dotted.find('.'); dot != std::string_view::npos;
                 dot = dotted.find('.', dot + 1))
              add(program_.resolve_import(from, dotted.substr(0, dot), 0));
            add(program_.resolve_import(from, dotted, 0));
          }
        } else if (kind == NodeKind::ImportFrom) {
          const std::string_view dotted = file_names_[i].text(tree[node].name);
          const ImportTarget module = program_.resolve_import(from, dotted, tree[node].op);
          add(module);
          for (NodeId alias : tree.children(node))
            if (tree.kind(alias) == NodeKind::ImportAlias && !module.external())
              add(program_.resolve_member(module, file_names_[i].text(tree[alias].name)));
        }
      }
    }
    return {next.begin(), next.end()};
  }

  // Files not yet taken that import one that is: the script whose loop calls a training step need
  // not name TensorFlow itself. Read from the text of their import lines, so that nothing is parsed
  // in vain; a line inside a string costs a parse at most.
  std::vector<std::uint32_t> importers() {
    std::vector<std::uint32_t> next;
    for (std::uint32_t i = 0; i < sources_.size(); ++i) {
      if (matters_[i]) continue;
      const FileId from = FileId::from_index(i);
      const auto taken = [&](const ImportTarget& target) {
        return target.file.exists() && matters_[target.file.index()];
      };
      for (const WrittenImport& line : written_imports(sources_[i].bytes())) {
        const ImportTarget module = program_.resolve_import(from, line.module, line.dots);
        bool found = taken(module);
        for (const std::string_view name : line.names)
          found = found || (!module.external() && taken(program_.resolve_member(module, name)));
        if (found) {
          next.push_back(i);
          break;
        }
      }
    }
    return next;
  }

  // In path order, so that a name's id does not depend on which thread parsed what.
  void merge_names() {
    new_ids_.resize(file_names_.size());
    for (std::size_t i = 0; i < file_names_.size(); ++i) {
      new_ids_[i].reserve(file_names_[i].size());
      for (std::size_t n = 0; n < file_names_[i].size(); ++n) {
        const std::string_view text = file_names_[i].text(NameId::from_index(n));
        new_ids_[i].push_back(program_.names_.intern(text));
        if (const auto dot = text.find('.'); dot != std::string_view::npos)
          program_.names_.intern(text.substr(0, dot));
      }
      file_names_[i] = {};
    }
  }

  void number_definitions() {
    for (std::uint32_t i = 0; i < program_.files_.size(); ++i) {
      ModuleFile& file = program_.files_[i];
      if (!file.parsed) continue;
      const Tree& tree = file.tree;
      file.function_of.resize(tree.size());
      file.class_of.resize(tree.size());
      for (std::uint32_t r = 0; r < tree.size(); ++r) {
        const NodeId node = NodeId::from_index(r);
        switch (tree.kind(node)) {
          case NodeKind::FunctionDef:
          case NodeKind::Lambda:
            add_function(file, FileId::from_index(i), node);
            break;
          case NodeKind::ClassDef: {
            ClassInfo info;
            info.file = FileId::from_index(i);
            info.node = node;
            info.scope = file.scopes.scope_of[r];
            info.name = tree[node].name;
            info.outer = program_.enclosing_function({info.file, node});
            info.owner = owner_of(file, node);
            file.class_of[r] = program_.classes_.push(info);
            break;
          }
          case NodeKind::Yield:
          case NodeKind::YieldFrom:
            if (FunctionId f = program_.enclosing_function({FileId::from_index(i), node});
                f.exists())
              program_.functions_[f].is_generator = true;
            break;
          default:
            break;
        }
      }
    }
  }

  static ClassId owner_of(const ModuleFile& file, NodeId node) {
    NodeId up = file.tree.parent(file.tree.with_decorators(node));
    // A def under `if` or `try` in a class body is a method too.
    while (up.exists() && file.tree.kind(up) != NodeKind::ClassDef) {
      const NodeKind kind = file.tree.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::Module)
        return {};
      up = file.tree.parent(up);
    }
    return up.exists() ? file.class_of[up.index()] : ClassId{};
  }

  void add_function(ModuleFile& file, FileId id, NodeId node) {
    const Tree& tree = file.tree;
    FunctionInfo info;
    info.file = id;
    info.node = node;
    info.scope = file.scopes.scope_of[node.index()];
    info.outer = program_.enclosing_function({id, node});
    info.body = tree.child(node, Field::Body);
    info.is_async = tree.is_async(node);
    if (tree.kind(node) == NodeKind::FunctionDef) {
      info.name = tree[node].name;
      info.owner = owner_of(file, node);
    }
    bool keyword_only = false;
    if (const NodeId list = tree.child(node, NodeKind::Parameters); list.exists()) {
      for (NodeId p : tree.children(list)) {
        if (tree.kind(p) != NodeKind::Parameter) continue;
        const auto kind = static_cast<ParameterKind>(tree[p].op);
        if (kind == ParameterKind::SlashMarker)
          for (Parameter& earlier : info.parameters) earlier.positional_only = true;
        if (kind == ParameterKind::StarMarker) keyword_only = true;
        if (kind == ParameterKind::SlashMarker || kind == ParameterKind::StarMarker) continue;
        Parameter parameter;
        parameter.name = tree[p].name;
        parameter.node = p;
        parameter.kind = kind;
        parameter.keyword_only = keyword_only && kind == ParameterKind::Positional;
        parameter.annotation = tree.child(p, Field::Annotation);
        parameter.default_value = tree.child(p, Field::Default);
        parameter.symbol = file.scopes.symbol_of[p.index()];
        info.parameters.push_back(parameter);
        if (kind == ParameterKind::VarPositional) keyword_only = true;
      }
    }
    file.function_of[node.index()] = program_.functions_.push(std::move(info));
  }

  const Project& project_;
  const std::map<std::string, std::string>& overlay_;
  unsigned jobs_;
  std::deque<SourceFile>& sources_;
  LinkStats& stats_;
  Program program_;
  std::vector<char> matters_;
  std::vector<Interner> file_names_;
  std::vector<std::vector<NameId>> new_ids_;
};

Program link_program(const Project& project, const std::map<std::string, std::string>& overlay,
                     unsigned jobs, std::deque<SourceFile>& sources, LinkStats& stats) {
  return Linker(project, overlay, std::max(jobs, 1U), sources, stats).run();
}

}  // namespace hyb
