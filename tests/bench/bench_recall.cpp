// How long a recall takes with many cleared copies on record: one person in a hundred of 50,000, by
// record, and an objection of somebody who must be looked for by eye in half of them.
//
//   bench_recall [copies]      default: 50000
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "consent/events.h"
#include "consent/ledger_rows.h"
#include "consent/people.h"
#include "consent/permissions.h"
#include "consent/register.h"
#include "consent/store.h"
#include "consent/takedowns.h"
#include "tests/bench/milliseconds.h"
#include "tests/support/paths.h"

namespace photogate {
namespace {

using bench::Milliseconds;

const Actor kBench{"bench"};

int Measure(int copies) {
  const test::TempFolder folder;
  const SystemClock clock;
  InitOptions options;
  options.demo = true;
  auto made = Register::Create(folder.path() / "home", options, kBench, clock);
  if (!made.ok()) return 1;
  Register& reg = *made.value();
  for (const char* id : {"seen", "unseen", "other"}) {
    const GroupName group{std::string(id) == "other" ? "5C" : "4B"};
    const NewPerson person{PersonId{id}, id, PersonKind::kPupil, {group}, {}};
    if (!People(reg).Add(person, kBench).ok()) return 1;
  }
  for (const char* group : {"4B", "5C"}) {
    const EventName name{std::string("of ") + group};
    if (!Events(reg).Add(name, clock.Today(), {GroupName{group}}, kBench).ok()) return 1;
  }
  const auto version = reg.Version();
  if (!version.ok()) return 1;
  const auto filled =
      reg.store().Write(kBench, "bench", [&](Database& database, Change& change) -> Result<Done> {
        for (int at = 0; at < copies; ++at) {
          LedgerRow row{Sha256Hex{fmt::format("{:064x}", at)},
                        Sha256Hex{fmt::format("{:064x}", at + copies)},
                        ChannelName{"website"},
                        std::nullopt,
                        version.value(),
                        DecisionKind::kClear,
                        "[]",
                        ModelId{"bench 1"},
                        0.4,
                        0.5,
                        {},
                        fmt::format("photo-{}.jpg", at),
                        false,
                        clock.Now()};
          if (at % 100 == 0) row.people_present.push_back(PersonId{"seen"});
          row.event = EventName{at % 2 == 0 ? "of 4B" : "of 5C"};
          const auto kept = InsertLedgerRow(database, change, row);
          if (!kept.ok()) return kept.error();
        }
        return Done{};
      });
  if (!filled.ok()) return 1;
  std::size_t places = 0;
  TakedownQuery open;
  open.open = true;
  const double objection = Milliseconds([&] {
    if (!Permissions(reg).Object(PersonId{"unseen"}, clock.Today(), "", kBench).ok()) std::abort();
  });
  const auto by_eye = Takedowns(reg).List(open);
  if (!by_eye.ok()) return 1;
  const double recall = Milliseconds([&] {
    const auto found = Takedowns(reg).Recall(PersonId{"seen"}, kBench);
    if (!found.ok()) std::abort();
    for (const Takedown& task : found.value().places) places += ByEye(task.found_by) ? 0 : 1;
  });
  const double due = Milliseconds([&] {
    if (!Takedowns(reg).OpenDue(kBench).ok()) std::abort();
  });
  fmt::print(
      "{} copies: objection {:.0f} ms ({} by eye); recall by hand {:.0f} ms ({} by record); "
      "nothing due {:.0f} ms\n",
      copies, objection, by_eye.value().size(), recall, places, due);
  return 0;
}

}  // namespace
}  // namespace photogate

int main(int argc, char** argv) {
  return photogate::Measure(argc > 1 ? std::atoi(argv[1]) : 50'000);
}
