#pragma once

// One YAML text and what is wrong with it. Turns the marks of the YAML library into places of the
// text, and a mistake into `file:line:col: sentence` with the source line and a caret below it.
// Used while the configuration is read.

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/source_file.h"

namespace hyb::config {

class YamlSource {
 public:
  YamlSource(const std::string& path, const std::string& bytes) : source_(path, bytes) {}

  /// The only document of the text. Nothing, and a mistake noted, when the text is not fit to read.
  std::optional<YAML::Node> load();

  /// A mistake at a node; marks `width` bytes, or the node's text.
  void mistake(const YAML::Node& node, std::string_view sentence);
  /// A mistake at a word within a scalar.
  void mistake(const YAML::Node& node, std::string_view word, std::string_view sentence);
  std::size_t line_of(const YAML::Node& node) const;

  const std::vector<std::string>& mistakes() const { return mistakes_; }

 private:
  void mistake_at(std::size_t begin, std::size_t end, std::string_view sentence);
  std::size_t offset_of(const YAML::Mark& mark) const;
  bool is_text();
  void explain(const YAML::Exception& problem);

  SourceFile source_;
  std::vector<std::string> mistakes_;
};

/// True for a scalar without quotes and tag: the only kind that can be a number or a truth value.
bool is_plain(const YAML::Node& node);

}  // namespace hyb::config
