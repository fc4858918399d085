#include "watch/shown_names.h"

#include <utility>

#include "outcome/printable.h"

namespace photogate {

std::optional<std::string> ShownNames::Show(const ChannelName& channel, const std::string& text) {
  const auto version = register_.Version();
  if (!version.ok()) return std::nullopt;
  if (names_ == nullptr || names_->snapshot.version != version.value()) {
    auto snapshot =
        register_.Snapshot({channel, std::nullopt, {}, register_.clock().Today(), std::nullopt});
    if (!snapshot.ok()) return std::nullopt;
    auto view = MakeConsentView(std::move(snapshot).value());
    if (!view.ok()) return std::nullopt;
    names_ = view.value();
  }
  if (!names_->names.Find(text).empty()) return std::nullopt;
  return Printable(text);
}

}  // namespace photogate
