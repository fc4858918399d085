// What it costs to ask of a new photo whether a person stopped one that looks like it, and to find
// what stands as cleared and looks like one that is deleted.
//
//   bench_stops [photos] [fallen]      default: 50000 5000
#include <fmt/format.h>

#include <cstdlib>
#include <random>

#include "consent/ledger_rows.h"
#include "consent/photo_journal.h"
#include "consent/register.h"
#include "consent/stops.h"
#include "consent/store.h"
#include "tests/bench/milliseconds.h"
#include "tests/support/paths.h"

namespace photogate {
namespace {

using bench::Milliseconds;

const Actor kBench{"bench"};
const ChannelName kChannel{"website"};

PictureMark RandomMark(std::mt19937_64& random) {
  PictureMark mark{random(), 1.5F, {}};
  for (std::uint8_t& cell : mark.grey) cell = static_cast<std::uint8_t>(random());
  return mark;
}

Sha256Hex Hash(int number) { return Sha256Hex{fmt::format("{:064x}", number)}; }
PhotoId Id(int number) { return PhotoId{fmt::format("ph-{:016x}", number)}; }

// Photos that were cleared, of which `fallen` are withdrawn since.
Result<Done> Fill(Register& reg, int photos, int fallen, ConsentVersion version) {
  std::mt19937_64 random(7);
  return reg.store().Write(
      kBench, "bench", [&](Database& database, Change& change) -> Result<Done> {
        for (int at = 0; at < photos; ++at) {
          LedgerRow row{Hash(at), Hash(at + photos),
                        kChannel, std::nullopt,
                        version,  DecisionKind::kClear,
                        "[]",     std::nullopt,
                        0,        0,
                        {},       "a.jpg",
                        false,    reg.clock().Now()};
          row.picture_sha256 = Hash(at + 2 * photos);
          row.mark = RandomMark(random);
          if (auto kept = InsertLedgerRow(database, change, row); !kept.ok()) return kept;
        }
        // Afterwards: as long as nothing is stopped, the ledger asks of little.
        for (int at = 0; at < photos; ++at) {
          const auto state =
              static_cast<int>(at < fallen ? PhotoState::kWithdrawn : PhotoState::kCleared);
          database.Run(
              "INSERT INTO photo(id, channel, added_groups, folder, original_name, source, state, "
              "revision, claimed_at, state_at, sha256, output_sha256, output_name) VALUES(?, ?, "
              "'[]', '', 'a.jpg', 1, ?, 1, ?, ?, ?, ?, 'a.jpg')",
              {Id(at).value, kChannel.value, state, change.now(), change.now(), Hash(at).value,
               Hash(at + photos).value});
        }
        return Done{};
      });
}

int Measure(int photos, int fallen) {
  const test::TempFolder folder;
  const SystemClock clock;
  InitOptions options;
  options.demo = true;
  auto made = Register::Create(folder.path() / "home", options, kBench, clock);
  if (!made.ok()) return 1;
  Register& reg = *made.value();
  const auto version = reg.Version();
  if (!version.ok() || !Fill(reg, photos, fallen, version.value()).ok()) return 1;
  std::mt19937_64 random(11);
  constexpr int kTimes = 20;
  const Sha256Hex fresh = Hash(4 * photos);
  const auto ask = [&](std::optional<PictureMark> mark) {
    const auto stop = StoppedBefore(reg, {fresh, fresh, kChannel, {}, false, std::move(mark)});
    if (!stop.ok() || stop.value()) std::abort();
  };
  ask(RandomMark(random));
  const double by_bytes = Milliseconds([&] {
    for (int at = 0; at < kTimes; ++at) ask(std::nullopt);
  });
  const double by_looks = Milliseconds([&] {
    for (int at = 0; at < kTimes; ++at) ask(RandomMark(random));
  });
  const double deletion = Milliseconds([&] {
    const auto gone =
        PhotoJournal(reg).OriginalGone(Id(photos - 1), "r", true, kBench, step_note::kDeleted);
    if (!gone.ok()) std::abort();
  });
  fmt::print(
      "{} photos, {} fallen: asked by bytes {:.1f} ms, by looks as well {:.1f} ms; one deletion "
      "{:.0f} ms\n",
      photos, fallen, by_bytes / kTimes, by_looks / kTimes, deletion);
  return 0;
}

}  // namespace
}  // namespace photogate

int main(int argc, char** argv) {
  return photogate::Measure(argc > 1 ? std::atoi(argv[1]) : 50'000,
                            argc > 2 ? std::atoi(argv[2]) : 5'000);
}
