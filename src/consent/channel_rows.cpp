#include "consent/channel_rows.h"

namespace photogate {

ChannelDetails ChannelOfRow(const Rows& rows) {
  return {ChannelName{rows.Text(0)},
          UseName{rows.Text(1)},
          EnumOf(rows.Int(2), ChannelState::kProposed, ChannelState::kClosed),
          {rows.Text(3),
           rows.Text(4),
           rows.Text(5),
           rows.Text(6),
           EnumOf(rows.Int(7), ChannelAccess::kOpen, ChannelAccess::kClosed),
           {}},
          {EnumOf(rows.Int(8), ChannelMode::kList, ChannelMode::kAccount), rows.Int(9) != 0,
           rows.Real(10), rows.Text(11), static_cast<int>(rows.Int(12)),
           EnumOf(rows.Int(16), CopyFormat::kKeep, CopyFormat::kWebp),
           static_cast<int>(rows.Int(17)), rows.Int(18) != 0, rows.Int(19) != 0},
          rows.Text(13),
          rows.OptionalText(14),
          rows.OptionalText(15)};
}

Error NoSuchChannel(const ChannelName& name) {
  return Error{ErrorKind::kNotFound,
               "There is no channel of this name. See the channels with `photogate channel list`, "
               "or propose it with `photogate channel propose`.",
               name.value};
}

Result<ChannelDetails> ReadChannel(Database& database, const ChannelName& name) {
  ChannelDetails channel{};
  {
    Rows rows = database.Query(
        "SELECT " + std::string(kChannelColumns) + " FROM channel WHERE name = ?", {name.value});
    if (!rows.Next()) return NoSuchChannel(name);
    channel = ChannelOfRow(rows);
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
