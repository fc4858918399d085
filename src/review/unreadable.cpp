// A photo of which something was said that cannot be read: what is left to show, and to do.
#include "outcome/printable.h"
#include "review/photo_json.h"

namespace photogate {

Json UnreadableJson(const UnreadablePhoto& photo, const Call& call, const PhotoContext& context) {
  const PhotoEntry& entry = photo.entry;
  const bool gone = entry.state == PhotoState::kDeleted;
  PhotoRights rights;
  if (!gone) RightToDelete(call, context, rights);
  const Json none = Json::array();
  return {{"id", entry.id.value},
          {"version", photo.version},
          {"state", gone ? "deleted" : kUnreadableState},
          {"assigned", "anyone"},
          {"channel", {{"name", entry.channel.value}, {"mode", "list"}}},
          {"event", entry.event ? Json(entry.event->value) : Json()},
          {"file_name", Printable(entry.original_name)},
          {"received", entry.claimed_at},
          {"width", 0},
          {"height", 0},
          {"picture", nullptr},
          {"effect", "review"},
          {"headline", kUnreadable},
          {"faces", none},
          {"questions", none},
          {"notes", none},
          {"checks", none},
          {"present", none},
          {"marks", none},
          {"cover", nullptr},
          {"may", rights.may},
          {"why_not", rights.why_not},
          {"needs", {{"reason", false}, {"second_person", false}, {"senior_leader", false}}},
          {"first_person", nullptr},
          {"undo", nullptr},
          {"released", nullptr},
          {"incident", context.incident ? Json(*context.incident) : Json()},
          {"receipt", gone ? ReceiptJson(entry.receipt) : Json()},
          {"history", HistoryJson(photo.verdicts)},
          {"next", context.next ? Json(*context.next) : Json()}};
}

}  // namespace photogate
