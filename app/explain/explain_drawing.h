#pragma once

// The drawing of an explanation graph: an SVG element with one box for each node, in columns from
// the verdict to what it rests on. Made for the HTML page; needs no font metrics beyond the widths
// of characters in a terminal.

#include <functional>
#include <string>

#include "app/explain/explain_graph.h"

namespace hyb::app {

/// Text for HTML and XML, in elements and in attributes. Control characters and invalid bytes
/// become visible escapes, tabs four blanks.
std::string escaped(std::string_view text);

/// `anchor` tells where a place is shown on the page ("#m3"), "" if it is not.
std::string drawing(const ExplanationGraph& graph, const std::function<std::string(NodeRef)>& place,
                    const std::function<std::string(NodeRef)>& anchor);

}  // namespace hyb::app
