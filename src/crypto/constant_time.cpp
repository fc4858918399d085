#include "crypto/constant_time.h"

#include <sodium.h>

namespace photogate {

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace photogate
