// What every page that the program writes to a file has in common.
#pragma once

#include <string>
#include <string_view>

namespace photogate {

// From the doctype to the opened <div class="page">, with the style of the reports and a content
// security policy that forbids every request. `title` and `css_class` (of the body) are plain text.
std::string HtmlPageStart(std::string_view title, std::string_view css_class = {});
inline constexpr std::string_view kHtmlPageEnd = "</div></body></html>\n";

}  // namespace photogate
