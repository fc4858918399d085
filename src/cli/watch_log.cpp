#include "cli/watch_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

#include "outcome/printable.h"

namespace photogate {

std::function<void(const std::string& line, bool bad)> WatchLog() {
  const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  auto logger = std::make_shared<spdlog::logger>("photogate",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  // The journal has the time already.
  logger->set_pattern(journal ? "%v" : "%Y-%m-%dT%H:%M:%S%z %l %v");
  return [logger, journal](const std::string& line, bool bad) {
    const std::string text = Printable(line);
    if (bad) {
      logger->warn("{}{}", journal ? "<4>" : "", text);
    } else {
      logger->info("{}{}", journal ? "<6>" : "", text);
    }
  };
}

}  // namespace photogate
