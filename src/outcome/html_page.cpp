#include "outcome/html_page.h"

#include <fmt/format.h>

#include "crypto/sha256.h"
#include "outcome/printable.h"
#include "outcome/report_style.h"

namespace photogate {
namespace {

// The style's hash, so that the page needs no 'unsafe-inline' (CSP level 3, section 6.7.2).
std::string StyleHash() {
  const std::string hex =
      Sha256(
          ByteView(reinterpret_cast<const std::uint8_t*>(kReportStyle.data()), kReportStyle.size()))
          .value;
  std::string digest;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    digest += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return Base64(digest);
}

}  // namespace

std::string HtmlPageStart(std::string_view title, std::string_view css_class) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\"><meta name=\"robots\" "
      "content=\"noindex\">\n<title>{}</title><style>{}</style></head>\n<body class=\"{}\"><div "
      "class=\"page\">\n",
      StyleHash(), HtmlText(title), kReportStyle, HtmlText(css_class));
}

}  // namespace photogate
