#pragma once

// `--trace-events FILE`: when each stage of a run began and ended, as Chrome trace events, which
// chrome://tracing and Perfetto show. Made by the commands around the run; nothing reads it back.

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/base/timeline.h"

namespace hyb::app {

/// Watches a run from its making on; nothing at all when `path` is empty.
class TraceEvents {
 public:
  explicit TraceEvents(std::string path);
  /// Writes the file; call it once no stage is running. An error is a sentence.
  Status write() const;

 private:
  std::string path_;
  std::unique_ptr<Timeline> timeline_;
};

}  // namespace hyb::app
