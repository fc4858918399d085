// Rows of templates, with their vectors. Internal to consent.
#pragma once

#include <cstdint>
#include <vector>

#include "consent/database.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/template.h"

namespace photogate {

struct StoredTemplate {
  std::int64_t person;  // row
  Template face_template;
};

// Every template of `model`, by person row. kCorrupt when one is damaged, or when two have
// different lengths: a gallery with a gap would let somebody through.
Result<std::vector<StoredTemplate>> AllTemplates(Database& database, const ModelId& model);

}  // namespace photogate
