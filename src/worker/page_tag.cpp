#include "worker/page_tag.h"

#include <algorithm>
#include <array>

#include "worker/page_text.h"

namespace photogate {
namespace {

using namespace std::string_view_literals;

// A page has no longer name of a tag or an attribute that matters.
constexpr std::size_t kNameBytes = 64;
constexpr std::size_t kMostAttributes = 200;

constexpr std::array kTags = {"img"sv,   "image"sv,   "imagedata"sv, "feimage"sv,     "source"sv,
                              "video"sv, "object"sv,  "embed"sv,     "input"sv,       "link"sv,
                              "base"sv,  "body"sv,    "table"sv,     "td"sv,          "th"sv,
                              "tr"sv,    "amp-img"sv, "amp-video"sv, "relationship"sv};

bool IsNameLetter(char c) {
  const char lower = LowerLetter(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == ':' || c == '.';
}

std::string LowerName(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerLetter);
  return lower;
}

std::string_view Attribute(const PageTag& tag, std::string_view name) {
  for (const auto& [one, value] : tag.attributes) {
    if (one == name) return value;
  }
  return {};
}

bool HasWord(std::string_view text, std::string_view lower) {
  return LowerName(text).find(lower) != std::string::npos;
}

bool SoundsOnly(const PageTag& tag, std::string_view value) {
  if (BeginsWith(Attribute(tag, "type"), "audio/")) return true;
  const std::string_view name = value.substr(0, value.find_first_of("?#"));
  static constexpr std::array kEnds = {".mp3"sv, ".wav"sv, ".m4a"sv, ".aac"sv, ".oga"sv, ".flac"sv};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) {
    return name.size() >= end.size() && BeginsWith(name.substr(name.size() - end.size()), end);
  });
}

// Which attributes of which tag show a picture, besides srcset and data-..., whatever it is called.
bool Shows(const PageTag& tag, std::string_view attribute, std::string_view value) {
  const std::string& name = tag.name;
  if (name == "img" || name == "amp-img" || name == "imagedata") {
    return attribute == "src" || attribute == "lowsrc";
  }
  if (name == "image" || name == "feimage") {
    return attribute == "href" || attribute == "xlink:href" || attribute == "src";
  }
  if (name == "source") return attribute == "src" && !SoundsOnly(tag, value);
  if (name == "video" || name == "amp-video") return attribute == "src" || attribute == "poster";
  if (name == "object") return attribute == "data";
  if (name == "embed") return attribute == "src";
  if (name == "input") return attribute == "src" && BeginsWith(Attribute(tag, "type"), "image");
  if (name == "link") {
    return attribute == "href" &&
           (HasWord(Attribute(tag, "rel"), "icon") || BeginsWith(Attribute(tag, "as"), "image"));
  }
  return attribute == "background";
}

}  // namespace

std::string_view AttributeValue(std::string_view rest) {
  while (!rest.empty() && IsBlank(rest.front())) rest.remove_prefix(1);
  if (rest.empty() || rest.front() != '=') return {};
  rest.remove_prefix(1);
  while (!rest.empty() && IsBlank(rest.front())) rest.remove_prefix(1);
  if (rest.empty()) return {};
  if (rest.front() == '"' || rest.front() == '\'') {
    const char quote = rest.front();
    rest.remove_prefix(1);
    return rest.substr(0, rest.find(quote));
  }
  return rest.substr(0, rest.find_first_of(" \t\r\n\f>"));
}

bool MeansPicture(std::string_view attribute) {
  static constexpr std::array kWords = {"src"sv,        "original"sv, "lazy"sv, "bg"sv,
                                        "background"sv, "image"sv,    "img"sv,  "photo"sv,
                                        "thumb"sv,      "poster"sv,   "full"sv, "large"sv};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return attribute.find(word) != std::string_view::npos;
  });
}

bool IsPlainAddress(std::string_view value) {
  while (!value.empty() &&
         (IsBlank(value.front()) || value.front() == '"' || value.front() == '\''))
    value.remove_prefix(1);
  if (value.find_first_of(" \t\r\n'\"{}<>$()+|;") != std::string_view::npos) return false;
  return IsElsewhere(value) || value.substr(0, 1) == "/" || value.substr(0, 2) == "./" ||
         value.substr(0, 3) == "../";
}

PageTag TagAt(std::string_view rest) {
  PageTag tag;
  std::size_t at = 1;
  while (at < rest.size() && at <= kNameBytes && IsNameLetter(rest[at])) ++at;
  const std::string name = LowerName(rest.substr(1, at - 1));
  const std::string_view local =
      std::string_view(name).substr(name.find(':') == std::string::npos ? 0 : name.find(':') + 1);
  if (std::find(kTags.begin(), kTags.end(), local) == kTags.end()) return tag;
  if (at < rest.size() && !IsBlank(rest[at]) && rest[at] != '/' && rest[at] != '>') return tag;
  tag.name = local;
  while (at < rest.size() && rest[at] != '>') {
    if (IsBlank(rest[at]) || rest[at] == '/' || rest[at] == '"' || rest[at] == '\'') {
      ++at;
      continue;
    }
    const std::size_t begun = at;
    at = std::min(rest.find_first_of(" \t\r\n\f=>/", at + 1), rest.size());
    const std::string_view attribute = rest.substr(begun, at - begun);
    std::size_t equals = at;
    while (equals < rest.size() && IsBlank(rest[equals])) ++equals;
    if (equals >= rest.size() || rest[equals] != '=') continue;
    const std::string_view value = AttributeValue(rest.substr(equals));
    if (attribute.size() <= kNameBytes && tag.attributes.size() < kMostAttributes) {
      tag.attributes.emplace_back(LowerName(attribute), value);
    }
    at = value.data() == nullptr
             ? rest.size()
             : static_cast<std::size_t>(value.data() - rest.data()) + value.size();
    if (at < rest.size() && (rest[at] == '"' || rest[at] == '\'')) ++at;
  }
  tag.bytes = at;
  return tag;
}

void TakeTag(const PageTag& tag, bool in_script, ReferenceSink& sink) {
  if (tag.name == "base") {
    if (!in_script) sink.TakeBase(Attribute(tag, "href"));
    return;
  }
  for (const auto& [attribute, value] : tag.attributes) {
    const bool for_scripts = attribute.substr(0, 5) == "data-";
    if (for_scripts ? MeansPicture(attribute) && attribute.find("srcset") == std::string::npos &&
                          IsPlainAddress(value)
                    : Shows(tag, attribute, value)) {
      if (!in_script || IsPlainAddress(value) || BeginsWith(value, "data:")) sink.Take(value, true);
    }
  }
}

void TakeLinks(std::string_view text, ReferenceSink& sink) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const PageTag tag = TagAt(text.substr(at));
    if (tag.name != "relationship") continue;
    if (!sink.Spend(tag.bytes)) return;
    const std::string_view type = Attribute(tag, "type");
    const bool shown = HasWord(type, "/image") || HasWord(type, "/video") ||
                       HasWord(type, "/media") || HasWord(type, "photo") ||
                       HasWord(type, "/oleobject");
    if (shown && BeginsWith(Attribute(tag, "targetmode"), "external")) sink.Elsewhere();
  }
}

}  // namespace photogate
