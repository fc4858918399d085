#include "consent/channel_rows.h"

namespace photogate {

Result<ChannelDetails> ReadChannel(Database& database, const ChannelName& name) {
  ChannelDetails channel{};
  {
    Rows rows = database.Query(
        "SELECT use, state, address, aim, audience, promotion, access, mode, unrecorded_barred, "
        "ignore_below_px, ignore_reason, longest_edge_px, proposed_by, approved_by, approved_at, "
        "copy_format, quality, to_srgb, keep_credit "
        "FROM channel WHERE name = ?",
        {name.value});
    if (!rows.Next()) {
      return Error{ErrorKind::kNotFound,
                   "There is no channel of this name. See the channels with `photogate channel "
                   "list`, or propose it with `photogate channel propose`.",
                   name.value};
    }
    channel.name = name;
    channel.use = UseName{rows.Text(0)};
    channel.state = EnumOf(rows.Int(1), ChannelState::kProposed, ChannelState::kClosed);
    channel.business_case = {rows.Text(2),
                             rows.Text(3),
                             rows.Text(4),
                             rows.Text(5),
                             EnumOf(rows.Int(6), ChannelAccess::kOpen, ChannelAccess::kClosed),
                             {}};
    channel.rules = {EnumOf(rows.Int(7), ChannelMode::kList, ChannelMode::kAccount),
                     rows.Int(8) != 0,
                     rows.Real(9),
                     rows.Text(10),
                     static_cast<int>(rows.Int(11)),
                     EnumOf(rows.Int(15), CopyFormat::kKeep, CopyFormat::kWebp),
                     static_cast<int>(rows.Int(16)),
                     rows.Int(17) != 0,
                     rows.Int(18) != 0};
    channel.proposed_by = rows.Text(12);
    channel.approved_by = rows.OptionalText(13);
    channel.approved_at = rows.OptionalText(14);
  }
  Rows rows = database.Query("SELECT owner FROM channel_owner WHERE channel = ? ORDER BY owner",
                             {name.value});
  while (rows.Next()) channel.business_case.owners.push_back(rows.Text(0));
  return channel;
}

void InsertChannel(Database& database, Change& change, const ChannelDetails& channel) {
  const ChannelCase& business = channel.business_case;
  const ChannelRules& rules = channel.rules;
  database.Run(
      "INSERT INTO channel(name, use, address, aim, audience, promotion, access, state, mode, "
      "unrecorded_barred, ignore_below_px, ignore_reason, longest_edge_px, proposed_by, "
      "approved_by, approved_at, copy_format, quality, to_srgb, keep_credit, version) VALUES(?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {channel.name.value,
       channel.use.value,
       business.address,
       business.aim,
       business.audience,
       business.promotion,
       static_cast<int>(business.access),
       static_cast<int>(channel.state),
       static_cast<int>(rules.mode),
       rules.unrecorded_barred,
       rules.ignore_below_px,
       rules.ignore_reason,
       rules.longest_edge_px,
       channel.proposed_by,
       channel.approved_by,
       channel.approved_at,
       static_cast<int>(rules.format),
       rules.quality,
       rules.to_srgb,
       rules.keep_credit,
       change.version()});
  ReplaceOwners(database, channel.name, business.owners);
}

void ReplaceOwners(Database& database, const ChannelName& name,
                   const std::vector<std::string>& owners) {
  database.Run("DELETE FROM channel_owner WHERE channel = ?", {name.value});
  for (const std::string& owner : owners) {
    database.Run("INSERT OR IGNORE INTO channel_owner(channel, owner) VALUES(?, ?)",
                 {name.value, owner});
  }
}

Channel ToChannel(const ChannelDetails& details) {
  return Channel{details.name,
                 details.use,
                 details.state == ChannelState::kApproved,
                 details.rules.mode,
                 details.rules.unrecorded_barred,
                 details.rules.ignore_below_px,
                 {details.rules.longest_edge_px, details.rules.format, details.rules.quality,
                  details.rules.to_srgb},
                 details.rules.keep_credit};
}

}  // namespace photogate
