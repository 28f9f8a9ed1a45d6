#pragma once

// What `hybridize facts` prints: one record for each function, as JSON (schema hybridize-facts/1)
// or as text. Made from a program by report_facts(); the text of a single record is also the form
// that the tests' fixtures hold.

#include <string>
#include <string_view>

#include "app/lint.h"
#include "core/base/result.h"
#include "core/facts/function_facts.h"

namespace hyb::app {

/// Receives the records of one run, in order of file and line.
class FactsWriter {
 public:
  virtual ~FactsWriter() = default;
  virtual void add(const FunctionFacts& facts, const std::string& path) = 0;
};

/// Runs the analysis and hands every function whose qualified name fits `glob` ("" = all) to
/// `writer`. The error is a sentence about what could not be read.
Status report_facts(const LintRequest& request, std::string_view glob, FactsWriter& writer);

/// The whole output, in either form.
Result<std::string> facts_as_json(const LintRequest& request, std::string_view glob);
Result<std::string> facts_as_text(const LintRequest& request, std::string_view glob);

/// The lines of one record behind its place and name, without indentation.
std::string facts_lines(const FunctionFacts& facts);

}  // namespace hyb::app
