// SARIF 2.1.0 for code scanning services. What such a service does with a log decides its shape:
//
//  - it tracks a finding by rule, path and the hash of its line, so there is at most one result per
//    rule and line; the further ones become related locations of the first;
//  - it shows related locations only where the message links to them, so a message with notes ends
//    with links (a second template, so that template and arguments still give the text);
//  - it opens an alert for a suppressed result all the same, so suppressed findings are left out;
//  - it refuses results without a physical location, and paths outside of the repository, so those
//    become notifications.

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "app/report/report.h"
#include "app/report/sarif_places.h"
#include "app/report/sarif_rules.h"
#include "app/report/sarif_text.h"
#include "app/report/sha256.h"
#include "app/report/version_control.h"
#include "core/rule/engine_rules.h"

namespace hyb::app {

namespace {

constexpr std::size_t kResultLimit = 5000;
constexpr std::size_t kRelatedLimit = 10;
constexpr std::size_t kLinkLimit = 3;
constexpr std::size_t kStepLimit = 20;
constexpr std::size_t kContextHashDigits = 32;
constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A further place of a result.
struct Related {
  Loc where;
  std::string text;
};

/// What becomes one result: a finding, and the others of its rule on its line.
struct Group {
  const Diagnostic* finding = nullptr;
  std::vector<const Diagnostic*> others;
};

std::string without_period(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return std::string(text);
}

class SarifWriter {
 public:
  SarifWriter(const LintResult& lint, RuleSpan rules, const SarifOptions& options)
      : lint_(lint), options_(options), places_(lint) {
    collect_rules(rules);
    collect_groups();
  }

  SarifJson log() {
    SarifJson results = SarifJson::array();
    for (const Group& group : groups_) results.push_back(result(group));
    note_outside();

    SarifJson run = SarifJson::object();
    run["tool"]["driver"] = sarif_driver(rules_);
    run["automationDetails"]["id"] = category();
    run["columnKind"] = "utf16CodeUnits";
    run["defaultEncoding"] = "utf-8";
    run["newlineSequences"] = SarifJson::array({"\r\n", "\n"});
    run["language"] = "en-US";
    run["defaultSourceLanguage"] = "python";
    run["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"] = "Root of the analysed project.";
    put_provenance(run);
    run["artifacts"] = places_.artifacts();
    run["invocations"] = SarifJson::array({invocation()});
    run["results"] = std::move(results);

    SarifJson log = SarifJson::object();
    log["$schema"] = kSchema;
    log["version"] = "2.1.0";
    log["runs"] = SarifJson::array({std::move(run)});
    return log;
  }

 private:
  /// The enabled rules by id, and any other that has a finding all the same.
  void collect_rules(RuleSpan rules) {
    std::set<std::string_view> fired;
    for (const Diagnostic& finding : lint_.findings) fired.insert(finding.code);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const bool enabled = i < options_.enabled.size() && options_.enabled[i];
      if (enabled || fired.contains(rules[i]->code)) rules_.push_back(rules[i]);
    }
    std::sort(rules_.begin(), rules_.end(),
              [](const RuleInfo* a, const RuleInfo* b) { return a->code < b->code; });
    for (std::size_t i = 0; i < rules_.size(); ++i) rule_index_[rules_[i]->code] = i;
  }

  void collect_groups() {
    std::map<std::tuple<std::string_view, FileId, std::uint32_t>, std::size_t> seen;
    for (const Diagnostic& finding : lint_.findings) {
      if (finding.suppressed || !rule_index_.contains(finding.code)) continue;
      if (!places_.inside(finding.where.file)) {
        ++outside_;
        continue;
      }
      if (finding.code == kSyntaxError.code) note_file(finding, Notification::SyntaxError);
      if (finding.code == kFileNotAnalysed.code) note_file(finding, Notification::FileNotAnalysed);
      const std::uint32_t line = lint_.source(finding.where.file).line_at(finding.where.begin);
      const auto [at, is_new] =
          seen.try_emplace({finding.code, finding.where.file, line}, groups_.size());
      if (is_new) {
        groups_.push_back({&finding, {}});
      } else {
        groups_[at->second].others.push_back(&finding);
      }
    }
    cut_groups();
  }

