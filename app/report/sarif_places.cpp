#include "app/report/sarif_places.h"

#include <algorithm>
#include <string_view>

#include "app/report/report.h"
#include "app/report/sarif_text.h"
#include "app/report/sha256.h"
#include "core/text/line_hash.h"
#include "core/text/utf8.h"

namespace hyb::app {

namespace {

constexpr std::string_view kBaseId = "%SRCROOT%";
constexpr std::size_t kSnippetLimit = 8192;  // bytes; a longer text helps nobody
constexpr std::uint32_t kLinesAround = 2;

/// SARIF has no line behind the last line end: the end of the file is the end of the last line,
/// line end included.
Position sarif_position(const SourceFile& source, std::uint32_t offset) {
  Position position = source.position_utf16(offset);
  if (position.line > 1 && position.line == source.line_count() && position.column == 1 &&
      offset == source.bytes().size()) {
    const std::uint32_t line = position.line - 1;
    const Position end = source.position_utf16(source.line_end(line));
    position = {line, end.column + (offset - source.line_end(line))};
  }
  return position;
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = decode_utf8(bytes, at);
    if (point.value == kReplacementCharacter && point.bytes == 1) return false;
    at += point.bytes;
  }
  return true;
}

void put_snippet(SarifJson& region, std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  if (text.empty() || text.size() > kSnippetLimit) return;
  region["snippet"]["text"] = text;
}

void put_numbers(SarifJson& region, Position begin, Position end) {
  region["startLine"] = begin.line;
  region["startColumn"] = begin.column;
  region["endLine"] = end.line;
  region["endColumn"] = end.column;
}

}  // namespace

bool SarifPlaces::inside(FileId file) const {
  return !path_in_project(lint_, file).starts_with('/');
}

SarifPlaces::FileState& SarifPlaces::state(FileId file) {
  const auto [found, is_new] = files_.try_emplace(file);
  if (is_new) {
    found->second.index = mentioned_.size();
    mentioned_.push_back(file);
  }
  return found->second;
}

SarifJson SarifPlaces::artifact_location(FileId file) {
  SarifJson location = SarifJson::object();
  location["uri"] = uri_of_path(path_in_project(lint_, file));
  location["uriBaseId"] = kBaseId;
  location["index"] = state(file).index;
  return location;
}

SarifJson SarifPlaces::physical_location(const Loc& where, bool with_context) {
  const SourceFile& source = lint_.source(where.file);
  const std::uint32_t line = source.line_at(where.begin);
  // A region of several lines would be shown nowhere in a review; its first line says enough.
  const std::uint32_t end = std::max(where.begin, std::min(where.end, source.line_end(line)));
  SarifJson location = SarifJson::object();
  location["artifactLocation"] = artifact_location(where.file);
  SarifJson& region = location["region"];
  put_numbers(region, source.position_utf16(where.begin), source.position_utf16(end));
  put_snippet(region, source.bytes().substr(where.begin, end - where.begin));
  if (!with_context) return location;

  const std::uint32_t first = line > kLinesAround ? line - kLinesAround : 1;
  const std::uint32_t last = std::min(source.line_count(), line + kLinesAround - 1);
  const std::uint32_t begin_byte = source.line_begin(first);
  const auto end_byte = last == source.line_count()
                            ? static_cast<std::uint32_t>(source.bytes().size())
                            : source.line_begin(last + 1);
  // The last line of a file may be empty: it adds no text, and then no context either.
  const bool larger = end_byte - begin_byte > end - where.begin &&
                      (first < line || where.begin > begin_byte || source.line_end(line) > end ||
                       end_byte > source.line_end(line));
  if (!larger || end_byte - begin_byte > kSnippetLimit) return location;
  const bool last_is_empty = last == source.line_count() && source.line_text(last).empty();
  SarifJson& context = location["contextRegion"];
  context["startLine"] = first;
  context["endLine"] = last_is_empty && last > line ? last - 1 : last;
  put_snippet(context, source.bytes().substr(begin_byte, end_byte - begin_byte));
  return location;
}

SarifJson SarifPlaces::edit_region(const Loc& where) const {
  const SourceFile& source = lint_.source(where.file);
  SarifJson region = SarifJson::object();
  put_numbers(region, sarif_position(source, where.begin), sarif_position(source, where.end));
  return region;
}

Scope SarifPlaces::scope_of(const Loc& where) {
  FileState& file = state(where.file);
  if (file.scopes == nullptr) {
    file.scopes = std::make_unique<EnclosingScopes>(lint_.source(where.file));
  }
  return file.scopes->at(where.begin);
}

std::string SarifPlaces::qualified_name(const Loc& where) {
  const std::string& module = lint_.project.files[where.file.index()].module;
  const Scope scope = scope_of(where);
  if (scope.qualified_name.empty()) return module;
  return module.empty() ? scope.qualified_name : module + "." + scope.qualified_name;
}

SarifJson SarifPlaces::logical_location(const Loc& where) {
  const Scope scope = scope_of(where);
  SarifJson location = SarifJson::object();
  location["fullyQualifiedName"] = qualified_name(where);
  switch (scope.kind) {
    case ScopeKind::Module:
      location["kind"] = "module";
      location["name"] = lint_.project.files[where.file.index()].module;
      return location;
    case ScopeKind::Class:
      location["kind"] = "type";
      break;
    case ScopeKind::Function:
      location["kind"] = "function";
      break;
    case ScopeKind::Method:
      location["kind"] = "member";
      break;
  }
  location["name"] = scope.name;
  return location;
}

const std::string& SarifPlaces::line_hash(const Loc& where) {
  static const std::string none;
  FileState& file = state(where.file);
  const SourceFile& source = lint_.source(where.file);
  if (file.hashes.empty()) file.hashes = line_hashes(source.bytes());
  const std::uint32_t line = source.line_at(where.begin);
  return line <= file.hashes.size() ? file.hashes[line - 1] : none;
}

SarifJson SarifPlaces::artifacts() const {
  SarifJson list = SarifJson::array();
  for (std::size_t i = 0; i < mentioned_.size(); ++i) {
    const SourceFile& source = lint_.source(mentioned_[i]);
    SarifJson artifact = SarifJson::object();
    SarifJson& location = artifact["location"];
    location["uri"] = uri_of_path(path_in_project(lint_, mentioned_[i]));
    location["uriBaseId"] = kBaseId;
    location["index"] = i;
    artifact["roles"] = SarifJson::array({"analysisTarget"});
    artifact["sourceLanguage"] = "python";
    if (!source.bytes().empty()) {  // otherwise it could not be read
      if (is_valid_utf8(source.bytes())) artifact["encoding"] = "utf-8";
      artifact["length"] = source.bytes().size();
      artifact["hashes"]["sha-256"] = sha256(source.bytes());
    }
    list.push_back(std::move(artifact));
  }
  return list;
}

}  // namespace hyb::app
