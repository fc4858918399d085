#include "pipeline/journal_release.h"

#include <utility>

namespace photogate {
namespace {

class JournalSink final : public LedgerSink {
 public:
  JournalSink(PhotoJournal& journal, const PhotoId& id, std::int64_t revision,
              const PhotoFacts& facts, const Actor& by)
      : journal_(journal), id_(id), revision_(revision), facts_(facts), by_(by) {}
  Result<Done> Record(const LedgerRow& row) override {
    return journal_.Clearing(id_, facts_, row, by_, revision_);
  }

 private:
  PhotoJournal& journal_;
  const PhotoId& id_;
  const std::int64_t revision_;
  const PhotoFacts& facts_;
  const Actor& by_;
};

}  // namespace

PhotoFacts FactsOf(const PhotoResult& result, const std::string& settings_hash) {
  return FactsOf(result.record, result.consent_version, settings_hash);
}

PhotoFacts FactsOf(const PhotoRecord& record, const std::optional<ConsentVersion>& version,
                   const std::string& settings_hash) {
  PhotoFacts facts{record.sha256,
                   std::string(FormatName(record.format)),
                   record.width_px,
                   record.height_px,
                   record.decision.kind(),
                   record.findings,
                   {},
                   version,
                   settings_hash};
  facts.look = record.look;
  for (const RecordedFace& face : record.faces) {
    JournalFace kept{face.box, face.score, face.quality, face.usable, std::nullopt, std::nullopt};
    if (face.nearest) {
      kept.nearest = face.nearest->person;
      kept.distance = face.nearest->distance;
    }
    facts.faces.push_back(std::move(kept));
  }
  return facts;
}

ReleaseFunction ReleaseFromJournal(PhotoJournal& journal, const PhotoEntry& entry,
                                   ChannelShelf& shelf, const std::string& settings_hash,
                                   const Actor& by) {
  return [&journal, &shelf, id = entry.id, revision = entry.revision, settings_hash, by](
             const SanitisedPhoto& photo, const std::string& safe_name, const LedgerRow& row,
             const PhotoRecord& record) -> Result<Outcome> {
    const PhotoFacts facts = FactsOf(record, row.consent_version, settings_hash);
    JournalSink sink(journal, id, revision, facts, by);
    auto outcome = shelf.Clear(photo, safe_name, row, sink);
    if (!outcome.ok()) return outcome;
    // The copy stands and the ledger has it; if only this step cannot be written, a restart finds
    // the copy and takes it.
    (void)journal.MoveFrom(id, PhotoState::kClearing, PhotoState::kCleared, "", by).ok();
    return outcome;
  };
}

}  // namespace photogate
