// Releasing a photo of the journal: ledger row and journal step in one transaction, then the copy.
#pragma once

#include <string>

#include "consent/photo_journal.h"
#include "core/outcome.h"
#include "outcome/channel_shelf.h"
#include "pipeline/process_photo.h"

namespace photogate {

// What the journal keeps of a processed photo: its boxes, never a vector.
PhotoFacts FactsOf(const PhotoResult& result, const std::string& settings_hash);
PhotoFacts FactsOf(const PhotoRecord& record, const std::optional<ConsentVersion>& version,
                   const std::string& settings_hash);

// For PipelineContext::release of this one photo: moves it to clearing together with the ledger's
// row, writes the copy, and moves it to cleared. After an error it is where it was, or still
// clearing, in which case nothing is on the shelf. kConflict when the photo changed since `photo`
// was read, by what a person said of it for instance. All that is given must outlive the function.
ReleaseFunction ReleaseFromJournal(PhotoJournal& journal, const PhotoEntry& photo,
                                   ChannelShelf& shelf, const std::string& settings_hash,
                                   const Actor& by);

}  // namespace photogate
