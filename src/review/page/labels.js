// Words beside the boxes, where they hide no face: the number wherever it has room, then the words, the
// urgent ones first. The list of faces beside the photo has every word.

const kLetter_px = 8.8;  // the widest average of the fonts in use at 0.8 rem bold
const kHigh_px = 20;
const kGap_px = 3;
const kSeen_px = 4;  // of a box, a side; with less of it in the window it gets no label
const kEyes = 0.7;   // the upper part of a face, by which people know it

const meets = (a, b, gap = 0) => a.left < b.left + b.width + gap && b.left < a.left + a.width + gap &&
  a.top < b.top + b.height + gap && b.top < a.top + a.height + gap;

// What is under it is not to be seen anyway.
const hides = ({ kind = "" }) => /\b(fill|covered)\b/.test(kind);
const isFace = (entry) => !hides(entry) && !/\bcrop\b/.test(entry.kind ?? "");

// `boxes`: [{node, at: {left, top, width, height}, kind, text, short, weight}]; `size` of the window in
// px; `letters`: how much larger than usual the person's letters are.
export function placeLabels(boxes, size, letters = 1) {
  const faces = boxes.filter(isFace);
  const placed = new Map();
  const place = (entry, words) => {
    const seen = seenPart(entry.at, size);
    if (!seen || !words) return;
    const free = (spot) => spot.left >= 0 && spot.top >= 0 && spot.left + spot.width <= size.width && spot.top + spot.height <= size.height &&
      ![...placed].some(([other, label]) => other !== entry && meets(spot, label.spot)) &&
      !faces.some((face) => face !== entry && meets(spot, face.at, 2)) &&
      (!isFace(entry) || !meets(spot, { ...entry.at, height: entry.at.height * kEyes }));
    const spot = spots(entry, seen, size, { width: (words.length * kLetter_px + 12) * letters, height: kHigh_px * letters }).find(free);
    if (spot) placed.set(entry, { words, spot });
  };
  const order = boxes.filter((entry) => entry.node.firstElementChild).sort((a, b) => (a.weight ?? 9) - (b.weight ?? 9));
  // The face that is looked at just now has its words whatever the others get.
  for (const entry of order) if (entry.weight === 0) place(entry, entry.text);
  for (const entry of order) if (!placed.has(entry)) place(entry, entry.short ?? entry.text);
  for (const entry of order) if (placed.get(entry)?.words !== entry.text) place(entry, entry.text);
  for (const entry of order) show(entry, placed.get(entry));
}

function show(entry, found) {
  const label = entry.node.firstElementChild;
  label.hidden = !found;
  // Somebody who reads the page's text finds the number of every box.
  const words = found?.words ?? entry.short ?? entry.text;
  if (label.textContent !== words) label.textContent = words;
  if (!found) return;
  label.style.left = `${found.spot.left - entry.at.left}px`;
  label.style.top = `${found.spot.top - entry.at.top}px`;
}

function seenPart(at, size) {
  const left = Math.max(0, at.left), top = Math.max(0, at.top);
  const width = Math.min(size.width, at.left + at.width) - left, height = Math.min(size.height, at.top + at.height) - top;
  return width < kSeen_px || height < kSeen_px ? null : { left, top, width, height };
}

// Where a label may stand, the best first: below, above, beside, at last on the chin.
function spots(entry, seen, size, { width, height }) {
  const at = entry.at;
  const right = seen.left + seen.width, bottom = seen.top + seen.height;
  const along = (left) => Math.max(2, Math.min(left, size.width - width - 2));
  const spot = (left, top) => ({ left, top, width, height });
  const rows = [at.top + at.height + kGap_px, at.top - height - kGap_px];
  const list = [];
  const inside = spot(seen.left + (seen.width - width) / 2, seen.top + (seen.height - height) / 2);
  if (hides(entry)) list.push(inside);
  for (const left of [at.left, right - width, seen.left + (seen.width - width) / 2]) list.push(...rows.map((top) => spot(along(left), top)));
  for (const top of [seen.top, bottom - height]) list.push(spot(right + kGap_px + 2, top), spot(seen.left - width - kGap_px - 2, top));
  list.push(spot(along(seen.left + 4), bottom - height - 4));
  return list;
}
