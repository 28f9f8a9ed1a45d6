#include "tools/rule_forms.h"

#include <algorithm>
#include <optional>

namespace hyb {
namespace {

struct RuleForm {
  RuleKind kind;
  std::string_view name;
  std::string_view form;
};

constexpr RuleForm kForms[] = {
#define HYB_DTYPE_RULE(name, form) {RuleKind::Dtype, #name, form},
#define HYB_SHAPE_RULE(name, form) {RuleKind::Shape, #name, form},
#include "core/tensorflow/rules/rules.def"
#undef HYB_DTYPE_RULE
#undef HYB_SHAPE_RULE
};

constexpr std::string_view kElementTypes[] = {
#define HYB_DTYPE(name, written) written,
#include "core/flow/dtypes.def"
#undef HYB_DTYPE
};

const RuleForm* form_of(RuleKind kind, std::string_view name) {
  const auto* const at = std::find_if(std::begin(kForms), std::end(kForms), [&](const RuleForm& f) {
    return f.kind == kind && f.name == name;
  });
  return at == std::end(kForms) ? nullptr : at;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
    if (text.empty()) out.emplace_back();
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_name(std::string_view word) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  return !word.empty() && (word.front() < '0' || word.front() > '9') &&
         word.find_first_not_of(kLetters) == std::string_view::npos;
}

bool is_parameter(std::string_view word) {
  if (is_number(word)) return true;
  if (word.starts_with("self.")) return is_name(word.substr(5));
  const std::vector<std::string_view> names = split(word, '|');
  return !names.empty() && std::all_of(names.begin(), names.end(), is_name);
}

bool is_element_type(std::string_view word) {
  return std::find(std::begin(kElementTypes), std::end(kElementTypes), word) !=
         std::end(kElementTypes);
}

/// Whether a word is what one place of a form takes: "p", "n/all".
bool fits(std::string_view word, std::string_view place) {
  for (std::string_view one : split(place, '/')) {
    if (one == "p" && is_parameter(word)) return true;
    if (one == "t" && (is_parameter(word) || is_element_type(word))) return true;
    if (one == "n" && is_number(word)) return true;
    if (one == "w" && !word.empty()) return true;
    if (one == word && one.size() > 1) return true;
    if (one == word && !is_name(one)) return true;  // + and -
  }
  return false;
}

/// One place of a form for every word; nullopt = too many or too few words.
std::optional<std::vector<std::string_view>> places_of(std::string_view form, std::size_t words) {
  std::vector<std::string_view> out;
  bool enough = true;
  for (std::string_view place : split(form, ' ')) {
    const bool any = place.ends_with('*');
    const bool one = place.ends_with('?');
    if (any || one) place.remove_suffix(1);
    if (any)
      while (out.size() < words) out.push_back(place);
    else if (out.size() < words)
      out.push_back(place);
    else
      enough = enough && one;
  }
  if (!enough || out.size() != words) return std::nullopt;
  return out;
}

struct Expression {
  std::string_view name;
  std::vector<std::string_view> words;
};

/// name(word,word); nullopt = something else.
std::optional<Expression> read_expression(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
  const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  if (inside.find_first_of("()") != std::string_view::npos) return std::nullopt;
  Expression out{text.substr(0, open), {}};
  if (trimmed(inside).empty()) return out;
  for (std::string_view word : split(inside, ',')) out.words.push_back(trimmed(word));
  return out;
}

}  // namespace

std::string rule_mistake(RuleKind kind, std::string_view expression) {
  const std::string text(expression);
  if (kind == RuleKind::Dtype && expression.find('(') == std::string_view::npos)
    return is_element_type(expression) ? "" : "'" + text + "' is no element type";
  const std::optional<Expression> read = read_expression(expression);
  if (!read) return "'" + text + "' is no rule: one is written name(word,word)";
  const char* const what = kind == RuleKind::Dtype ? "element types" : "shapes";
  const RuleForm* const form = form_of(kind, read->name);
  if (form == nullptr) return "there is no rule '" + std::string(read->name) + "' for " + what;
  const std::string takes =
      form->form.empty() ? "takes no words" : "takes '" + std::string(form->form) + "'";
  const auto places = places_of(form->form, read->words.size());
  if (!places)
    return "'" + text + "' has " + std::to_string(read->words.size()) + " words, and the rule " +
           takes;
  for (std::size_t i = 0; i < places->size(); ++i)
    if (!fits(read->words[i], (*places)[i]))
      return "'" + std::string(read->words[i]) + "' of '" + text + "' does not fit: the rule " +
             takes;
  return "";
}

std::vector<std::string> parameters_read(RuleKind kind, std::string_view expression) {
  std::vector<std::string> out;
  const std::optional<Expression> read = read_expression(expression);
  if (!read) return out;
  const auto places = places_of(form_of(kind, read->name)->form, read->words.size());
  for (std::size_t i = 0; i < places->size(); ++i) {
    const std::string_view word = read->words[i];
    const bool parameter = ((*places)[i] == "p" || (*places)[i] == "t") && !is_element_type(word);
    if (parameter && word != "_" && word != "self" && !word.starts_with("self."))
      out.emplace_back(word);
  }
  return out;
}

}  // namespace hyb
