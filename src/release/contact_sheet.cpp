#include "release/contact_sheet.h"

#include <fmt/format.h>

#include "outcome/html_page.h"
#include "outcome/printable.h"

namespace photogate {
namespace {

void AddPoints(const Batch& batch, const ContactSheet& sheet, std::string& html) {
  html +=
      "<div class=\"notice\"><p>Look at every photo. Release it only if all of this holds:</p><ul>";
  for (const std::string& point : sheet.points) html += "<li>" + HtmlText(point) + "</li>";
  html += fmt::format(
      "</ul><p>A photo in doubt is left out by its number. The code of this sheet is "
      "<b>{}</b>: photogate release --channel {} --confirm {}</p></div>\n",
      HtmlText(sheet.code), HtmlText(batch.channel.value), HtmlText(sheet.code));
}

void AddPhoto(const BatchPhoto& photo, std::size_t number, const Bytes& picture,
              std::string& html) {
  html += "<article><div class=\"well\">";
  if (picture.empty()) {
    html += "<p class=\"none\">No picture could be made. Open the file itself.</p>";
  } else {
    html += fmt::format(
        "<span class=\"shot\"><img alt=\"Photo {} of the batch\" src=\"data:image/jpeg;base64,{}\">"
        "</span>",
        number, Base64({reinterpret_cast<const char*>(picture.data()), picture.size()}));
  }
  html += fmt::format("</div><div class=\"text\"><div class=\"name\"><h3>{}. {}</h3></div>", number,
                      HtmlText(photo.file_name));
  if (!photo.credit.empty()) {
    html += "<p class=\"meta\">Name beside it: " + HtmlText(photo.credit) + "</p>";
  }
  if (photo.released_before) {
    html += fmt::format("<p class=\"meta\">Was in release {} already.</p>", *photo.released_before);
  }
  html += "</div></article>\n";
}

void AddLeftOut(const Batch& batch, std::string& html) {
  if (batch.left_out.empty()) return;
  html += fmt::format(
      "<section><h2>Not in the batch ({})</h2><table><tr><th>File</th><th>Why</th></tr>",
      batch.left_out.size());
  for (const Verified& one : batch.left_out) {
    const std::string name =
        one.path.filename().string() + (one.inside.empty() ? std::string() : " > " + one.inside);
    html += "<tr><td>" + HtmlText(name) + "</td><td>" + HtmlText(one.text) + "</td></tr>";
  }
  html += "</table></section>\n";
}

}  // namespace

std::string ContactSheetHtml(const Batch& batch, const ContactSheet& sheet) {
  std::string html = HtmlPageStart("Photos for " + batch.channel.value, "look");
  html += fmt::format(
      "<p class=\"kicker\">Before publishing</p><h1>{} photo{} for {}</h1><p class=\"lead\">As of "
      "{}{}</p>\n",
      batch.photos.size(), batch.photos.size() == 1 ? "" : "s", HtmlText(batch.channel.value),
      HtmlText(sheet.day), batch.event ? ", event " + HtmlText(batch.event->value) : "");
  AddPoints(batch, sheet, html);
  html += "<main class=\"clear\"><div class=\"sheet\">\n";
  for (std::size_t at = 0; at < batch.photos.size(); ++at) {
    AddPhoto(batch.photos[at], at + 1, at < sheet.pictures.size() ? sheet.pictures[at] : Bytes(),
             html);
  }
  html += "</div></main>\n";
  AddLeftOut(batch, html);
  return html + std::string(kHtmlPageEnd);
}

}  // namespace photogate
