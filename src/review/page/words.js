// How times, numbers and codes are written for people. Pure; tested in tests/web/unit.

const kMinute = 60, kHour = 3600, kDay = 86400;

export const count = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;

// What a no has opened, for whoever entered it; empty: nothing.
export function openedWords({ takedowns_opened: places, copies_not_looked_at: unseen }) {
  const words = [];
  if (places) words.push(`${count(places, "place")} where they may be seen: see Take down.`);
  if (unseen) words.push(`${count(unseen, "cleared copy", "cleared copies")} of before they were on the register ${unseen === 1 ? "was" : "were"} not looked at. Ask whoever keeps photogate to compare them, or to open a task for each.`);
  return words.join(" ");
}

// "21 November 2026" of a day "2026-11-21".
export function day(text) {
  const [year, month, date] = text.slice(0, 10).split("-").map(Number);
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
    .format(new Date(Date.UTC(year, month - 1, date)));
}

// "2:32pm", in the browser's time zone.
export function clock(when) {
  const at = new Date(when);
  const hours = at.getHours(), minutes = String(at.getMinutes()).padStart(2, "0");
  return `${hours % 12 || 12}:${minutes}${hours < 12 ? "am" : "pm"}`;
}

// "today at 2:32pm", "yesterday at 2:32pm", "3 November at 2:32pm", "3 November 2025 at 2:32pm".
export function moment(when, now = new Date()) {
  const at = new Date(when);
  const start = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((start(now) - start(at)) / (kDay * 1000));
  if (days === 0) return `today at ${clock(at)}`;
  if (days === 1) return `yesterday at ${clock(at)}`;
  const options = { day: "numeric", month: "long" };
  if (at.getFullYear() !== now.getFullYear()) options.year = "numeric";
  return `${new Intl.DateTimeFormat("en-GB", options).format(at)} at ${clock(at)}`;
}

// How long something has waited, in its largest whole unit.
export function age(seconds) {
  if (seconds < kMinute) return "less than a minute";
  if (seconds < kHour) return count(Math.floor(seconds / kMinute), "minute");
  if (seconds < kDay) return count(Math.floor(seconds / kHour), "hour");
  return count(Math.floor(seconds / kDay), "day");
}

// "2 days 4 hours" of a number of hours; "less than an hour"; from a week on days alone.
export function span(hours) {
  const whole = Math.floor(Math.abs(hours));
  if (whole === 0) return "less than an hour";
  const days = Math.floor(whole / 24), rest = days < 7 ? whole % 24 : 0;
  return [days ? count(days, "day") : "", rest ? count(rest, "hour") : ""].filter(Boolean).join(" ");
}

const kRoles = {
  "anyone": "anyone", "office": "office", "teacher": "teacher", "senior-leader": "senior leader",
  "safeguarding-lead": "safeguarding lead", "data-protection-lead": "data protection lead",
  "administrator": "administrator", "auditor": "auditor",
};

export const roleName = (role) => kRoles[role] ?? role.replaceAll("-", " ");

const kStates = {
  working: "Being checked", waiting: "Waiting", second: "Needs a second person", escalated: "Passed on",
  cleared: "Cleared", blocked: "Blocked", withdrawn: "Taken out", deleted: "Deleted", unreadable: "Cannot be read",
};

// Why there is no picture of a photo about which the server found `codes`, and what to do about it.
export function noPictureWords(codes) {
  if (codes.includes("corrupt_file")) return "This file is damaged and cannot be opened as a picture. It can only be deleted: ask whoever took the photo for it anew.";
  if (codes.includes("over_limit")) return "This file is too large to be shown here. Ask for a smaller copy of the photo, and delete this one.";
  if (["unsupported_file", "video"].some((code) => codes.includes(code))) return "This file cannot be opened as a picture here. Ask for it as a photo, or delete it.";
  return "The photo could not be shown. Load the page again; if it stays like this, tell whoever looks after photogate.";
}

// Whether people may still decide on it.
export const undecided = (state) => ["waiting", "second", "escalated"].includes(state);

export const stateName = (state) => kStates[state] ?? state;

// What follows when somebody said that what the computer found is so: `question` as the server has it.
export function standsWords({ face, senior, overridable }) {
  const cover = face === null ? "Cover or crop it" : "Cover the face";
  if (senior && overridable) return `■ Somebody says so. ${cover} or block the photo. To clear it all the same takes two people with a reason each, one of them a senior leader.`;
  if (senior) return `■ Somebody says so, and nobody can set that aside here unless they change their answer. ${cover} or block the photo.`;
  return `■ Somebody says that there is a problem, so the photo cannot be cleared like this. ${cover}, block the photo, pass it on, or talk to them: they can change their answer.`;
}

// Of a photo on which nothing more can be decided: who did, and what may follow.
export const decidedWords = ({ by, text, at }, mayUndo, now = new Date()) => `${by} ${text} ${moment(at, now)}. ${mayUndo
  ? "To decide anew, take that back first: “Undo”."
  : "Talk to them: only who decided, or a senior leader, can take it back, and only until the copy is released."}`;

// Of faces, by number, of whose heads the covered copy still shows something.
export const partlyWords = (numbers) => (numbers.length === 1
  ? `Something of the head of face ${numbers[0]} can still be seen, so it does not count as covered. Tick the face too, or draw what stays smaller.`
  : `Something of the heads of faces ${list(numbers)} can still be seen, so they do not count as covered. Tick these faces too, or draw what stays smaller.`);

// What the computer's number means; older photos do not tell what it was compared with.
export function scoreWords({ distance, match, possible }) {
  const start = `The computer's distance: ${distance.toFixed(2)}.`;
  if (!match || !possible) return `${start} The smaller it is, the more alike two faces are.`;
  return `${start} Up to ${match.toFixed(2)} it takes two faces for the same person, up to ${possible.toFixed(2)} for possibly the same.`;
}

// `codes`: everything the server found about the photo.
export const unanswerableWords = (codes) => (codes.includes("corrupt_file")
  ? "Nobody can answer this by looking. Delete the file, and ask whoever took the photo for it anew."
  : "Nobody can answer this by looking. Block the photo, delete it, or pass it on.");

// "Face 2 is too small to compare." of a text of several sentences.
export const firstSentence = (text) => /^.*?[.!?](?=\s|$)/s.exec(text ?? "")?.[0] ?? text ?? "";

export const list = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;

// A local time for <input type="datetime-local">, and back to UTC.
export function toLocalInput(date) {
  const two = (n) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}`;
}

// Whether a local time of <input type="datetime-local"> lies more than a year back.
export function longAgo(local, now = new Date()) {
  const year = new Date(now);
  year.setFullYear(year.getFullYear() - 1);
  return new Date(local) < year;
}

// Enough words that others understand it.
export const kLeastWords = 3;
export const fewWords = (text) => text.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length < kLeastWords;

export const toUtc = (local) => new Date(local).toISOString().replace(/\.\d+Z$/, "Z");
