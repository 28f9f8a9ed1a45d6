#include "app/explain/explain_drawing.h"

#include <algorithm>

#include "core/text/display_width.h"

namespace hyb::app {
namespace {

constexpr std::size_t kColumns = 32;  // characters in a line of a box
constexpr std::size_t kMostLines = 4;
constexpr int kWidth = 248, kLine = 16, kPadding = 8, kGapX = 50, kGapY = 14, kMargin = 10;

std::string number(int value) {
  return std::to_string(value);
}

/// Broken at blanks where there are any; the last line ends in "…" if there was more.
std::vector<std::string> wrapped(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < kMostLines) {
    std::size_t end = 0;
    std::size_t blank = 0;
    while (end < text.size()) {
      std::size_t next = end + 1;
      while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U)
        ++next;
      if (display_width(text.substr(0, next)) > kColumns) break;
      end = next;
      if (end < text.size() && text[end] == ' ') blank = end;
    }
    if (end < text.size() && blank != 0) end = blank;
    if (end == 0) end = text.size();
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  if (!text.empty() && !lines.empty()) lines.back() += "…";
  return lines;
}

struct Box {
  std::vector<std::string> lines;
  std::size_t column = 0;
  int x = 0, y = 0, height = 0;
};

/// The column of a node is the longest way to it; edges of an explanation never lead back.
void place_boxes(const ExplanationGraph& graph, std::vector<Box>& boxes, int& width, int& height) {
  for (std::size_t round = 0; round < graph.nodes.size(); ++round) {
    bool moved = false;
    for (const GraphEdge& edge : graph.edges)
      if (boxes[edge.to].column <= boxes[edge.from].column) {
        boxes[edge.to].column = boxes[edge.from].column + 1;
        moved = true;
      }
    if (!moved) break;
  }
  std::vector<int> bottom;
  for (Box& box : boxes) {
    if (bottom.size() <= box.column) bottom.resize(box.column + 1, kMargin);
    box.height = 2 * kPadding + kLine * static_cast<int>(box.lines.size());
    box.x = kMargin + static_cast<int>(box.column) * (kWidth + kGapX);
    box.y = bottom[box.column];
    bottom[box.column] += box.height + kGapY;
  }
  width = kMargin + static_cast<int>(bottom.size()) * (kWidth + kGapX) - kGapX + kMargin;
  height = kMargin + *std::max_element(bottom.begin(), bottom.end());
}

std::string curve(const Box& from, const Box& to) {
  const int x1 = from.x + kWidth, y1 = from.y + from.height / 2;
  const int x2 = to.x, y2 = to.y + to.height / 2;
  const int bend = std::max(kGapX / 2, (x2 - x1) / 2);
  return "M" + number(x1) + " " + number(y1) + " C" + number(x1 + bend) + " " + number(y1) + " " +
         number(x2 - bend) + " " + number(y2) + " " + number(x2) + " " + number(y2);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  std::string spaced(text);
  for (std::size_t tab = 0; (tab = spaced.find('\t', tab)) != std::string::npos;)
    spaced.replace(tab, 1, "    ");
  for (char c : escape_controls(spaced)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
        break;
    }
  }
  return out;
}

namespace {

/// The end of a path that fits into a box: cut where a folder begins, or within a file name that is
/// too long by itself.
std::string fitting(const std::string& place) {
  if (place.size() <= kColumns) return place;
  std::size_t cut = place.find('/', place.size() - (kColumns - 1));
  if (cut == std::string::npos) {
    cut = place.size() - (kColumns - 1);
    while (cut < place.size() && (static_cast<unsigned char>(place[cut]) & 0xC0U) == 0x80U) ++cut;
  }
  return "…" + place.substr(cut);
}

}  // namespace

std::string drawing(const ExplanationGraph& graph, const std::function<std::string(NodeRef)>& place,
                    const std::function<std::string(NodeRef)>& anchor) {
  std::vector<Box> boxes(graph.nodes.size());
  for (std::size_t n = 0; n < boxes.size(); ++n) {
    boxes[n].lines = wrapped(graph.nodes[n].text);
    if (graph.nodes[n].at.node.exists())
      boxes[n].lines.push_back(fitting(place(graph.nodes[n].at)));
  }
  int width = 0;
  int height = 0;
  place_boxes(graph, boxes, width, height);
  std::string out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"The "
      "explanation as a graph\" width=\"" +
      number(width) + "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " " +
      number(height) + "\">\n";
  for (const GraphEdge& edge : graph.edges) {
    std::string title(name_of(edge.grade));
    if (edge.site.node.exists()) title += ", through " + place(edge.site);
    std::string grade(name_of(edge.grade));
    grade = grade.substr(0, grade.find(' '));
    out += "<path class=\"edge " + grade + "\" d=\"" + curve(boxes[edge.from], boxes[edge.to]) +
           "\"><title>" + escaped(title) + "</title></path>\n";
  }
  for (std::size_t n = 0; n < boxes.size(); ++n) {
    const GraphNode& node = graph.nodes[n];
    const Box& box = boxes[n];
    const std::string target = node.at.node.exists() ? anchor(node.at) : std::string();
    if (!target.empty()) out += "<a href=\"" + escaped(target) + "\">";
    std::string classes = "node " + std::string(name_of(node.kind));
    if (!node.label.empty()) classes += " " + std::string(node.label);
    out += "<g class=\"" + classes + "\"><title>" + escaped(node.text) + "</title><rect x=\"" +
           number(box.x) + "\" y=\"" + number(box.y) + "\" width=\"" + number(kWidth) +
           "\" height=\"" + number(box.height) + "\" rx=\"6\"/>";
    for (std::size_t i = 0; i < box.lines.size(); ++i) {
      const bool where = node.at.node.exists() && i + 1 == box.lines.size();
      out += "<text x=\"" + number(box.x + kPadding) + "\" y=\"" +
             number(box.y + kPadding + 12 + kLine * static_cast<int>(i)) + "\"" +
             (where ? " class=\"where\"" : "") + ">" + escaped(box.lines[i]) + "</text>";
    }
    out += "</g>";
    if (!target.empty()) out += "</a>";
    out += "\n";
  }
  return out + "</svg>\n";
}

}  // namespace hyb::app
