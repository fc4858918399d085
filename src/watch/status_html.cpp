// status.html and STATUS.txt.
#include <fmt/format.h>

#include "outcome/printable.h"
#include "watch/near_miss.h"
#include "watch/watch_status.h"

namespace photogate {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d5d9df;
--bad:#b3261e;--bad-bg:#fdecea;--hold:#8a4b00;--hold-bg:#fff3dc;--good:#17653a;--good-bg:#e6f4ea}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1e2228;--ink:#e8eaed;--soft:#a5adb8;
--line:#363c45;--bad:#ff9d94;--bad-bg:#43211f;--hold:#f7c06b;--hold-bg:#3e2f14;--good:#86d9a3;
--good-bg:#17341f}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",
Roboto,Arial,sans-serif;overflow-wrap:anywhere}
main{max-width:900px;margin:0 auto;padding:28px 20px 56px}
h1{font-size:1.6rem;line-height:1.2;margin:0}h2{font-size:1.15rem;margin:32px 0 10px}
p{margin:0}.soft{color:var(--soft)}
.state{margin:18px 0 0;padding:14px 18px;border-radius:10px;border:1px solid var(--line);
border-left:6px solid var(--good);background:var(--good-bg);font-weight:600}
.state.bad{border-left-color:var(--bad);background:var(--bad-bg)}
.alarms{list-style:none;margin:10px 0 0;padding:0}
.alarms li{padding:12px 18px;margin-top:8px;border-radius:10px;background:var(--card);
border:1px solid var(--line);border-left:6px solid var(--bad)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line);
border-radius:10px}
th,td{padding:10px 14px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
th{font-size:.82rem;color:var(--soft);font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.held{color:var(--hold);font-weight:600}.ok{color:var(--good);font-weight:600}
.no{color:var(--bad);font-weight:600}
a{color:inherit}a.go{display:inline-block;margin-top:12px;padding:10px 18px;border-radius:8px;
background:var(--ink);color:var(--page);text-decoration:none;font-weight:600}
a:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
table{overflow-wrap:normal}.file{overflow-wrap:anywhere}.day{white-space:nowrap}
@media (max-width:640px){thead{position:absolute;clip-path:inset(50%);display:block;width:1px;height:1px;overflow:hidden}table{display:block}tbody,tr{display:block}
tr{padding:10px 14px;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}
td,td.n{display:flex;justify-content:space-between;gap:16px;border:0;padding:2px 0;text-align:right}
td::before{content:attr(data-label);color:var(--soft);text-align:left}
td:first-child{font-weight:600;text-align:left}td:first-child::before{content:none}}
footer{margin-top:36px;font-size:.86rem;color:var(--soft)}
)css";

std::string State(const WatchReport& report) {
  if (!report.running && !report.by_runs) return "The watched folder is not being looked after.";
  if (!report.alarms.empty()) return "The watched folder needs attention.";
  return report.running ? "All is well." : "All was well at the last look.";
}

// "2026-11-21T09:30:00Z" -> "21/11/2026".
std::string Day(const std::string& utc) {
  return utc.size() < 10
             ? utc
             : fmt::format("{}/{}/{}", utc.substr(8, 2), utc.substr(5, 2), utc.substr(0, 4));
}

std::vector<std::string> Remarks(const WatchReport& report) {
  std::vector<std::string> remarks;
  if (!report.running && !report.last_look.empty()) {
    remarks.push_back("The inbox was looked through last on " + report.last_look + ".");
  }
  int withdrawn = 0;
  for (const auto& [name, channel] : report.channels) withdrawn += channel.withdrawn;
  if (withdrawn > 0) {
    remarks.push_back(fmt::format(
        "{} taken out of cleared again, because they may not be shown any more. If you took one "
        "from there before, do not publish it.",
        withdrawn == 1 ? "1 copy was" : fmt::format("{} copies were", withdrawn)));
  }
  if (!report.heartbeat) return remarks;
  const Heartbeat& beat = *report.heartbeat;
  for (const auto& [folder, photos] : beat.unapproved) {
    if (photos == 0) continue;
    // A folder that is no channel's may bear a child's name: that stands in no file of photogate's.
    std::vector<ChannelName> approved;
    for (const auto& [name, status] : report.channels) approved.push_back(name);
    if (const auto meant = AlmostNamed(folder, approved)) {
      remarks.push_back(
          fmt::format("{} in an inbox folder whose name is almost that of the channel \"{}\": not "
                      "checked. Move "
                      "them into the folder with the channel's own name.",
                      photos == 1 ? "1 photo lies" : fmt::format("{} photos lie", photos),
                      Printable(meant->value)));
      continue;
    }
    const std::string where = report.known.contains(ChannelName{folder})
                                  ? "the inbox folder \"" + Printable(folder) + "\""
                                  : std::string("an inbox folder that is no channel's");
    remarks.push_back(
        fmt::format("{} in {}: not checked, because no approved channel has this name.",
                    photos == 1 ? "1 photo lies" : fmt::format("{} photos lie", photos), where));
  }
  if (beat.stray > 0) {
    remarks.push_back(
        fmt::format("{} directly in the inbox: move them into the folder of a channel.",
                    beat.stray == 1 ? "1 file lies" : fmt::format("{} files lie", beat.stray)));
  }
  if (beat.waiting > 0) {
    remarks.push_back(
        beat.waiting == 1
            ? std::string("1 photo in the inbox waits for its turn, or for the rest of its copy.")
            : fmt::format(
                  "{} photos in the inbox wait for their turn, or for the rest of their copy.",
                  beat.waiting));
  }
  if (beat.unsettled > 0) {
    remarks.push_back(fmt::format(
        "{} still being copied.",
        beat.unsettled == 1 ? "1 file is" : fmt::format("{} files are", beat.unsettled)));
  }
  if (beat.ignored > 0) {
    remarks.push_back(fmt::format(
        "{} passed over (unfinished downloads, hidden files, links); the note in the inbox lists "
        "them.",
        beat.ignored == 1 ? "1 file is" : fmt::format("{} files are", beat.ignored)));
  }
  return remarks;
}

bool IsWebAddress(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

}  // namespace

std::string StatusHtml(const WatchReport& report) {
  const bool well = (report.running || report.by_runs) && report.alarms.empty();
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"refresh\" content=\"10\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>Photos: {}</title><style>{}</style></head><body><main>\n"
      "<h1>Photos for publishing</h1>\n<p class=\"soft\">As of {}. This page renews itself.</p>\n"
      "<p class=\"state{}\" role=\"status\">{}</p>\n",
      HtmlText(State(report)), kStyle, HtmlText(report.at), well ? "" : " bad",
      HtmlText(State(report)));
  if (!report.alarms.empty()) {
    html += "<ul class=\"alarms\">";
    for (const Alarm& alarm : report.alarms) html += "<li>" + HtmlText(alarm.text) + "</li>";
    html += "</ul>\n";
  }
  html +=
      "<h2>Channels</h2><div class=\"wide\"><table><thead><tr><th scope=\"col\">Channel</th>"
      "<th scope=\"col\" class=\"n\">Being checked</th>"
      "<th scope=\"col\" class=\"n\">Cleared today</th>"
      "<th scope=\"col\" class=\"n\">Held today</th>"
      "<th scope=\"col\" class=\"n\">Blocked today</th>"
      "<th scope=\"col\" class=\"n\">Waiting for a person</th></tr></thead><tbody>\n";
  for (const auto& [name, channel] : report.channels) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"n\" data-label=\"Being checked\">{}</td>"
        "<td class=\"n{}\" data-label=\"Cleared today\">{}</td>"
        "<td class=\"n\" data-label=\"Held today\">{}</td>"
        "<td class=\"n{}\" data-label=\"Blocked today\">{}</td>"
        "<td class=\"n{}\" data-label=\"Waiting for a person\">{}</td></tr>\n",
        HtmlText(name.value), channel.waiting, channel.cleared_today > 0 ? " ok" : "",
        channel.cleared_today, channel.held_today, channel.blocked_today > 0 ? " no" : "",
        channel.blocked_today, channel.held > 0 ? " held" : "", channel.held);
  }
  html += "</tbody></table></div>\n";
  html += fmt::format("<h2>Waiting for a person: {}</h2>\n", report.held_in_all);
  if (report.held.empty()) {
    html += "<p class=\"soft\">Nothing waits.</p>\n";
  } else {
    html +=
        "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Photo</th>"
        "<th scope=\"col\">Channel</th><th scope=\"col\">Why</th><th scope=\"col\">Since</th></tr>"
        "</thead><tbody>\n";
    for (const WaitingPhoto& photo : report.held) {
      html += fmt::format(
          "<tr><td class=\"file\">{}</td><td data-label=\"Channel\">{}</td>"
          "<td data-label=\"Why\">{}</td>"
          "<td class=\"day\" data-label=\"Since\">{}</td></tr>\n",
          HtmlText(photo.shown_name), HtmlText(photo.channel.value), HtmlText(photo.why),
          HtmlText(Day(photo.since)));
    }
    html += "</tbody></table></div>\n";
    const int more = report.held_in_all - static_cast<int>(report.held.size());
    if (more > 0) html += fmt::format("<p class=\"soft\">And {} more.</p>\n", more);
  }
  if (report.retried_in_all > 0) {
    html += fmt::format("<p>Tried again by itself: {}. Nobody need look at these.</p>\n",
                        report.retried_in_all);
  }
  if (IsWebAddress(report.review_address)) {
    const std::string address = HtmlText(report.review_address);
    html += fmt::format("<p><a class=\"go\" href=\"{}\">Look at them</a></p>\n", address);
    html += fmt::format("<p class=\"soft\">{}</p>\n", address);
  }
  const auto remarks = Remarks(report);
  if (!remarks.empty()) {
    html += "<h2>Please note</h2><ul>";
    for (const std::string& remark : remarks) html += "<li>" + HtmlText(remark) + "</li>";
    html += "</ul>\n";
  }
  html +=
      "<footer><p>Photos in the folder <b>cleared</b> passed every check. Look at each once more "
      "for dress and dignity before you upload it.</p>";
  html += report.by_runs ? "<p>The inbox is looked through from time to time, not all the time.</p>"
                         : "<p>If the time above is more than ten minutes ago, photogate is not "
                           "running: tell the office.</p>";
  return html + "</footer>\n</main></body></html>\n";
}

