#include "outcome/channel_shelf.h"

namespace photogate {

Result<Done> ChannelShelf::Refresh() {
  const Result<std::vector<std::string>> names = files_.List(folder_);
  if (!names.ok()) return names.error();
  names_.InFolder(names.value());
  return Done{};
}

}  // namespace photogate
