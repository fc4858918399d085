#include "consent/ways_in.h"

#include "consent/keyring.h"

namespace photogate {

Result<WaysIn> FindWaysIn(const std::filesystem::path& home) {
  const auto keyring = ReadKeyring(home);
  if (!keyring.ok()) return keyring.error();
  return WaysIn{keyring.value().Has(WayKind::kKey), keyring.value().Has(WayKind::kPassphrase)};
}

}  // namespace photogate
