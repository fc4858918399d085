#include "consent/templates.h"

#include "consent/biometric_rows.h"
#include "consent/looks.h"
#include "consent/store.h"
#include "consent/template_rows.h"
#include "consent/vector_codec.h"

namespace photogate {
namespace {

// Columns: id, model, quality, reference_date, photo_sha256, actor, at.
std::vector<TemplateEntry> ReadEntries(Rows rows) {
  std::vector<TemplateEntry> entries;
  while (rows.Next()) {
    entries.push_back({PersonId{rows.Text(0)}, ModelId{rows.Text(1)}, rows.Real(2),
                       DateOf(rows.Text(3)), Sha256Hex{rows.Text(4)}, rows.Text(5), rows.Text(6)});
  }
  return entries;
}

}  // namespace

Result<std::vector<StoredTemplate>> AllTemplates(Database& database, const ModelId& model) {
  std::vector<StoredTemplate> templates;
  Rows rows = database.Query(
      "SELECT person, vector FROM template WHERE model = ? ORDER BY person, number", {model.value});
  while (rows.Next()) {
    auto values = DecodeVector(rows.Blob(1));
    if (!values.ok()) return values.error();
    if (!templates.empty() &&
        templates.front().face_template.values().size() != values.value().size()) {
      return Error{ErrorKind::kCorrupt,
                   "Two templates of one model differ in length. Restore the latest backup, or "
                   "enrol everybody again."};
    }
    templates.push_back({rows.Int(0), Template(model, std::move(values).value())});
  }
  return templates;
}

Result<std::vector<TemplateEntry>> Templates::List(const PersonId& person) {
  return register_.store().Read([&](Database& database) -> Result<std::vector<TemplateEntry>> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    return ReadEntries(database.Query(
        "SELECT id, model, quality, reference_date, photo_sha256, actor, at FROM template "
        "JOIN change ON change.version = template.version "
        "JOIN person ON person.row = template.person WHERE template.person = ? ORDER BY number",
        {row.value()}));
  });
}

Result<std::vector<ReferenceCrop>> Templates::Crops(const PersonId& person, const Actor& by) {
  const Result<Done> recorded = Looks(register_).Record("reference crop", person.value, by);
  if (!recorded.ok()) return recorded.error();
  return register_.store().Read([&](Database& database) -> Result<std::vector<ReferenceCrop>> {
    const auto row = PersonRow(database, person);
    if (!row.ok()) return row.error();
    std::vector<ReferenceCrop> crops;
    Rows rows = database.Query(
        "SELECT model, reference_date, photo_sha256, jpeg FROM reference_crop "
        "JOIN template ON template.number = reference_crop.template WHERE person = ? "
        "ORDER BY reference_date DESC, number DESC",
        {row.value()});
    while (rows.Next()) {
      crops.push_back(
          {ModelId{rows.Text(0)}, DateOf(rows.Text(1)), Sha256Hex{rows.Text(2)}, rows.Blob(3)});
    }
    return crops;
  });
}

Result<DestructionReceipt> Templates::Destroy(const PersonId& person, const Actor& by) {
  auto receipt = register_.store().Write(
      by, "template destroy",
      [&](Database& database, Change& change) -> Result<DestructionReceipt> {
        const auto row = PersonRow(database, person);
        if (!row.ok()) return row.error();
        return DestroyTemplates(database, change, row.value());
      });
  if (receipt.ok() && receipt.value().templates > 0) register_.store().TruncateLog();
  return receipt;
}

}  // namespace photogate
