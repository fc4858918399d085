// What verify says of a file, as a badge: a shape, a word and a colour. Pure; tested in
// tests/web/unit.

const kStandings = {
  cleared: ["clear", "● May be published"],
  no_longer_permitted: ["block", "■ Do not publish"],
  consent_changed: ["review", "▲ Look again first"],
  other_channel: ["review", "▲ Cleared for another channel"],
  metadata_changed: ["review", "▲ Changed since"],
  near_identical: ["review", "▲ Not the cleared file"],
  unknown: ["review", "▲ Never cleared"],
  video: ["review", "▲ A video"],
  cannot_check: ["review", "▲ Cannot be looked into"],
  missing: ["review", "▲ Not there"],
  unreadable: ["review", "▲ Cannot be read"],
};

// [kind, text]. What is not known here is never good.
export const standingBadge = (standing) => (Object.hasOwn(kStandings, standing) ? kStandings[standing] : ["review", "▲ Not verified"]);

// What to say of everything that was verified so far, in one sentence.
export function verdictOf(publishable, all, channel) {
  if (all === 0) return { kind: "warn", text: "No picture was found, so nothing was verified." };
  if (publishable === all) {
    return { kind: "clear", text: all === 1 ? `This picture may be published on ${channel}.` : `All ${all} pictures may be published on ${channel}.` };
  }
  const rest = all - publishable;
  const sorry = rest === 1 ? "Do not publish the one that is marked." : `Do not publish the ${rest} that are marked.`;
  return { kind: "block", text: publishable === 0 ? `None of this may be published on ${channel} as it is.` : `${publishable} of ${all} may be published on ${channel}. ${sorry}` };
}
