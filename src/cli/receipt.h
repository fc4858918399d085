// The receipt of a destruction, as it is printed for a parent.
#pragma once

#include <string>

#include "cli/verbs.h"
#include "consent/biometrics.h"

namespace photogate {

std::string ReceiptText(const DestructionReceipt& receipt);
Json ReceiptJson(const DestructionReceipt& receipt);

}  // namespace photogate
