#pragma once

// What `hybridize facts` prints: one record for each function, as JSON (schema hybridize-facts/1)
// or as text. Made from a program by report_facts(); the text of a single record is also the form
// that the tests' fixtures hold.

#include <string>
#include <string_view>
#include <vector>

#include "app/check/lint.h"
#include "core/base/result.h"
#include "core/facts/function_facts.h"
#include "core/facts/reservations.h"
#include "core/facts/verdicts.h"

namespace hyb::app {

/// All there is to say of one function.
struct FactsRecord {
  const FunctionFacts& facts;
  const FunctionVerdict& verdict;
  std::vector<FailureText> failures;
  std::vector<Reservation> reservations;
  std::string path;  // of its file, as reports name it
  const Program& program;
};

/// Receives the records of one run, in order of file and line.
class FactsWriter {
 public:
  virtual ~FactsWriter() = default;
  virtual void add(const FactsRecord& record) = 0;
  /// After the last record, while the facts still stand.
  virtual void finish(const Facts&) {}
};

struct FactsRequest {
  const LintRequest& run;
  std::string_view glob;  // of qualified names; "" = all
  Assume assume = Assume::Balanced;
};

/// Runs the analysis and hands every function asked for to `writer`. The error is a sentence about
/// what could not be read.
Status report_facts(const FactsRequest& request, FactsWriter& writer);

/// The whole output, in either form.
Result<std::string> facts_as_json(const FactsRequest& request);
Result<std::string> facts_as_text(const FactsRequest& request);

/// The lines of one record behind its place and name, without indentation.
std::string facts_lines(const FactsRecord& record);

}  // namespace hyb::app
