#pragma once

// The whole program after `link`: every file that can matter, its tree and scopes, and one
// numbering of all functions and classes. Made by link_program(); frozen then; read by every
// analysis. Ids follow path order and then source order, so they are the same for any number of
// threads.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/id.h"
#include "core/base/interner.h"
#include "core/program/project.h"
#include "core/program/scopes.h"
#include "core/syntax/tree.h"
#include "core/text/source_file.h"

namespace hyb {

using FunctionId = Id<struct FunctionTag>;
using ClassId = Id<struct ClassTag>;

/// A row of some file.
struct NodeRef {
  FileId file;
  NodeId node;
  friend constexpr auto operator<=>(const NodeRef&, const NodeRef&) = default;
};

struct Parameter {
  NameId name;
  NodeId node;
  ParameterKind kind = ParameterKind::Positional;
  bool positional_only = false;
  bool keyword_only = false;
  NodeId annotation;     // none if absent
  NodeId default_value;  // none if absent
  SymbolId symbol;
};

struct FunctionInfo {
  FileId file;
  NodeId node;  // FunctionDef or Lambda
  ScopeId scope;
  FunctionId outer;                   // innermost function around it
  ClassId owner;                      // class whose body it stands in directly
  NameId name;                        // none for a lambda
  NodeId body;                        // Block, or the lambda's expression
  std::vector<Parameter> parameters;  // without markers
  bool is_async = false;
  bool is_generator = false;  // holds a yield of its own
  bool is_lambda() const { return !name.exists(); }
};

struct ClassInfo {
  FileId file;
  NodeId node;
  ScopeId scope;
  FunctionId outer;  // innermost function around it
  ClassId owner;     // class whose body it stands in directly
  NameId name;
};

/// What a file is after link. `parsed` is false for files that cannot matter or could not be read.
struct ModuleFile {
  bool parsed = false;
  bool timed_out = false;
  std::string unreadable;  // why, if it could not be read or decoded
  Tree tree;
  ScopeTree scopes;
  std::vector<FunctionId> function_of;  // by row, empty when not parsed
  std::vector<ClassId> class_of;
};

/// Where an imported dotted name leads: a file of the project, a folder of it (namespace package),
/// or outside.
struct ImportTarget {
  FileId file;
  bool is_folder = false;
  std::string folder;  // absolute, if is_folder
  bool external() const { return !file.exists() && !is_folder; }
};

class Program {
 public:
  const Project& project() const { return *project_; }
  const SourceFile& source(FileId file) const { return (*sources_)[file.index()]; }
  const ModuleFile& file(FileId file) const { return files_[file.index()]; }
  std::size_t file_count() const { return files_.size(); }
  const Tree& tree(FileId file) const { return files_[file.index()].tree; }
  const ScopeTree& scopes(FileId file) const { return files_[file.index()].scopes; }
  const Interner& names() const { return names_; }
  /// For `solve`, which makes names of its own (paths of outside classes). Ids never change.
  Interner& names() { return names_; }
  std::string_view text(NameId name) const { return names_.text(name); }

  const IdVec<FunctionId, FunctionInfo>& functions() const { return functions_; }
  const IdVec<ClassId, ClassInfo>& classes() const { return classes_; }
  const FunctionInfo& function(FunctionId id) const { return functions_[id]; }
  const ClassInfo& class_info(ClassId id) const { return classes_[id]; }
  FunctionId function_at(NodeRef at) const { return file(at.file).function_of[at.node.index()]; }
  ClassId class_at(NodeRef at) const { return file(at.file).class_of[at.node.index()]; }
  /// Innermost function around a row (the row itself excluded), or none at module level. Decorators
  /// and defaults belong to the function around the def.
  FunctionId enclosing_function(NodeRef at) const;
  /// "Outer.inner", a lambda is "<lambda>".
  std::string qualified_name(FunctionId id) const;
  std::string qualified_name(ClassId id) const;
  /// The name token, or the `lambda` keyword.
  Loc name_loc(FunctionId id) const;
  Loc name_loc(ClassId id) const;
  Loc loc(NodeRef at) const { return tree(at.file).loc(at.node); }
  std::string_view text(NodeRef at) const { return source(at.file).text(loc(at)); }

  /// Resolves a dotted module name as `from` would import it; `dots` leading dots make it relative.
  ImportTarget resolve_import(FileId from, std::string_view dotted, unsigned dots) const;
  /// A module or folder `name` inside the package or folder that `target` is.
  ImportTarget resolve_member(const ImportTarget& target, std::string_view name) const;

 private:
  friend class Linker;
  ImportTarget resolve_below_roots(FileId from, std::string_view dotted, unsigned dots) const;

  const Project* project_ = nullptr;
  std::deque<SourceFile>* sources_ = nullptr;
  std::vector<ModuleFile> files_;
  Interner names_;
  IdVec<FunctionId, FunctionInfo> functions_;
  IdVec<ClassId, ClassInfo> classes_;
  std::unordered_map<std::string, FileId> by_path_;  // absolute path without ".py"
  std::unordered_map<std::string, bool> folders_;    // folders that hold project files
  // The last parts of both: an import that begins with anything else means something outside.
  std::unordered_set<std::string> names_on_disk_;
};

struct LinkStats {
  std::uint64_t files_read = 0;
  std::uint64_t files_parsed = 0;
  std::uint64_t bytes_parsed = 0;
  std::uint64_t lines_parsed = 0;
};

/// Reads and parses what can matter: files that mention TensorFlow or Keras and whatever those
/// import, wave by wave; then renumbers names, builds scopes and numbers functions and classes.
/// `sources` is filled by FileId. Files whose bytes are not valid text keep `unreadable`.
Program link_program(const Project& project, const std::map<std::string, std::string>& overlay,
                     unsigned jobs, std::deque<SourceFile>& sources, LinkStats& stats);

}  // namespace hyb
