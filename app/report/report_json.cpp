#include <nlohmann/json.hpp>
#include <string>

#include "app/report/report.h"

namespace hyb::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

void put_range(Json& object, const LintResult& lint, const Loc& where) {
  const SourceFile& source = lint.source(where.file);
  const Position begin = source.position(where.begin);
  const Position end = source.position(where.end);
  object["path"] = path_in_project(lint, where.file);
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
}

Json json_of(const LintResult& lint, const Fix& fix) {
  Json edits = Json::array();
  for (const Edit& edit : fix.edits) {
    Json one = Json::object();
    put_range(one, lint, edit.where);
    one["replacement"] = edit.replacement;
    edits.push_back(std::move(one));
  }
  Json object = Json::object();
  object["title"] = fix.title;
  object["applicability"] = word_for(fix.applicability);
  object["reason"] = fix.reason;
  object["edits"] = std::move(edits);
  return object;
}

Json json_of(const LintResult& lint, const Diagnostic& finding) {
  Json object = Json::object();
  put_range(object, lint, finding.where);
  object["code"] = finding.code;
  object["name"] = finding.name;
  object["severity"] = word_for(finding.severity);
  object["message"] = finding.message.text;
  object["notes"] = Json::array();
  for (const Note& note : finding.notes) {
    Json one = Json::object();
    put_range(one, lint, note.where);
    one["message"] = note.text;
    one["depth"] = note.depth;
    object["notes"].push_back(std::move(one));
  }
  object["fixes"] = Json::array();
  for (const Fix& fix : finding.fixes) object["fixes"].push_back(json_of(lint, fix));
  object["suppressed"] = finding.suppressed;
  return object;
}

}  // namespace

std::string report_json(const LintResult& lint) {
  Json log = Json::object();
  log["schema"] = "hybridize/1";
  log["findings"] = Json::array();
  for (const Diagnostic& finding : lint.findings) {
    log["findings"].push_back(json_of(lint, finding));
  }
  return log.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hyb::app
