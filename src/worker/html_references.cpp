#include "worker/html_references.h"

#include <algorithm>
#include <array>

#include "worker/inlined_picture.h"
#include "worker/page_tag.h"
#include "worker/page_text.h"
#include "worker/reference_sink.h"

namespace photogate {
namespace {

using namespace std::string_view_literals;

// A page within the attribute of a page, and one in that.
constexpr int kWithin = 2;
constexpr std::size_t kAttributeBytes = 64;

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  return text;
}

// The quote at the beginning of `text`, also as a page writes it within an attribute.
std::string_view QuoteAt(std::string_view text) {
  for (const std::string_view quote :
       {"\""sv, "'"sv, "&quot;"sv, "&apos;"sv, "&#39;"sv, "&#34;"sv, "&#x22;"sv, "&#x27;"sv}) {
    if (BeginsWith(text, quote)) return quote;
  }
  return {};
}

// What stands in the brackets of url( at the beginning of `rest`.
std::string_view InBrackets(std::string_view rest) {
  const std::string_view value = WithoutBlanks(rest);
  const std::string_view quote = QuoteAt(value);
  if (quote.empty()) return rest.substr(0, rest.find(')'));
  const std::string_view within = value.substr(quote.size());
  return within.substr(0, within.find(value.substr(0, quote.size())));
}

bool EndsAsOneOf(std::string_view address, const std::array<std::string_view, 8>& ends) {
  const std::string_view name = address.substr(0, address.find_first_of("?#"));
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
    return name.size() >= end.size() && BeginsWith(name.substr(name.size() - end.size()), end);
  });
}

class PageScan {
 public:
  PageScan(std::string_view text, bool style, int within, ReferenceSink& sink)
      : text_(text), style_(style), within_(within), sink_(sink) {}

