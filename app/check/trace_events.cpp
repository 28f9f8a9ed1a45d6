#include "app/check/trace_events.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/interrupt.h"
#include "core/text/file_system.h"

namespace hyb::app {

TraceEvents::TraceEvents(std::string path) : path_(std::move(path)) {
  if (!path_.empty()) timeline_ = std::make_unique<Timeline>();
}

Status TraceEvents::write() const {
  if (!timeline_) return ok_status();
  using Json = nlohmann::ordered_json;
  Json events = Json::array();
  for (const Timeline::Event& event : timeline_->events()) {
    Json one = {{"name", std::string(event.stage)},
                {"cat", "hybridize"},
                {"ph", "X"},
                {"ts", event.begin},
                {"dur", event.duration},
                {"pid", 1},
                {"tid", event.thread + 1}};
    if (!event.about.empty()) one["args"] = {{"file", event.about}};
    events.push_back(std::move(one));
  }
  const Json document = {{"traceEvents", std::move(events)}, {"displayTimeUnit", "ms"}};
  const HoldInterrupts hold;
  return write_file_atomically(path_,
                               document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace hyb::app
