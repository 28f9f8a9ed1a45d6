#include "app/facts/facts_command.h"

#include "app/check/trace_events.h"
#include "app/facts/facts_report.h"
#include "app/settings.h"

namespace hyb::app {

int run_facts(const Arguments& arguments, Console& console) {
  const Settings settings = make_settings(arguments, all_rules());
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return 2;
  const TraceEvents trace(arguments.trace_events);
  const FactsRequest request{settings.request, arguments.function, arguments.assume};
  const Result<std::string> text =
      arguments.as_text ? facts_as_text(request) : facts_as_json(request);
  if (!text) {
    console.error(text.error().message);
    return 2;
  }
  console.out(text.value());
  if (const Status written = trace.write(); !written) {
    console.error(written.error().message);
    return 2;
  }
  return 0;
}

}  // namespace hyb::app