  /// Keeps what a service would show: the most severe, most certain results, in order of place.
  void cut_groups() {
    if (groups_.size() <= kResultLimit) return;
    std::vector<std::size_t> order(groups_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto weight = [&](std::size_t i) {
      const Diagnostic& finding = *groups_[i].finding;
      return std::pair(finding.severity, rule_of(finding).precision);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
    const std::size_t cut = groups_.size() - kResultLimit;
    order.resize(kResultLimit);
    std::sort(order.begin(), order.end());
    std::vector<Group> kept;
    kept.reserve(kResultLimit);
    for (const std::size_t i : order) kept.push_back(std::move(groups_[i]));
    groups_ = std::move(kept);
    notify(Notification::ResultsCut,
           "The " + std::to_string(cut) + " least severe results were left out of this log.");
  }

  const RuleInfo& rule_of(const Diagnostic& finding) const {
    return *rules_[rule_index_.at(finding.code)];
  }

  std::string category() const {
    std::string name = options_.category.empty() ? "hybridize" : options_.category;
    while (name.ends_with('/')) name.pop_back();
    return name + (options_.partial ? "/partial/" : "/");
  }

  SarifJson result(const Group& group) {
    const Diagnostic& finding = *group.finding;
    const std::vector<Related> related = related_of(group);
    SarifJson object = SarifJson::object();
    object["ruleId"] = finding.code;
    object["ruleIndex"] = rule_index_.at(finding.code);
    object["kind"] = "fail";
    object["level"] = sarif_level(finding.severity);
    object["message"] = message(finding, related);
    SarifJson location = SarifJson::object();
    location["physicalLocation"] = places_.physical_location(finding.where, true);
    location["logicalLocations"] = SarifJson::array({places_.logical_location(finding.where)});
    object["locations"] = SarifJson::array({std::move(location)});
    if (!related.empty()) object["relatedLocations"] = related_locations(related);
    put_fingerprints(object, finding);
    put_code_flow(object, finding);
    put_fixes(object, finding);
    return object;
  }

  std::vector<Related> related_of(const Group& group) const {
    std::vector<Related> related;
    for (const Note& note : group.finding->notes) {
      if (places_.inside(note.where.file)) related.push_back({note.where, note.text});
    }
    // Places where the same is found again come first in the cut: they have no result of their own.
    const std::size_t others = std::min(group.others.size(), kRelatedLimit);
    if (related.size() + others > kRelatedLimit) related.resize(kRelatedLimit - others);
    for (std::size_t i = 0; i < others; ++i) {
      related.push_back({group.others[i]->where, "Also here: " + group.others[i]->message.text});
    }
    return related;
  }

  /// Text, template id and arguments that agree with each other. With related locations the message
  /// ends with links to the first of them.
  SarifJson message(const Diagnostic& finding, const std::vector<Related>& related) const {
    const RuleInfo& rule = rule_of(finding);
    const auto spec =
        std::find_if(rule.messages.begin(), rule.messages.end(),
                     [&](const MessageSpec& one) { return one.id == finding.message.id; });
    std::string id(finding.message.id);
    SarifJson arguments = SarifJson::array();
    for (const std::string& argument : finding.message.arguments) {
      arguments.push_back(escape_links(argument));
    }
    std::string text = double_braces(escape_links(finding.message.text));
    if (!related.empty() && spec != rule.messages.end() &&
        placeholder_count(spec->text) == arguments.size()) {
      std::string links;
      for (std::size_t i = 0; i < std::min(related.size(), kLinkLimit); ++i) {
        if (i != 0) links += ", ";
        links += "[" + escape_link_text(without_period(related[i].text)) + "](" +
                 std::to_string(i + 1) + ")";
      }
      id += kRelatedSuffix;
      text += " See '" + double_braces(links) + "'.";
      arguments.push_back(std::move(links));
    }
    SarifJson object = SarifJson::object();
    object["id"] = id;
    object["text"] = text;
    object["arguments"] = std::move(arguments);
    return object;
  }

  SarifJson related_locations(const std::vector<Related>& related) {
    SarifJson list = SarifJson::array();
    for (std::size_t i = 0; i < related.size(); ++i) {
      SarifJson location = SarifJson::object();
      location["id"] = i + 1;
      location["physicalLocation"] = places_.physical_location(related[i].where, false);
      location["message"]["text"] = double_braces(escape_links(related[i].text));
      list.push_back(std::move(location));
    }
    return list;
  }

  void put_fingerprints(SarifJson& object, const Diagnostic& finding) {
    const SourceFile& source = lint_.source(finding.where.file);
    // A key of meaning rather than place: it survives edits around the function and code moves.
    std::string key(finding.code);
    key += '\n' + places_.qualified_name(finding.where);
    key += '\n' + normalised_code(source.text(finding.where));
    const std::size_t ordinal = ++ordinals_[key];
    key += '\n' + std::to_string(ordinal);
    const std::string& line_hash = places_.line_hash(finding.where);
    if (!line_hash.empty()) {
      object["partialFingerprints"]["primaryLocationLineHash"] = line_hash;
    }
    object["partialFingerprints"]["hybridizeContext/v1"] =
        sha256(key).substr(0, kContextHashDigits);
  }

  void put_code_flow(SarifJson& object, const Diagnostic& finding) {
    std::vector<const Note*> chain;
    for (const Note& note : finding.notes) {
      if (note.depth > 0 && places_.inside(note.where.file)) chain.push_back(&note);
    }
    if (chain.empty()) return;
    if (chain.size() > kStepLimit - 1) chain.resize(kStepLimit - 1);
    SarifJson steps = SarifJson::array();
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const bool first = i == 0;
      const bool calls = i + 1 < chain.size() && chain[i + 1]->depth > chain[i]->depth;
      SarifJson step = code_flow_step(chain[i]->where, chain[i]->text, i + 1, chain[i]->depth - 1U);
      step["importance"] = first ? "essential" : "important";
      if (first) {
        step["kinds"] = SarifJson::array({"enter", "function"});
      } else if (calls) {
        step["kinds"] = SarifJson::array({"call", "function"});
      }
      steps.push_back(std::move(step));
    }
    SarifJson last = code_flow_step(finding.where, finding.message.text, chain.size() + 1,
                                    chain.back()->depth - 1U);
    last["importance"] = "essential";
    steps.push_back(std::move(last));
    SarifJson flow = SarifJson::object();
    flow["message"]["text"] = "How this place is reached.";
    flow["threadFlows"] = SarifJson::array({SarifJson::object()});
    flow["threadFlows"][0]["locations"] = std::move(steps);
    object["codeFlows"] = SarifJson::array({std::move(flow)});
  }

  SarifJson code_flow_step(const Loc& where, std::string_view text, std::size_t order,
                           unsigned level) {
    SarifJson step = SarifJson::object();
    step["location"]["physicalLocation"] = places_.physical_location(where, false);
    step["location"]["message"]["text"] = double_braces(escape_links(text));
    step["executionOrder"] = order;
    step["nestingLevel"] = level;
    return step;
  }

  void put_fixes(SarifJson& object, const Diagnostic& finding) {
    SarifJson fixes = SarifJson::array();
    // Some readers keep only the last fix of a file, so the preferred one stands last.
    for (auto fix = finding.fixes.rbegin(); fix != finding.fixes.rend(); ++fix) {
      const bool inside = std::all_of(fix->edits.begin(), fix->edits.end(), [&](const Edit& edit) {
        return places_.inside(edit.where.file);
      });
      if (inside && !fix->edits.empty()) fixes.push_back(json_of(*fix));
    }
    if (!fixes.empty()) object["fixes"] = std::move(fixes);
  }

  SarifJson json_of(const Fix& fix) {
    std::string description = fix.title;
    if (!description.ends_with('.')) description += '.';
    if (!fix.reason.empty()) description += " " + fix.reason;
    SarifJson object = SarifJson::object();
    object["description"]["text"] = double_braces(escape_links(description));
    SarifJson changes = SarifJson::array();
    FileId file;
    for (const Edit& edit : fix.edits) {
      if (edit.where.file != file) {
        file = edit.where.file;
        SarifJson change = SarifJson::object();
        change["artifactLocation"] = places_.artifact_location(file);
        change["replacements"] = SarifJson::array();
        changes.push_back(std::move(change));
      }
      SarifJson replacement = SarifJson::object();
      replacement["deletedRegion"] = places_.edit_region(edit.where);
      replacement["insertedContent"]["text"] = edit.replacement;
      changes.back()["replacements"].push_back(std::move(replacement));
    }
    object["artifactChanges"] = std::move(changes);
    object["properties"]["applicability"] = word_for(fix.applicability);
    return object;
  }

  SarifJson notification(Notification kind, std::string_view text) const {
    SarifJson object = SarifJson::object();
    object["descriptor"]["id"] = id_of(kind);
    object["descriptor"]["index"] = static_cast<std::size_t>(kind);
    // "error" would say that the run failed, and its results would be refused.
    object["level"] = "warning";
    object["message"]["text"] = double_braces(escape_links(text));
    return object;
  }

  void notify(Notification kind, std::string_view text) {
    notifications_.push_back(notification(kind, text));
  }

  void note_file(const Diagnostic& finding, Notification kind) {
    SarifJson object = notification(kind, finding.message.text);
    SarifJson location = SarifJson::object();
    location["physicalLocation"] = places_.physical_location(finding.where, false);
    object["locations"] = SarifJson::array({std::move(location)});
    notifications_.push_back(std::move(object));
  }

  void note_outside() {
    if (outside_ == 0) return;
    notify(Notification::OutsideProject,
           "Findings outside of the project that were left out: " + std::to_string(outside_) + ".");
  }

  SarifJson invocation() const {
    SarifJson object = SarifJson::object();
    object["executionSuccessful"] = true;
    object["exitCode"] = options_.exit_code;
    object["exitCodeDescription"] = options_.exit_code == 0
                                        ? "No findings at or above the failing level."
                                        : "Findings at or above the failing level.";
    if (!notifications_.empty()) object["toolExecutionNotifications"] = notifications_;
    return object;
  }

  void put_provenance(SarifJson& run) const {
    const auto state = read_version_control(lint_.project.root);
    if (!state || state->repository_uri.empty()) return;
    SarifJson object = SarifJson::object();
    object["repositoryUri"] = state->repository_uri;
    object["revisionId"] = state->revision;
    if (!state->branch.empty()) object["branch"] = state->branch;
    object["mappedTo"]["uriBaseId"] = "%SRCROOT%";
    run["versionControlProvenance"] = SarifJson::array({std::move(object)});
  }

  const LintResult& lint_;
  const SarifOptions& options_;
  SarifPlaces places_;
  std::vector<const RuleInfo*> rules_;
  std::map<std::string_view, std::size_t> rule_index_;
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> ordinals_;
  SarifJson notifications_ = SarifJson::array();
  std::size_t outside_ = 0;
};

}  // namespace

std::string report_sarif(const LintResult& lint, RuleSpan rules, const SarifOptions& options) {
  constexpr int kIndent = 2;
  SarifWriter writer(lint, rules, options);
  return writer.log().dump(kIndent, ' ', false, SarifJson::error_handler_t::replace) + "\n";
}

}  // namespace hyb::app
