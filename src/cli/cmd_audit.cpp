// photogate audit verify | show | export | head
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/private_file.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "consent/audit.h"
#include "consent/csv.h"
#include "consent/looks.h"
#include "outcome/write_outcome.h"

namespace photogate {
namespace {

struct AuditArguments {
  std::string head, out, since, actor, subject, verb, format;
  std::int64_t most = 50;
};

Json EntryJson(const AuditEntry& entry) {
  return Json{{"number", entry.number}, {"kind", entry.kind}, {"at", entry.at},
              {"actor", entry.actor},   {"verb", entry.verb}, {"subject", entry.subject},
              {"detail", entry.detail}, {"hash", entry.hash}};
}

// What `audit head --out` wrote.
Result<AuditHead> ReadHead(const std::string& path) {
  const Error wrong{ErrorKind::kNotFound,
                    "this file is no exported head, so nothing was verified; one is made by "
                    "`photogate audit head --out FILE`",
                    path};
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    return Error{ErrorKind::kNotFound,
                 "there is no such file, so nothing was verified. Check its name, and whether the "
                 "stick is in; a head is made by `photogate audit head --out FILE`",
                 path};
  }
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path, failed)) {
    return Error{ErrorKind::kUnavailable,
                 "the exported head cannot be read, so nothing was verified. Check the access "
                 "rights of the file",
                 path};
  }
  std::string text;
  constexpr std::size_t kMostBytes = 4096;
  for (char c; text.size() < kMostBytes && file.get(c);) text += c;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("number") || !json.contains("hash") ||
      !json["number"].is_number_integer() || !json["hash"].is_string()) {
    return wrong;
  }
  return AuditHead{json["number"].get<std::int64_t>(), json["hash"].get<std::string>()};
}

ExitCode Verify(const AppContext& context, const AuditArguments& arguments) {
  std::optional<AuditHead> head;
  if (!arguments.head.empty()) {
    const auto read = ReadHead(arguments.head);
    if (!read.ok()) return Fail(read.error());
    head = read.value();
  }
  return WithRegister(context, Act::kReadAudit, [&](Register& reg, const Actor&) {
    const auto verified = Audit(reg).Verify(head);
    if (!verified.ok()) return FailRegister(verified.error());
    const AuditReport& report = verified.value();
    const Json fields{{"intact", report.intact},
                      {"entries", report.entries},
                      {"bad_entry", report.bad_entry ? Json(*report.bad_entry) : Json(nullptr)},
                      {"problem", report.problem}};
    if (report.intact) {
      return Answer(
          context, "audit_verify", fields,
          fmt::format("The audit holds: {} entries, none edited, none missing{}.", report.entries,
                      head ? ", nothing cut off since the exported head"
                           : " (give --head FILE to see that nothing was cut off)"));
    }
    return Answer(
        context, "audit_verify", fields,
        fmt::format("THE AUDIT DOES NOT HOLD at entry {}. {}\nKeep the register as it is, "
                    "tell the data protection lead, and compare it with the latest "
                    "backup.",
                    report.bad_entry.value_or(0), report.problem),
        ExitCode::kRegisterUnusable);
  });
}

ExitCode ShowHead(const AppContext& context, const AuditArguments& arguments) {
  return WithRegister(context, Act::kReadAudit, [&](Register& reg, const Actor&) {
    const auto head = Audit(reg).Head();
    if (!head.ok()) return FailRegister(head.error());
    const Json fields{{"number", head.value().number}, {"hash", head.value().hash}};
    if (!arguments.out.empty()) {
      const auto written = WriteNewFile(arguments.out, Dump(fields) + "\n");
      if (!written.ok()) return Fail(written.error());
    }
    return Answer(context, "audit_head", fields,
                  fmt::format("{} {}\n{}", head.value().number, head.value().hash,
                              arguments.out.empty()
                                  ? "Keep this away from this machine; --out FILE writes it."
                                  : "Written. Keep the file away from this machine."));
  });
}

Result<AuditFilter> FilterOf(const AuditArguments& arguments) {
  AuditFilter filter;
  filter.actor = arguments.actor;
  filter.subject = arguments.subject;
  filter.verb = arguments.verb;
  if (!arguments.since.empty()) {
    filter.since = ParseDate(arguments.since);
    if (!filter.since) {
      return Error{ErrorKind::kRefused, "--since is not a day; write it as YYYY-MM-DD"};
    }
  }
  return filter;
}

// That the audit was read is put on record first.
Result<std::vector<AuditEntry>> Entries(Register& reg, const AuditFilter& filter,
                                        const std::string& what, const Actor& me) {
  const auto recorded = Looks(reg).Record(what, filter.subject, me);
  if (!recorded.ok()) return recorded.error();
  return Audit(reg).Show(filter);
}

