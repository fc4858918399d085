#include "worker/html_references.h"

#include <algorithm>
#include <array>
#include <set>

namespace photogate {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool Blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool StartsWith(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char a, char b) { return a == Lower(b); });
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (Blank(text.front()) || text.front() == '"' || text.front() == '\''))
    text.remove_prefix(1);
  while (!text.empty() && (Blank(text.back()) || text.back() == '"' || text.back() == '\''))
    text.remove_suffix(1);
  return text;
}

int Digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = Lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// RFC 3986 section 2.1.
std::string Resolved(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && Digit(text[at + 1]) >= 0 &&
        Digit(text[at + 2]) >= 0) {
      out += static_cast<char>(16 * Digit(text[at + 1]) + Digit(text[at + 2]));
      at += 2;
    } else if (text.substr(at, 5) == "&amp;") {
      out += '&';
      at += 4;
    } else {
      out += text[at];
    }
  }
  return out;
}

// What the web shows as a picture or a film, by the end of its name.
bool LooksLikePicture(std::string_view name) {
  static constexpr std::array<std::string_view, 20> kEnds = {
      ".jpg", ".jpeg", ".jpe",  ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff",
      ".svg", ".heic", ".avif", ".jxl",  ".mp4", ".webm", ".mov", ".m4v", ".ogv", ".pdf"};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) {
    return name.size() >= end.size() && StartsWith(name.substr(name.size() - end.size()), end);
  });
}

class Scan {
 public:
  explicit Scan(std::size_t text_bytes) : left_(kTextTimes * text_bytes + kReferenceBytes) {}

  void Take(std::string_view reference, bool any_name) {
    reference = Trimmed(reference);
    if (StartsWith(reference, "data:image") || StartsWith(reference, "data:video")) {
      ++found_.inlined;
      return;
    }
    reference = reference.substr(0, reference.find_first_of("?#"));
    if (reference.empty() || reference.find('<') != std::string_view::npos) return;
    const bool picture = LooksLikePicture(reference);
    if (!picture && !any_name) return;
    if (reference.substr(0, 2) == "//" || reference.find("://") != std::string_view::npos) {
      if (picture) ++found_.elsewhere;
      return;
    }
    if (!picture) return;
    if (reference.size() > kReferenceBytes || found_.local.size() == kReferences ||
        names_bytes_ > kReferenceNames) {
      found_.tangled = true;
      return;
    }
    std::string name = Resolved(reference);
    if (!seen_.insert(name).second) return;
    names_bytes_ += name.size();
    found_.local.push_back(std::move(name));
  }

  // False once the page is not worth reading on.
  bool Spend(std::size_t bytes) {
    if (bytes >= left_) found_.tangled = true;
    left_ -= std::min(bytes, left_);
    return !found_.tangled;
  }

  // "a.jpg 1x, b.jpg 2x"
  void TakeSet(std::string_view set) {
    while (!set.empty()) {
      while (!set.empty() && (Blank(set.front()) || set.front() == ',')) set.remove_prefix(1);
      const std::size_t end = std::min(
          set.size(),
          static_cast<std::size_t>(std::find_if(set.begin(), set.end(), Blank) - set.begin()));
      std::string_view name = set.substr(0, end);
      while (!name.empty() && name.back() == ',') name.remove_suffix(1);
      Take(name, true);
      const std::size_t comma = set.find(',', end == 0 ? 0 : end - 1);
      set = comma == std::string_view::npos ? std::string_view{} : set.substr(comma + 1);
    }
  }

  HtmlReferences Finish() { return std::move(found_); }

 private:
  static constexpr std::size_t kTextTimes = 16;

  std::size_t left_;  // bytes of values that may still be read
  std::size_t names_bytes_ = 0;
  HtmlReferences found_;
  std::set<std::string> seen_;
};

// The value after `=` at the beginning of `rest`, quoted or up to a blank or `>`.
std::string_view Value(std::string_view rest) {
  while (!rest.empty() && Blank(rest.front())) rest.remove_prefix(1);
  if (rest.empty() || rest.front() != '=') return {};
  rest.remove_prefix(1);
  while (!rest.empty() && Blank(rest.front())) rest.remove_prefix(1);
  if (rest.empty()) return {};
  if (rest.front() == '"' || rest.front() == '\'') {
    const char quote = rest.front();
    rest.remove_prefix(1);
    return rest.substr(0, rest.find(quote));
  }
  return rest.substr(0, rest.find_first_of(" \t\r\n\f>"));
}

}  // namespace

HtmlReferences ReferencesIn(std::string_view text) {
  // Longer first: "srcset" begins with "src".
  static constexpr std::array<std::string_view, 6> kNames = {"srcset", "src",  "poster",
                                                             "href",   "data", "content"};
  Scan scan(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const char c = Lower(text[at]);
    if (c == 'u' && StartsWith(text.substr(at), "url(")) {
      const std::string_view rest = text.substr(at + 4);
      const std::string_view value = rest.substr(0, rest.find(')'));
      if (!scan.Spend(value.size())) break;
      scan.Take(value, true);
      continue;
    }
    if (!Blank(before) && before != '"' && before != '\'' && before != '-' && before != '/')
      continue;
    for (const std::string_view name : kNames) {
      if (c != name.front() || !StartsWith(text.substr(at), name)) continue;
      const std::string_view value = Value(text.substr(at + name.size()));
      if (!scan.Spend(value.size())) return scan.Finish();
      if (name == "srcset") {
        scan.TakeSet(value);
      } else {
        scan.Take(value, true);
      }
      break;
    }
  }
  return scan.Finish();
}

}  // namespace photogate
