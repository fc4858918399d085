// Gathers what a page refers to, each address once.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "worker/html_references.h"

namespace photogate {

class ReferenceSink {
 public:
  explicit ReferenceSink(std::size_t text_bytes);

  // `written`: an address as it stands in the page. `shown`: as a picture, whatever its name is.
  void Take(std::string_view written, bool shown);
  // "a.jpg 1x, b.jpg 2x"; all are shown.
  void TakeSet(std::string_view set);
  // <base href>; the first counts.
  void TakeBase(std::string_view written);

  // False once the page is not worth reading on.
  bool Spend(std::size_t bytes);
  void Inline(int pictures) { found_.inlined += pictures; }
  void Elsewhere() { ++found_.elsewhere; }

  HtmlReferences Finish();

 private:
  void Resolved(const std::string& address, bool shown);
  void Keep(std::string name, std::vector<std::string>& list);

  std::size_t left_;  // bytes of values that may still be read
  std::size_t names_bytes_ = 0;
  HtmlReferences found_;
  std::optional<std::string> base_;
  std::set<std::string> seen_;
  std::set<std::size_t> counted_;  // hashes of addresses that are elsewhere or inlined
};

// Whether `address` leads to another machine, or to nowhere that could be looked at here.
bool IsElsewhere(std::string_view address);

}  // namespace photogate
