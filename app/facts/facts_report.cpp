#include "app/facts/facts_report.h"

#include <algorithm>
#include <deque>
#include <thread>

#include "app/large_stack.h"
#include "core/base/timeline.h"
#include "core/rule/selector.h"

namespace hyb::app {
namespace {

constexpr std::size_t kStack = std::size_t{512} << 20;  // as the linter's own, see lint.cpp

}  // namespace

Status report_facts(const FactsRequest& asked, FactsWriter& writer) {
  const LintRequest& request = asked.run;
  Project project = discover(request.discover);
  if (!project.failures.empty()) return Error{project.failures.front()};
  // A record for every function: also of files that never mention TensorFlow.
  for (ProjectFile& file : project.files) file.named = file.named || file.report;
  const unsigned jobs =
      request.jobs != 0 ? request.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, request.discover.overlay, jobs, sources, stats);
  run_on_large_stack(kStack, [&] {
    const Facts facts(program, Need::Values | Need::Tracing | Need::Verdicts, asked.assume);
    const TimelineScope stage("facts");
    Reservations reservations(facts);
    for (std::size_t i = 0; i < program.file_count(); ++i) {
      const FileId file = FileId::from_index(i);
      if (!project.files[i].report || !program.file(file).parsed) continue;
      for (const FunctionFacts& one : facts.records().of_file(file)) {
        if (!asked.glob.empty() && !glob_matches(asked.glob, one.name)) continue;
        const FunctionVerdict& verdict = facts.verdicts().of(one.function);
        writer.add({one, verdict, failure_texts(facts, one, verdict), reservations.of(one, verdict),
                    project.files[i].path, program});
      }
    }
    writer.finish(facts);
  });
  return ok_status();
}

}  // namespace hyb::app
