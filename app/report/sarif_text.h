#pragma once

// How SARIF wants texts written: names, URIs, message strings, and what stands on a rule's page
// under a heading. Pure functions, used by the SARIF report.

#include <cstddef>
#include <string>
#include <string_view>

namespace hyb::app {

/// "side-effect-print" -> "SideEffectPrint", never two capitals in a row ("tf-x-y" -> "Tfxy").
std::string pascal_case(std::string_view kebab);
/// A relative path as a URI reference: '/' kept, everything unusual percent-encoded.
std::string uri_of_path(std::string_view path);
/// Text of a program inside a message: brackets that would read as a link are escaped.
std::string escape_links(std::string_view text);
/// Escaped for the text of a link `[text](1)`.
std::string escape_link_text(std::string_view text);
/// Braces that are no placeholders are doubled.
std::string double_braces(std::string_view text);
/// How many arguments a template needs: one more than its highest placeholder.
std::size_t placeholder_count(std::string_view message_template);

/// First paragraph under `## heading` of a page as plain text; "" when there is none.
std::string page_paragraph(std::string_view page, std::string_view heading);
/// `text`, cut after a word so that at most `limit` characters are left.
std::string shortened(std::string_view text, std::size_t limit);
/// Without blanks but single ones between words, for comparing code that was only re-formatted.
std::string normalised_code(std::string_view code);

}  // namespace hyb::app