  // False when it was given up.
  bool Run() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char c = LowerLetter(text_[at]);
      if (c == '<' && !style_) {
        if (!Tag(at)) return false;
      } else if (c == 'u' && BeginsWith(text_.substr(at), "url(")) {
        if (!Url(at)) return false;
        continue;
      } else if (c == 'i' && BeginsWith(text_.substr(at), "image-set(")) {
        if (!ImageSet(at + 10)) return false;
      }
      if (!style_ && !Attribute(at, c)) return false;
    }
    return true;
  }

 private:
  bool InScript(std::size_t at) const { return at < script_end_; }

  bool Tag(std::size_t at) {
    const std::string_view rest = text_.substr(at);
    if (at >= script_end_ && BeginsWith(rest, "<script")) {
      std::size_t end = at + 7;
      while (end < text_.size() && !BeginsWith(text_.substr(end), "</script")) {
        end = std::min(text_.find('<', end + 1), text_.size());
      }
      script_end_ = end;
    }
    const PageTag tag = TagAt(rest);
    if (tag.name.empty()) return true;
    if (!sink_.Spend(tag.bytes)) return false;
    TakeTag(tag, InScript(at), sink_);
    return true;
  }

  bool Url(std::size_t at) {
    const std::string_view value = InBrackets(text_.substr(at + 4));
    if (!sink_.Spend(value.size())) return false;
    sink_.Take(value, ShownBy(at, value));
    return true;
  }

  // Whether url(...) shows a picture whose name does not say so.
  bool ShownBy(std::size_t at, std::string_view value) const {
    static constexpr std::array<std::string_view, 8> kOthers = {".woff", ".woff2", ".ttf", ".otf",
                                                                ".eot",  ".css",   ".js",  ".htc"};
    if (EndsAsOneOf(value, kOthers)) return false;
    std::string_view before = text_.substr(0, at);
    while (!before.empty() && IsBlank(before.back())) before.remove_suffix(1);
    for (const std::string_view name : {"import"sv, "src:"sv, "namespace"sv, "document"sv}) {
      if (before.size() >= name.size() &&
          BeginsWith(before.substr(before.size() - name.size()), name)) {
        return false;
      }
    }
    if (style_) return true;
    return !InScript(at) && IsPlainAddress(WithoutEntities(value));
  }

  // The quoted addresses up to the closing bracket; url(...) among them is found by itself.
  bool ImageSet(std::size_t begin) {
    std::size_t at = begin;
    for (int depth = 1; at < text_.size() && depth > 0;) {
      const std::string_view rest = text_.substr(at);
      const std::string_view quote = QuoteAt(rest);
      if (quote.empty()) {
        if (rest.front() == '(') ++depth;
        if (rest.front() == ')') --depth;
        if (rest.front() == ';' && quote.empty() && depth == 1) break;
        ++at;
        continue;
      }
      const std::string_view within = rest.substr(quote.size());
      const std::string_view value = within.substr(0, within.find(rest.substr(0, quote.size())));
      // Deeper stand type("image/avif") and url("..."), which are taken by themselves or not at
      // all.
      if (depth == 1) sink_.Take(value, true);
      at += value.size() + 2 * quote.size();
    }
    return sink_.Spend(std::min(at, text_.size()) - begin);
  }

  bool Attribute(std::size_t at, char c) {
    const char before = at == 0 ? ' ' : text_[at - 1];
    if (!IsBlank(before) && before != '"' && before != '\'' && before != '-' && before != '/' &&
        before != ':') {
      return true;
    }
    const std::string_view rest = text_.substr(at);
    if (c == 'd' && BeginsWith(rest, "data-")) return ForScripts(rest);
    // Longer first: "srcset" begins with "src".
    static constexpr std::array kNames = {"srcset"sv, "srcdoc"sv,    "src"sv,  "imagesrcset"sv,
                                          "poster"sv, "href"sv,      "data"sv, "content"sv,
                                          "lowsrc"sv, "background"sv};
    for (const std::string_view name : kNames) {
      if (c != name.front() || !BeginsWith(rest, name)) continue;
      const std::string_view value = AttributeValue(rest.substr(name.size()));
      if (!sink_.Spend(value.size())) return false;
      if (name == "srcset" || name == "imagesrcset") {
        sink_.TakeSet(value);
      } else if (name == "srcdoc") {
        return Within(value);
      } else {
        sink_.Take(value, false);
      }
      break;
    }
    return true;
  }

  // data-original, data-bg and the like: a script makes pictures of them.
  bool ForScripts(std::string_view rest) {
    std::size_t end = 5;
    while (end < rest.size() && end < kAttributeBytes && rest[end] != '=' && rest[end] != '>' &&
           rest[end] != '<' && !IsBlank(rest[end])) {
      ++end;
    }
    std::string name(rest.substr(0, end));
    std::transform(name.begin(), name.end(), name.begin(), LowerLetter);
    const std::string_view value = AttributeValue(rest.substr(end));
    if (value.size() > kReferenceBytes && !BeginsWith(value, "data:") &&
        name.find("srcset") == std::string::npos) {
      return sink_.Spend(kReferenceBytes);
    }
    if (!sink_.Spend(value.size())) return false;
    if (name.find("srcset") != std::string::npos) {
      sink_.TakeSet(value);
    } else {
      // Also tags that are no picture have a background; src and lazy are those of other things.
      const bool ground =
          name.find("bg") != std::string::npos || name.find("background") != std::string::npos;
      sink_.Take(value, ground && IsPlainAddress(WithoutEntities(value)));
    }
    return true;
  }

  bool Within(std::string_view value) {
    if (within_ == 0 || value.find('&') == std::string_view::npos) return true;
    const std::string page = WithoutEntities(value);
    return PageScan(page, false, within_ - 1, sink_).Run();
  }

  const std::string_view text_;
  const bool style_;
  const int within_;
  ReferenceSink& sink_;
  std::size_t script_end_ = 0;
};

}  // namespace

HtmlReferences ReferencesIn(std::string_view written, TextKind kind) {
  const std::string converted = FromUtf16(written);
  const std::string_view text = converted.empty() ? written : std::string_view(converted);
  ReferenceSink sink(text.size());
  switch (kind) {
    case TextKind::kPage:
    case TextKind::kStyle: {
      if (!PageScan(text, kind == TextKind::kStyle, kWithin, sink).Run()) return sink.Finish();
      HtmlReferences found = sink.Finish();
      if (found.inlined == 0 && HoldsWrittenPicture(text, false)) found.inlined = 1;
      return found;
    }
    case TextKind::kDrawing: sink.Inline(OnlyDraws(text) ? 0 : 1); break;
    case TextKind::kScript: sink.Inline(HoldsWrittenPicture(text, false) ? 1 : 0); break;
    case TextKind::kText: sink.Inline(HoldsWrittenPicture(text, true) ? 1 : 0); break;
    case TextKind::kLinks: TakeLinks(text, sink); break;
  }
  return sink.Finish();
}

}  // namespace photogate
