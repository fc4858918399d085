#include "cli/enrol_report.h"

#include <fmt/format.h>

#include <map>

#include "cli/terminal.h"
#include "consent/csv.h"

namespace photogate {
namespace {

// DESIGN: three to five references; one alone misses several times as many photos.
constexpr int kWantedReferences = 3;

std::string_view TakenFromName(TakenFrom from) {
  switch (from) {
    case TakenFrom::kOption: return "given";
    case TakenFrom::kExif: return "exif";
    case TakenFrom::kToday: return "today";
  }
  return "today";
}

std::string FileName(const TriedReference& one) { return one.reference.path.filename().string(); }

std::string KinText(const KinSuggestion& kin) {
  const std::string why = kin.hint == KinHint::kAlikeFaces
                              ? fmt::format("their faces are alike ({:.2f})", kin.distance->value)
                              : "same surname and group";
  return fmt::format("{} and {}: {}", kin.one.value, kin.other.value, why);
}

std::string AgeText(const TriedReference& one) {
  if (!one.taken) return "";
  const char* from = one.taken_from == TakenFrom::kOption ? ""
                     : one.taken_from == TakenFrom::kExif ? ", the file's own date"
                                                          : ", assumed: the file has no date";
  return fmt::format("taken {}{}{}", FormatDate(*one.taken), from,
                     one.stale ? "; more than a year old, take a new one" : "");
}

std::map<std::string, std::vector<const TriedReference*>> ByPerson(const EnrolReport& report) {
  std::map<std::string, std::vector<const TriedReference*>> people;
  for (const auto& one : report.tried) people[one.reference.person.value].push_back(&one);
  return people;
}

std::string Html(std::string_view text) { return HtmlText(text); }

}  // namespace

Json EnrolJson(const EnrolReport& report) {
  Json photos = Json::array(), kin = Json::array();
  int enrolled = 0;
  for (const auto& one : report.tried) {
    Json missing = Json::array();
    for (const auto& obstacle : one.missing) {
      missing.push_back({{"code", std::string(BiometricObstacleName(obstacle.kind))},
                         {"given_by", obstacle.voice}});
    }
    enrolled += one.enrolled ? 1 : 0;
    photos.push_back({{"person", one.reference.person.value},
                      {"file", FileName(one)},
                      {"enrolled", one.enrolled},
                      {"code", one.code},
                      {"text", one.text},
                      {"missing", missing},
                      {"near", one.near ? Json(one.near->value) : Json(nullptr)},
                      {"distance", one.distance ? Json(*one.distance) : Json(nullptr)},
                      {"taken", one.taken ? Json(FormatDate(*one.taken)) : Json(nullptr)},
                      {"taken_from", std::string(TakenFromName(one.taken_from))},
                      {"stale", one.stale},
                      {"crop_kept", one.crop_kept}});
  }
  for (const auto& pair : report.kin) {
    kin.push_back({{"one", pair.one.value},
                   {"other", pair.other.value},
                   {"why", std::string(KinHintName(pair.hint))},
                   {"distance", pair.distance ? Json(pair.distance->value) : Json(nullptr)}});
  }
  return Json{{"enrolled", enrolled},
              {"refused", static_cast<int>(report.tried.size()) - enrolled},
              {"photos", photos},
              {"kin_suggestions", kin}};
}

std::string EnrolText(const EnrolReport& report) {
  std::string text;
  for (const auto& one : report.tried) {
    if (!one.enrolled) {
      text += fmt::format("refused  {}  {}\n         {}\n", Printable(one.reference.person.value),
                          Printable(FileName(one)), Printable(one.text));
      if (one.near)
        text += fmt::format("         the other person: {}\n", Printable(one.near->value));
    } else if (one.stale || one.taken_from == TakenFrom::kToday) {
      text += fmt::format("note     {}  {}  {}\n", Printable(one.reference.person.value),
                          Printable(FileName(one)), AgeText(one));
    }
  }
  std::vector<std::vector<std::string>> rows{{"PERSON", "ENROLLED NOW", "REFUSED", ""}};
  for (const auto& [person, tried] : ByPerson(report)) {
    int count = 0;
    for (const auto* one : tried) count += one->enrolled ? 1 : 0;
    rows.push_back({Printable(person), std::to_string(count),
                    std::to_string(static_cast<int>(tried.size()) - count),
                    count == 0 || count >= kWantedReferences
                        ? ""
                        : "three to five are better: a face compared with one alone is missed "
                          "several times as often"});
  }
  text += TextTable(rows);
  if (!report.kin.empty()) {
    text += "\nTwins or siblings? Declare those who are, with `photogate person twins A B`:\n";
    for (const auto& pair : report.kin) text += "  " + Printable(KinText(pair)) + "\n";
  }
  return text;
}

std::string EnrolCsv(const EnrolReport& report) {
  std::string csv = CsvLine({"person", "file", "result", "reason", "taken", "taken_from", "stale"});
  for (const auto& one : report.tried) {
    csv += CsvLine({one.reference.person.value, Printable(FileName(one)), one.code,
                    one.enrolled ? "" : one.text, one.taken ? FormatDate(*one.taken) : "",
                    std::string(TakenFromName(one.taken_from)), one.stale ? "yes" : "no"});
  }
  for (const auto& pair : report.kin) {
    csv += CsvLine({pair.one.value, "", "kin_suggestion", KinText(pair), "", "", ""});
  }
  return csv;
}

std::string EnrolHtml(const EnrolReport& report) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Enrolment</title>"
      "</head>\n<body><h1>Enrolment</h1>\n";
  for (const auto& [person, tried] : ByPerson(report)) {
    html += "<h2>" + Html(person) +
            "</h2>\n<table><tr><th>Photo</th><th>Result</th><th>Why</th><th>Age</th></tr>\n";
    for (const auto* one : tried) {
      html += "<tr><td>" + Html(FileName(*one)) + "</td><td>" +
              (one->enrolled ? "taken" : "refused") + "</td><td>" +
              (one->enrolled ? "" : Html(one->text)) + "</td><td>" + Html(AgeText(*one)) +
              "</td></tr>\n";
    }
    html += "</table>\n";
  }
  if (!report.kin.empty()) {
    html += "<h2>Twins or siblings?</h2>\n<p>Declare those who are.</p>\n<ul>\n";
    for (const auto& pair : report.kin) html += "<li>" + Html(KinText(pair)) + "</li>\n";
    html += "</ul>\n";
  }
  return html + "</body></html>\n";
}

}  // namespace photogate
