// Words beside the boxes: as many as have room, the urgent ones first, the number alone otherwise.
// The list of faces beside the photo has every word.

const kLetter_px = 8.8;  // the widest average of the fonts in use at 0.8 rem bold
const kHigh_px = 20;

// `boxes`: [{node, at: {left, top, width, height}, text, short, weight}]; `size` of the window.
export function placeLabels(boxes, size) {
  const taken = [];
  const free = (spot) => !taken.some((other) => spot.left < other.left + other.width && other.left < spot.left + spot.width &&
    spot.top < other.top + kHigh_px && other.top < spot.top + kHigh_px);
  const spots = ({ at }, words) => {
    const width = words.length * kLetter_px + 12;
    const left = Math.max(2, Math.min(at.left, size.width - width - 2));
    return [at.top + at.height + 3, at.top - kHigh_px - 3].map((top) => ({ left, top, width }));
  };
  const inside = (spot) => spot.top > 0 && spot.top + kHigh_px < size.height;
  for (const entry of [...boxes].sort((a, b) => (a.weight ?? 9) - (b.weight ?? 9))) {
    const label = entry.node.firstElementChild;
    if (!label) continue;
    let words = entry.text;
    let spot = spots(entry, words).find((place) => inside(place) && free(place));
    if (!spot && entry.short) {
      words = entry.short;
      spot = spots(entry, words).find((place) => inside(place) && free(place));
    }
    spot ??= spots(entry, words)[0];
    taken.push(spot);
    if (label.textContent !== words) label.textContent = words;
    label.style.left = `${spot.left - entry.at.left}px`;
    label.style.top = `${spot.top - entry.at.top}px`;
  }
}
