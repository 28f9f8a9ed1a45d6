#pragma once

// Where things are, in SARIF's terms: artifacts with their index, regions in UTF-16 columns with
// snippets, logical locations, line hashes. Remembers which files were mentioned, so that exactly
// those are listed. Made and read by the SARIF report.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/check/lint.h"
#include "app/report/enclosing_scope.h"
#include "app/report/sarif_rules.h"

namespace hyb::app {

class SarifPlaces {
 public:
  explicit SarifPlaces(const LintResult& lint) : lint_(lint) {}

  /// False for a file outside of the project: SARIF could only name it by this machine's path.
  bool inside(FileId file) const;
  /// The artifact location of a file, which is listed from then on.
  SarifJson artifact_location(FileId file);
  /// One-line region with snippet, and a larger one around it where there is more.
  SarifJson physical_location(const Loc& where, bool with_context);
  /// All four numbers of an edit's range.
  SarifJson edit_region(const Loc& where) const;
  /// The def, class or module around a place.
  SarifJson logical_location(const Loc& where);
  std::string qualified_name(const Loc& where);
  const std::string& line_hash(const Loc& where);
  /// `artifacts` of the run: the files mentioned so far, in the order of their indexes.
  SarifJson artifacts() const;

 private:
  struct FileState {
    std::size_t index = 0;
    std::unique_ptr<EnclosingScopes> scopes;
    std::vector<std::string> hashes;
  };
  FileState& state(FileId file);
  Scope scope_of(const Loc& where);

  const LintResult& lint_;
  std::map<FileId, FileState> files_;
  std::vector<FileId> mentioned_;
};

}  // namespace hyb::app
