#include "cli/receipt.h"

#include <fmt/format.h>

#include "cli/terminal.h"

namespace photogate {

std::string ReceiptText(const DestructionReceipt& receipt) {
  std::string models;
  for (const auto& [model, count] : receipt.models) {
    models += fmt::format("{}{} of {}", models.empty() ? "" : ", ", count, model.value);
  }
  return fmt::format(
      "RECEIPT\n"
      "  destroyed      {} template{}{}, {} reference crop{}\n"
      "  of             {}\n"
      "  at the word of {}\n"
      "  entered by     {}\n"
      "  when           {}\n"
      "Overwritten in the register; photos are not compared with this person any more.\n",
      receipt.templates, receipt.templates == 1 ? "" : "s",
      models.empty() ? "" : " (" + Printable(models) + ")", receipt.crops,
      receipt.crops == 1 ? "" : "s", receipt.case_number,
      receipt.ordered_by.empty() ? "the family" : Printable(receipt.ordered_by),
      Printable(receipt.by), receipt.at);
}

Json ReceiptJson(const DestructionReceipt& receipt) {
  Json models = Json::object();
  for (const auto& [model, count] : receipt.models) models[model.value] = count;
  return Json{{"case", receipt.case_number},
              {"templates", receipt.templates},
              {"models", models},
              {"crops", receipt.crops},
              {"ordered_by", receipt.ordered_by},
              {"entered_by", receipt.by},
              {"at", receipt.at}};
}

}  // namespace photogate