std::string StatusText(const WatchReport& report) {
  std::string text =
      fmt::format("PHOTOS FOR PUBLISHING, as of {}\r\n\r\n{}\r\n", report.at, State(report));
  for (const Alarm& alarm : report.alarms) text += "  ! " + Printable(alarm.text) + "\r\n";
  text += "\r\nToday and now\r\n";
  for (const auto& [name, channel] : report.channels) {
    text += fmt::format(
        "  {}: {} being checked, {} cleared, {} held and {} blocked today; {} waiting for a "
        "person\r\n",
        Printable(name.value), channel.waiting, channel.cleared_today, channel.held_today,
        channel.blocked_today, channel.held);
  }
  text += fmt::format("\r\nWaiting for a person: {}\r\n", report.held_in_all);
  for (const WaitingPhoto& photo : report.held) {
    text += fmt::format("  {} ({}), since {}: {}.\r\n", photo.shown_name,
                        Printable(photo.channel.value), Day(photo.since), photo.why);
  }
  if (report.retried_in_all > 0) {
    text += fmt::format("Tried again by itself: {}. Nobody need look at these.\r\n",
                        report.retried_in_all);
  }
  if (!report.review_address.empty()) {
    text += "\r\nLook at them here: " + Printable(report.review_address) + "\r\n";
  }
  const auto remarks = Remarks(report);
  if (!remarks.empty()) {
    text += "\r\nPlease note\r\n";
    for (const std::string& remark : remarks) text += "  " + remark + "\r\n";
  }
  text +=
      "\r\nPhotos in the folder cleared passed every check. Look at each once more for dress "
      "and\r\n"
      "dignity before you upload it.\r\n";
  return text;
}

}  // namespace photogate
