#pragma once

// One Python program for a unit test of a core fact: written to a file, linked and solved, then put
// to the test's questions. Used by the tests of facts that have no fixtures below tests/facts.

#include <functional>
#include <string>
#include <string_view>

#include "core/facts/facts.h"

namespace hyb::test {

/// Asks while the facts are there; `name` is that of the file ("test_a.py" is test code).
void ask_facts(const std::string& text, Need needs, const std::function<void(const Facts&)>& ask,
               const std::string& name = "program.py");

/// The function, class, expression of that name or text that comes first; none if there is none.
FunctionId function_named(const Facts& facts, std::string_view name);
ClassId class_named(const Facts& facts, std::string_view name);
NodeRef row_with_text(const Facts& facts, std::string_view text);

/// The values of assignments on lines that end in `# MARK: words`, with what the mark says.
struct Marked {
  NodeRef value;
  std::uint32_t line = 0;
  std::string words;
};
std::vector<Marked> marked_values(const Facts& facts, std::string_view mark);

}  // namespace hyb::test
