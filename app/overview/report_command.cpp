#include "app/overview/report_command.h"

#include "app/check/trace_events.h"
#include "app/overview/overview.h"
#include "app/settings.h"

namespace hyb::app {
namespace {

std::string written(const Overview& overview, ReportFormat format) {
  switch (format) {
    case ReportFormat::Markdown:
      return overview_as_markdown(overview);
    case ReportFormat::Html:
      return overview_as_html(overview);
    case ReportFormat::Json:
      return overview_as_json(overview);
  }
  return {};
}

}  // namespace

int run_report(const Arguments& arguments, Console& console) {
  const Settings settings = make_settings(arguments, all_rules());
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return 2;
  const TraceEvents trace(arguments.trace_events);
  const Result<Overview> overview = make_overview({settings.request, {}, arguments.assume});
  if (!overview) {
    console.error(overview.error().message);
    return 2;
  }
  console.out(written(overview.value(), arguments.report_format));
  if (const Status saved = trace.write(); !saved) {
    console.error(saved.error().message);
    return 2;
  }
  return 0;
}

}  // namespace hyb::app
