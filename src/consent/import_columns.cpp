#include "consent/import_columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>

#include "consent/person_rows.h"

namespace photogate {
namespace {

constexpr std::string_view kUsePrefix = "use:";

constexpr std::array<std::string_view, 10> kFields = {
    "id",     "name", "first_name",   "last_name",       "kind",
    "groups", "year", "leaving_date", "biometric_basis", "ignore"};

constexpr std::array<std::string_view, 8> kMeanings = {
    "granted", "refused", "withdrawn", "none", "first", "full", "consent", "objection"};

struct PresetTitle {
  std::string_view title;
  std::string_view field;
};

// The better title of a field stands first: an admission number stays with a pupil as long as they
// are at the school, a UPN may come late.
constexpr std::array<PresetTitle, 15> kSims = {{{"admission number", "id"},
                                                {"adno", "id"},
                                                {"admission no", "id"},
                                                {"upn", "id"},
                                                {"person id", "id"},
                                                {"preferred forename", "first_name"},
                                                {"forename", "first_name"},
                                                {"legal forename", "first_name"},
                                                {"preferred surname", "last_name"},
                                                {"surname", "last_name"},
                                                {"legal surname", "last_name"},
                                                {"reg", "groups"},
                                                {"reg group", "groups"},
                                                {"year", "year"},
                                                {"leaving date", "leaving_date"}}};
constexpr std::array<PresetTitle, 14> kArbor = {{{"student id", "id"},
                                                 {"arbor student id", "id"},
                                                 {"admission number", "id"},
                                                 {"upn", "id"},
                                                 {"preferred first name", "first_name"},
                                                 {"first name", "first_name"},
                                                 {"legal first name", "first_name"},
                                                 {"preferred last name", "last_name"},
                                                 {"last name", "last_name"},
                                                 {"legal last name", "last_name"},
                                                 {"registration form", "groups"},
                                                 {"form", "groups"},
                                                 {"year group", "year"},
                                                 {"leaving date", "leaving_date"}}};
constexpr std::array<PresetTitle, 14> kBromcom = {{{"student id", "id"},
                                                   {"admission number", "id"},
                                                   {"upn", "id"},
                                                   {"preferred first name", "first_name"},
                                                   {"first name", "first_name"},
                                                   {"legal first name", "first_name"},
                                                   {"preferred last name", "last_name"},
                                                   {"last name", "last_name"},
                                                   {"legal last name", "last_name"},
                                                   {"tutor group", "groups"},
                                                   {"class", "groups"},
                                                   {"year group", "year"},
                                                   {"leaving date", "leaving_date"},
                                                   {"date of leaving", "leaving_date"}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kPresetValues = {
    {{"yes", "granted"},
     {"y", "granted"},
     {"true", "granted"},
     {"1", "granted"},
     {"no", "refused"},
     {"n", "refused"},
     {"false", "refused"},
     {"0", "refused"}}};

std::span<const PresetTitle> PresetTitles(std::string_view source) {
  if (source == "sims") return kSims;
  if (source == "arbor") return kArbor;
  if (source == "bromcom") return kBromcom;
  return {};
}

std::optional<std::pair<std::string, std::string>> SplitRule(const std::string& text) {
  const std::size_t at = text.rfind('=');
  if (at == std::string::npos) return std::nullopt;
  auto parts = std::pair(Trimmed(text.substr(0, at)), LowerAscii(Trimmed(text.substr(at + 1))));
  if (parts.first.empty() || parts.second.empty()) return std::nullopt;
  return parts;
}

bool IsField(const std::string& field) {
  if (std::find(kFields.begin(), kFields.end(), field) != kFields.end()) return true;
  return field.rfind(kUsePrefix, 0) == 0 &&
         WhyNotUse(Trimmed(field.substr(kUsePrefix.size()))).empty();
}

class Resolver {
 public:
  Resolver(const CsvRow& header, const ImportMapping& mapping, std::vector<ImportIssue>& issues)
      : header_(header), mapping_(mapping), issues_(issues) {}

  ImportColumns Run() {
    for (std::size_t index = 0; index < header_.fields.size(); ++index) {
      const std::string title = LowerAscii(Trimmed(header_.fields[index]));
      const ColumnRule* rule = RuleFor(title);
      const std::string field = rule != nullptr ? rule->field : title;
      // A field's own name counts as its title; "year" and the like only with a rule.
      const bool own = field.rfind(kUsePrefix, 0) == 0 || field == "id" || field == "name" ||
                       field == "kind" || field == "groups" || field == "leaving_date" ||
                       field == "biometric_basis";
      if (rule != nullptr || own) {
        Place(field, title, index);
      } else {
        left_.push_back({title, index});
      }
    }
    PlacePresets();
    for (const auto& [title, index] : left_) {
      Say(title, "the column is not known and was left out", false);
    }
    if (!columns_.id) Say("id", "the column is missing", true);
    if (!columns_.has_name()) Say("name", "the column is missing", true);
    return std::move(columns_);
  }

 private:
  struct Left {
    std::string title;
    std::size_t index;
  };

  void Say(const std::string& column, std::string message, bool fatal) {
    issues_.push_back({header_.line, column, std::move(message), fatal});
  }

  const ColumnRule* RuleFor(const std::string& title) const {
    for (const ColumnRule& rule : mapping_.columns) {
      if (LowerAscii(rule.title) == title) return &rule;
    }
    return nullptr;
  }

  std::optional<std::size_t>* Single(const std::string& field) {
    if (field == "id") return &columns_.id;
    if (field == "name") return &columns_.name;
    if (field == "first_name") return &columns_.first_name;
    if (field == "last_name") return &columns_.last_name;
    if (field == "kind") return &columns_.kind;
    if (field == "leaving_date") return &columns_.leaving_date;
    if (field == "biometric_basis") return &columns_.biometric_basis;
    return nullptr;
  }

  void Place(const std::string& field, const std::string& title, std::size_t index) {
    if (auto* single = Single(field)) {
      if (*single) Say(title, "the column is there twice", true);
      *single = index;
    } else if (field == "groups") {
      columns_.groups.push_back(index);
    } else if (field == "year") {
      columns_.years.push_back(index);
    } else if (field != "ignore") {
      PlaceUse(field, title, index);
    }
  }

  void PlaceUse(const std::string& field, const std::string& title, std::size_t index) {
    const UseName use{Trimmed(field.substr(kUsePrefix.size()))};
    if (!WhyNotUse(use.value).empty()) return Say(title, "the use has no usable name", true);
    if (std::find(columns_.uses.begin(), columns_.uses.end(), use) != columns_.uses.end()) {
      return Say(title, "the column is there twice", true);
    }
    columns_.uses.push_back(use);
    columns_.use_columns.push_back(index);
  }

  void PlacePresets() {
    for (const auto& [title, field] : PresetTitles(mapping_.source)) {
      const auto found =
          std::find_if(left_.begin(), left_.end(),
                       [wanted = title](const Left& left) { return left.title == wanted; });
      if (found == left_.end()) continue;
      const std::string name(field);
      const auto* single = Single(name);
      // Of two numbers of a pupil the better one is the id; the other says nothing here.
      if (single == nullptr || !*single) Place(name, found->title, found->index);
      left_.erase(found);
    }
  }

  const CsvRow& header_;
  const ImportMapping& mapping_;
  std::vector<ImportIssue>& issues_;
  ImportColumns columns_;
  std::vector<Left> left_;
};

}  // namespace

std::string Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

ImportMapping PresetMapping(std::string_view source) {
  ImportMapping mapping;
  mapping.source = source;
  // The titles are looked up by the source's name; only the values are rules.
  if (PresetTitles(source).empty()) return mapping;
  for (const auto& [value, meaning] : kPresetValues) {
    mapping.values.push_back({std::string(value), std::string(meaning)});
  }
  return mapping;
}

ImportMapping MergedMapping(const ImportMapping& own, const ImportMapping& others) {
  ImportMapping merged = own;
  for (const ColumnRule& rule : others.columns) {
    const bool known = std::any_of(
        own.columns.begin(), own.columns.end(),
        [&](const ColumnRule& mine) { return LowerAscii(mine.title) == LowerAscii(rule.title); });
    if (!known) merged.columns.push_back(rule);
  }
  for (const ValueRule& rule : others.values) {
    const bool known = std::any_of(
        own.values.begin(), own.values.end(),
        [&](const ValueRule& mine) { return LowerAscii(mine.value) == LowerAscii(rule.value); });
    if (!known) merged.values.push_back(rule);
  }
  return merged;
}

std::optional<ColumnRule> ParseColumnRule(const std::string& text) {
  const auto parts = SplitRule(text);
  if (!parts) return std::nullopt;
  return ColumnRule{parts->first, parts->second};
}

std::optional<ValueRule> ParseValueRule(const std::string& text) {
  const auto parts = SplitRule(text);
  if (!parts) return std::nullopt;
  return ValueRule{parts->first, parts->second};
}

Result<Done> CheckMapping(const ImportMapping& mapping) {
  for (const ColumnRule& rule : mapping.columns) {
    if (!IsField(rule.field) || !WhyNotName(rule.title).empty()) {
      return Error{ErrorKind::kRefused,
                   "A column can be read as id, name, first_name, last_name, kind, groups, year, "
                   "leaving_date, biometric_basis, use:NAME or ignore. Correct the rule.",
                   rule.title + "=" + rule.field};
    }
  }
  for (const ValueRule& rule : mapping.values) {
    const bool known =
        std::find(kMeanings.begin(), kMeanings.end(), rule.meaning) != kMeanings.end() ||
        rule.meaning == "empty";
    if (!known || !WhyNotName(rule.value).empty()) {
      return Error{ErrorKind::kRefused,
                   "A value can mean granted, refused, withdrawn, none, first, full, consent, "
                   "objection or empty. Correct the rule.",
                   rule.value + "=" + rule.meaning};
    }
  }
  return Done{};
}

ImportColumns ResolveColumns(const CsvRow& header, const ImportMapping& mapping,
                             std::vector<ImportIssue>& issues) {
  return Resolver(header, mapping, issues).Run();
}

}  // namespace photogate
