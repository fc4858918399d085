#include "cli/import_report.h"

#include <fmt/format.h>

#include "cli/terminal.h"

namespace photogate {
namespace {

Json Ids(const std::vector<PersonId>& ids) {
  Json list = Json::array();
  for (const auto& id : ids) list.push_back(id.value);
  return list;
}

std::string Delimiter(char delimiter) {
  switch (delimiter) {
    case ';': return "semicolon";
    case '\t': return "tab";
    default: return "comma";
  }
}

// Somebody with such a date counts as gone at once: a wrong year must not pass unseen.
std::string LeftText(const ImportReport& report) {
  std::string lines;
  for (const auto& one : report.left_already) {
    lines += fmt::format("{}{}", lines.empty() ? "" : ", ", one.line);
  }
  return fmt::format(
      "Leaving date in the past: {} {} (line{} {}). Their permissions have ended, and a retention "
      "run may erase them: check the years\n",
      report.left_already.size(), report.left_already.size() == 1 ? "row" : "rows",
      report.left_already.size() == 1 ? "" : "s", lines);
}

std::string ErasedText(const ImportReport& report) {
  std::string text;
  bool kept_out = false;
  for (const auto& one : report.erased) {
    text += fmt::format("x {}  line {}: was erased on {}; the file still has them. {}\n",
                        Printable(one.person.value), one.line, one.day,
                        one.brought_back ? "Taken again, as asked" : "Not taken again");
    kept_out = kept_out || !one.brought_back;
  }
  if (!kept_out) return text;
  return text +
         "Take whoever was erased out of the school's file. What the row says, a no too, does not "
         "count: they are\nlike anybody unknown. Is one of them to be on the register again, or "
         "the number given to somebody else:\nimport the file with --bring-back ID.\n";
}

}  // namespace

Json ImportReportJson(const ImportReport& report) {
  Json issues = Json::array(), changed = Json::array(), conflicts = Json::array(),
       uses = Json::array();
  for (const auto& issue : report.issues) {
    issues.push_back({{"line", issue.line},
                      {"column", issue.column},
                      {"fatal", issue.fatal},
                      {"text", issue.message}});
  }
  for (const auto& change : report.changed) {
    changed.push_back(
        {{"person", change.person.value}, {"line", change.line}, {"what", change.what}});
  }
  for (const auto& conflict : report.conflicts) {
    conflicts.push_back(
        {{"person", conflict.person.value}, {"line", conflict.line}, {"column", conflict.column}});
  }
  for (const auto& use : report.new_uses) uses.push_back(use.value);
  Json left = Json::array();
  for (const auto& one : report.left_already) {
    left.push_back({{"person", one.person.value},
                    {"line", one.line},
                    {"leaving_date", FormatDate(one.last_day)}});
  }
  Json erased = Json::array();
  for (const auto& one : report.erased) {
    erased.push_back({{"person", one.person.value},
                      {"line", one.line},
                      {"erased_on", one.day},
                      {"brought_back", one.brought_back}});
  }
  Json receipts = Json::array();
  for (const auto& receipt : report.receipts) {
    receipts.push_back({{"case", receipt.case_number},
                        {"references", receipt.templates},
                        {"crops", receipt.crops},
                        {"at", receipt.at},
                        {"by", receipt.by}});
  }
  return Json{{"applied", report.applied},
              {"encoding", report.encoding},
              {"delimiter", Delimiter(report.delimiter)},
              {"new", Ids(report.added)},
              {"changed", changed},
              {"conflicting", conflicts},
              {"gone", Ids(report.gone)},
              {"gone_of_unknown_source", report.gone_of_unknown_source},
              {"not_compared", report.elsewhere},
              {"leaves_in_past", left},
              {"erased", erased},
              {"unchanged", report.unchanged},
              {"statements", report.statements},
              {"new_uses", uses},
              {"issues", issues},
              {"references_destroyed", report.templates_destroyed},
              {"receipts", receipts},
              {"takedowns_opened", report.takedowns_opened},
              {"source_saved", report.source_saved}};
}

std::string ImportReportText(const ImportReport& report) {
  std::string text;
  for (const auto& issue : report.issues) {
    text += fmt::format("line {}{}: {}{}\n", issue.line,
                        issue.column.empty() ? "" : ", " + Printable(issue.column),
                        Printable(issue.message), issue.fatal ? " (nothing is imported)" : "");
  }
  for (const auto& id : report.added) text += fmt::format("+ {}\n", Printable(id.value));
  for (const auto& change : report.changed) {
    std::string what;
    for (const auto& one : change.what) what += (what.empty() ? "" : ", ") + one;
    text += fmt::format("~ {}  {}\n", Printable(change.person.value), Printable(what));
  }
  for (const auto& conflict : report.conflicts) {
    text +=
        fmt::format("! {}  {}: the file says yes, a no entered by hand stands; the no is kept\n",
                    Printable(conflict.person.value), Printable(conflict.column));
  }
  for (const auto& id : report.gone) {
    text += fmt::format(
        "? {}  is no longer in the file; nobody is deleted: `photogate person leave` or `keep`\n",
        Printable(id.value));
  }
  if (report.gone_of_unknown_source > 0) {
    text += fmt::format(
        "{} of those who are gone were imported before their source was remembered: they may come "
        "from another file than this\n",
        report.gone_of_unknown_source);
  }
  text += ErasedText(report);
  for (const auto& use : report.new_uses) {
    text +=
        fmt::format("* {}  is a use that the register does not have yet\n", Printable(use.value));
  }
  text += fmt::format("{} new, {} changed, {} conflicting, {} gone, {} unchanged\n",
                      report.added.size(), report.changed.size(), report.conflicts.size(),
                      report.gone.size(), report.unchanged);
  if (report.elsewhere > 0) {
    text += fmt::format(
        "{} people come from elsewhere (another source, or entered by hand) and are not compared\n",
        report.elsewhere);
  }
  if (!report.left_already.empty()) text += LeftText(report);
  if (report.templates_destroyed > 0) {
    text += fmt::format("{} references {} destroyed, because their basis ended\n",
                        report.templates_destroyed, report.applied ? "were" : "would be");
  }
  for (const auto& receipt : report.receipts) {
    text += fmt::format("RECEIPT {}: {} references and {} crops destroyed, {}, entered by {}\n",
                        receipt.case_number, receipt.templates, receipt.crops, receipt.at,
                        Printable(receipt.by));
  }
  if (report.refused()) {
    return text +
           "Nothing was imported: correct the lines above and try again. Who is gone shows once "
           "every line can be read.\n";
  }
  if (report.source_saved) text += "The columns are remembered for this source.\n";
  if (!report.applied) return text;
  if (report.takedowns_opened > 0) {
    text += fmt::format("{} where people who said no may be seen: `photogate recall tasks`\n",
                        report.takedowns_opened == 1
                            ? std::string("1 place")
                            : fmt::format("{} places", report.takedowns_opened));
  }
  const bool nothing = report.added.empty() && report.changed.empty() && report.new_uses.empty();
  return text + (nothing ? "Imported: nothing had changed.\n"
                         : "Imported. `photogate import --undo` takes it back.\n");
}

Json UndoJson(const ImportUndo& undo) {
  return Json{{"imported_at", undo.imported_at},
              {"imported_by", undo.imported_by},
              {"statements", undo.statements},
              {"refusals", undo.refusals},
              {"removed", Ids(undo.removed)},
              {"kept", Ids(undo.kept)},
              {"restored", Ids(undo.restored)},
              {"left_as_they_are", Ids(undo.left_as_they_are)},
              {"references_destroyed", undo.templates_destroyed},
              {"references_lost", undo.templates_lost}};
}

std::string UndoText(const ImportUndo& undo, bool dry_run) {
  std::string text = fmt::format("The import of {} by {} {} taken back.\n", undo.imported_at,
                                 Printable(undo.imported_by), dry_run ? "would be" : "was");
  text += fmt::format(
      "{} statements count no longer, {} of them said no: what stood before "
      "counts again\n",
      undo.statements, undo.refusals);
  text += fmt::format("{} people it brought are removed, {} have their details of before\n",
                      undo.removed.size(), undo.restored.size());
  for (const auto& id : undo.kept) {
    text += fmt::format("= {}  stays: something was recorded since\n", Printable(id.value));
  }
  for (const auto& id : undo.left_as_they_are) {
    text += fmt::format("= {}  was changed again since and stays as it is\n", Printable(id.value));
  }
  if (undo.templates_destroyed > 0) {
    text += fmt::format("{} references {} destroyed: without that import they have no basis\n",
                        undo.templates_destroyed, dry_run ? "would be" : "were");
  }
  if (undo.templates_lost > 0) {
    text += fmt::format("{} references that the import destroyed do not come back: enrol again\n",
                        undo.templates_lost);
  }
  return text;
}

}  // namespace photogate