ExitCode Show(const AppContext& context, const AuditArguments& arguments) {
  auto filter = FilterOf(arguments);
  if (!filter.ok()) return Fail(filter.error());
  filter.value().most = arguments.most;
  return WithRegister(context, Act::kReadAudit, [&](Register& reg, const Actor& me) {
    const auto entries = Entries(reg, filter.value(), "audit show", me);
    if (!entries.ok()) return FailRegister(entries.error());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"NO", "WHEN", "WHO", "WHAT", "ABOUT", ""}};
    for (const AuditEntry& entry : entries.value()) {
      list.push_back(EntryJson(entry));
      rows.push_back({std::to_string(entry.number), entry.at, Printable(entry.actor),
                      (entry.kind == "look" ? "looked: " : "") + Printable(entry.verb),
                      Printable(entry.subject), Printable(entry.detail)});
    }
    return Answer(context, "audit", {{"entries", list}}, TextTable(rows));
  });
}

bool AsCsv(const AuditArguments& arguments) {
  if (!arguments.format.empty()) return arguments.format == "csv";
  return std::filesystem::path(arguments.out).extension() == ".csv";
}

ExitCode Export(const AppContext& context, const AuditArguments& arguments) {
  const auto filter = FilterOf(arguments);
  if (!filter.ok()) return Fail(filter.error());
  return WithRegister(context, Act::kReadAudit, [&](Register& reg, const Actor& me) {
    const auto entries = Entries(reg, filter.value(), "audit export", me);
    if (!entries.ok()) return FailRegister(entries.error());
    std::string text;
    if (AsCsv(arguments)) {
      text = CsvLine({"number", "kind", "at", "actor", "verb", "subject", "detail", "hash"});
    }
    for (const AuditEntry& entry : entries.value()) {
      text += AsCsv(arguments)
                  ? CsvLine({std::to_string(entry.number), entry.kind, entry.at, entry.actor,
                             entry.verb, entry.subject, entry.detail, entry.hash})
                  : Dump(EntryJson(entry)) + "\n";
    }
    if (arguments.out.empty()) {
      std::cout << text;
      return ExitCode::kAllClear;
    }
    const auto written = WriteNewPrivateFile(arguments.out, text);
    if (!written.ok()) return Fail(written.error());
    return Answer(context, "audit_export", {{"entries", entries.value().size()}},
                  fmt::format("{} entries written.", entries.value().size()));
  });
}

void AddFilter(CLI::App& verb, AuditArguments& arguments) {
  verb.add_option("--since", arguments.since, "From this day on")->type_name("YYYY-MM-DD");
  verb.add_option("--actor", arguments.actor, "Only what this user or account did")
      ->type_name("NAME");
  verb.add_option("--subject", arguments.subject, "A person's number, a channel, a user, an event")
      ->type_name("TEXT");
  verb.add_option("--verb", arguments.verb, "Only what begins so, such as \"channel\"")
      ->type_name("TEXT");
}

}  // namespace

void AddAudit(CLI::App& app, AppContext& context) {
  CLI::App* audit =
      AddVerb(app, "audit", "Who changed, looked at and cleared what; nobody can clear it",
              "  photogate audit verify --head /media/usb/head.json\n"
              "  photogate audit show --since 2026-11-01 --verb channel\n"
              "  photogate audit export --out audit.csv\n"
              "  photogate audit head --out /media/usb/head.json\n");
  audit->require_subcommand(1);
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* verify =
      AddVerb(*audit, "verify", "Prove that nothing was edited or taken out; 20 when it was",
              "  photogate audit verify --head /media/usb/head.json\n");
  verify->add_option("--head", arguments->head, "An exported head: shows a cut-off end")
      ->type_name("FILE");
  OnRun(*verify, context, [&context, arguments] { return Verify(context, *arguments); });
  CLI::App* show =
      AddVerb(*audit, "show", "The latest entries", "  photogate audit show --subject P1001\n");
  AddFilter(*show, *arguments);
  show->add_option("--most", arguments->most, "The latest so many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->type_name("N");
  OnRun(*show, context, [&context, arguments] { return Show(context, *arguments); });
  CLI::App* out = AddVerb(*audit, "export", "Every entry as JSON lines or CSV",
                          "  photogate audit export --out audit.csv\n");
  AddFilter(*out, *arguments);
  out->add_option("--format", arguments->format, "Which; without it csv for a FILE.csv, else jsonl")
      ->check(CLI::IsMember({"jsonl", "csv"}));
  out->add_option("--out", arguments->out, "A new file (standard output)")->type_name("FILE");
  OnRun(*out, context, [&context, arguments] { return Export(context, *arguments); });
  CLI::App* head = AddVerb(*audit, "head", "The end of the chain, to be kept off this machine",
                           "  photogate audit head --out /media/usb/head.json\n");
  head->add_option("--out", arguments->out, "A new file")->type_name("FILE");
  OnRun(*head, context, [&context, arguments] { return ShowHead(context, *arguments); });
}

}  // namespace photogate
