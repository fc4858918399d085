#include "outcome/report_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "outcome/html_page.h"
#include "outcome/printable.h"

namespace photogate {
namespace {

std::string_view View(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Decisions in the order of the page. Words of the page, where "review" alone would say little.
struct Part {
  DecisionKind kind;
  std::string_view css;
  std::string_view badge;
  std::string_view heading;
  std::string_view lead;
};

constexpr std::array<Part, 3> kParts = {
    {{DecisionKind::kBlock, "block", "\u25A0 Blocked", "Blocked",
      "These must not go to this channel."},
     {DecisionKind::kReview, "review", "\u25B2 Review", "For review",
      "These wait for a person to look. None of them was released."},
     {DecisionKind::kClear, "clear", "\u25CF Clear", "Clear",
      "Every check ran and every check allows these. Upload the sanitised copies, not the "
      "originals."}}};

const Part& PartOf(DecisionKind kind) {
  for (const Part& part : kParts) {
    if (part.kind == kind) return part;
  }
  return kParts[1];
}

int Rank(Effect effect) {
  switch (effect) {
    case Effect::kBlock: return 2;
    case Effect::kNone: return 0;
    case Effect::kReview: break;
  }
  return 1;
}

std::string_view EffectCss(int rank) {
  return rank == 2 ? "block" : rank == 1 ? "review" : "none-effect";
}

std::string Count(int number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string FileName(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// The name of a file that holds somebody's name would say who a case number on the sheet is.
bool MayShowName(const PhotoRecord& record, bool identify) {
  return identify ||
         std::none_of(record.findings.begin(), record.findings.end(), [](const Finding& finding) {
           return finding.code == FindingCode::kNameInText;
         });
}

std::string ShownName(const PhotoRecord& record, bool identify) {
  if (MayShowName(record, identify)) return HtmlText(FileName(record.path));
  return "Name not shown, " + record.sha256.value.substr(0, 8) + " in report.csv";
}

std::string Folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// The most severe of the findings about one face.
int FaceRank(const PhotoRecord& record, std::size_t face) {
  int rank = 0;
  for (const Finding& finding : record.findings) {
    if (finding.face == face) rank = std::max(rank, Rank(finding.effect));
  }
  return rank;
}

void AddFaceBoxes(const PhotoRecord& record, std::string& html) {
  if (record.width_px <= 0 || record.height_px <= 0 || record.faces.empty()) return;
  const double longest = std::max(record.width_px, record.height_px);
  const double letter = longest / 22;  // readable on a thumbnail of 300 px
  html += fmt::format("<svg viewBox=\"0 0 {} {}\" aria-hidden=\"true\">", record.width_px,
                      record.height_px);
  for (std::size_t i = 0; i < record.faces.size(); ++i) {
    const Box& box = record.faces[i].box;
    const int rank = FaceRank(record, i);
    const std::string_view css = rank == 2 ? "f-block" : rank == 1 ? "f-review" : "f-none";
    const std::string place = fmt::format(
        "x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{:.1f}\"",
        box.x, box.y, box.w, box.h);
    html += fmt::format("<rect class=\"halo\" {0}/><rect class=\"{1}\" {0}/>", place, css);
    const std::string label = std::to_string(i + 1);
    const double width = letter * (0.5 + 0.6 * static_cast<double>(label.size()));
    // Below the face where there is room, so that the face stays to be seen.
    const double below = static_cast<double>(box.y + box.h);
    const double top = below + letter * 1.2 <= record.height_px ? below : below - letter * 1.2;
    html += fmt::format(
        "<rect class=\"tag\" x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{3:.1f}\"/>"
        "<text class=\"svg-label\" x=\"{4:.1f}\" y=\"{5:.1f}\" font-size=\"{6:.1f}\">{7}</text>",
        box.x, top, width, letter * 1.2, static_cast<double>(box.x) + letter * 0.25,
        top + letter * 0.95, letter, label);
  }
  html += "</svg>";
}

void AddPicture(const PhotoRecord& record, bool identify, std::string& html) {
  if (record.thumbnail_jpeg.empty()) {
    html += "<div class=\"none\">No preview of this file</div>";
    return;
  }
  const std::string size =
      record.width_px > 0 && record.height_px > 0
          ? fmt::format(" width=\"{}\" height=\"{}\"", record.width_px, record.height_px)
          : std::string();
  html += fmt::format(
      "<div class=\"well\"><div class=\"shot\"><img loading=\"lazy\" decoding=\"async\"{} "
      "alt=\"Photo {}, {} found\" src=\"data:image/jpeg;base64,{}\">",
      size, ShownName(record, identify),
      Count(static_cast<int>(record.faces.size()), "face", "faces"),
      Base64(View(record.thumbnail_jpeg)));
  AddFaceBoxes(record, html);
  html += "</div></div>";
}

void AddReasons(const PhotoRecord& record, bool identify, std::string& html) {
  if (record.findings.empty()) return;
  html += "<ul class=\"why\">";
  for (const Finding& finding : record.findings) {
    html += fmt::format("<li class=\"{}\">{}", EffectCss(Rank(finding.effect)),
                        HtmlText(identify ? finding.identified_text : finding.text));
    if (finding.distance && finding.threshold) {
      html += fmt::format("<small>Distance {:.3f}, limit {:.3f}</small>", *finding.distance,
                          *finding.threshold);
    }
    html += "</li>";
  }
  html += "</ul>";
}

void AddNotes(const PhotoRecord& record, std::string& html) {
  for (const std::string& note : record.notes) {
    html += fmt::format("<p class=\"meta\">{}</p>", HtmlText(note));
  }
}

// The words of a part, for photos that are to be published and for those that are.
std::string_view LeadOf(const Part& part, bool published) {
  if (!published) return part.lead;
  switch (part.kind) {
    case DecisionKind::kBlock: return "These must not be on this channel. Take them down.";
    case DecisionKind::kReview:
      return "These would be held today: a person must look at each, and decide whether it stays.";
    case DecisionKind::kClear: return "These would be cleared today.";
  }
  return part.lead;
}

void AddPhoto(const PhotoRecord& record, const Part& part, bool identify, std::string& html) {
  html += "<article>";
  AddPicture(record, identify, html);
  html += fmt::format(
      "<div class=\"text\"><div class=\"name\"><h3>{}</h3><span class=\"badge {}\">{}</span></div>",
      ShownName(record, identify), part.css, part.badge);
  std::string meta(FormatName(record.format));
  std::transform(meta.begin(), meta.end(), meta.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  // Of a file that could not be decoded nobody can say how many faces it shows.
  if (record.width_px > 0) {
    meta += fmt::format(" \u00B7 {} \u00D7 {} \u00B7 {}", record.width_px, record.height_px,
                        Count(static_cast<int>(record.faces.size()), "face", "faces"));
  }
  html += fmt::format("<p class=\"meta\">{}</p>", meta);
  if (const std::string folder = Folder(record.path);
      !folder.empty() && MayShowName(record, identify)) {
    html += fmt::format("<p class=\"meta\">In {}</p>", HtmlText(folder));
  }
  if (record.output) {
    html += fmt::format("<p class=\"meta\">Copy: {}</p>", HtmlText(FileName(*record.output)));
  }
  AddReasons(record, identify, html);
  AddNotes(record, html);
  html += "</div></article>\n";
}

void AddFact(std::string_view name, const std::string& value, std::string& html) {
  html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, HtmlText(value));
}

void AddHead(const RunInfo& info, const RunSummary& summary, std::string& html) {
  html += "<header><p class=\"kicker\">photogate</p><h1>";
  html += info.published ? "What is published on " : "Photo check for ";
  html += HtmlText(info.channel) + "</h1><p class=\"lead\">" +
          Count(summary.photos, "photo", "photos") + " checked on " + HtmlText(info.when) +
          "</p>\n<ul class=\"counts\">";
  const std::array<int, 3> counts = {summary.block, summary.review, summary.clear};
  html += fmt::format("<li><a href=\"#photos\"><b>{}</b>Checked</a></li>", summary.photos);
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    html += fmt::format("<li class=\"{0}\"><a href=\"#{0}\"><b>{1}</b>{2}</a></li>", kParts[i].css,
                        counts[i], kParts[i].heading);
  }
  html += "</ul>\n<dl class=\"facts\">";
  AddFact("Channel", info.channel, html);
  AddFact("Event", info.event.empty() ? "not given: anybody may be in the photos" : info.event,
          html);
  AddFact("Mode",
          info.mode == "account" ? "account: every face must be accounted for"
          : info.mode == "list"  ? "list: the no-publish list is enforced"
                                 : info.mode,
          html);
  AddFact("Register version", std::to_string(info.consent_version.value), html);
  AddFact("Recogniser", info.model ? info.model->value : "none", html);
  AddFact("Distances",
          info.match && info.possible ? fmt::format("match up to {:.3f}, possible up to {:.3f}",
                                                    info.match->value, info.possible->value)
                                      : "faces were not compared",
          html);
  AddFact("People are given by", info.identify ? "name" : "case number", html);
  AddFact("Time taken", fmt::format("{:.1f} s", summary.seconds), html);
  html += "</dl>\n<p class=\"notice\">";
  html += info.identify
              ? "<strong>This report names people and says who must not be published.</strong> "
                "Show it only to those who may know, and delete it when it is done with."
              : "This report shows small pictures of every photo, the blocked ones included. Keep "
                "it as safe as the photos, and delete it when it is done with.";
  html += "</p></header>\n";
}

void AddSkipped(const RunInfo& info, std::string& html) {
  if (info.skipped.empty()) return;
  html +=
      "<section class=\"block review clear\" id=\"skipped\"><h2>Not checked</h2><p "
      "class=\"soft\">";
  html += info.published ? "These could not be looked at. A person must."
                         : "These are no photos, or could not be read. None of them was released.";
  html +=
      "</p>"
      "<table><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Reason</th></tr></thead>"
      "<tbody>";
  for (const auto& [path, reason] : info.skipped) {
    html += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", HtmlText(path), HtmlText(reason));
  }
  html += "</tbody></table></section>\n";
}

}  // namespace

std::string ReportHtml(const RunInfo& info, const RunSummary& summary,
                       const std::vector<PhotoRecord>& records) {
  std::string html =
      HtmlPageStart((info.published ? "What is published on " : "Photo check for ") + info.channel);
  AddHead(info, summary, html);

  html +=
      "<input class=\"pick\" type=\"radio\" name=\"show\" id=\"only-all\" checked><label "
      "for=\"only-all\">Show all</label>";
  for (const Part& part : kParts) {
    html += fmt::format(
        "<input class=\"pick\" type=\"radio\" name=\"show\" id=\"only-{0}\"><label "
        "for=\"only-{0}\">{1}</label>",
        part.css, part.heading);
  }
  html +=
      "<p class=\"soft legend\">Boxes around faces: <b class=\"l-block\">solid red</b> must not "
      "appear here, <b class=\"l-review\">dashed amber</b> somebody must look, <b "
      "class=\"l-none\">thin green</b> nothing against it. The numbers are those in the "
      "reasons.</p>\n<main id=\"photos\">\n";
  for (const Part& part : kParts) {
    const auto here = [&part](const PhotoRecord& record) {
      return PartOf(record.decision.kind()).kind == part.kind;
    };
    const auto count = std::count_if(records.begin(), records.end(), here);
    html += fmt::format("<section class=\"{0}\" id=\"{0}\"><h2>{1} ({2})</h2>", part.css,
                        part.heading, count);
    if (count == 0) {
      html += "<p class=\"soft\">None.</p></section>\n";
      continue;
    }
    html += fmt::format("<p class=\"soft\">{}</p><div class=\"sheet\">\n",
                        LeadOf(part, info.published));
    for (const PhotoRecord& record : records) {
      if (here(record)) AddPhoto(record, part, info.identify, html);
    }
    html += "</div></section>\n";
  }
  AddSkipped(info, html);
  html += "</main>\n<footer>" + HtmlText(info.made_by) +
          ". Face comparison can be wrong: the decision to publish is a person's.</footer>\n" +
          std::string(kHtmlPageEnd);
  return html;
}

}  // namespace photogate
