// How the files of each source are read, kept in the register so that it is said once.
#pragma once

#include <string>
#include <vector>

#include "consent/import_columns.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// Thread-safe, like the Register it borrows.
class ImportSources {
 public:
  explicit ImportSources(Register& reg) : register_(reg) {}

  // The school's rules for a source and the preset's values; just the preset for a source that was
  // never saved. kRefused when the name is not usable, or is neither known nor a preset and
  // `must_exist`.
  Result<ImportMapping> Find(const std::string& source, bool must_exist);
  // Every source that was saved, with the school's own rules alone.
  Result<std::vector<ImportMapping>> List();
  // Replaces what was kept for mapping.source. The errors of CheckMapping.
  Result<Done> Save(const ImportMapping& mapping, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
