// One finger moves, two fingers zoom, the wheel zooms, a tap picks, two taps come closer. Mouse, pen
// and touch alike, through pointer events.

const kStill_px = 6;
const kDouble_ms = 300;

export function followPointers(stage, { pointIn, busy, atWhole, pan, zoom, tap, doubleTap }) {
  const down = new Map();
  let moved = false;
  let lastTap = 0;

  const spread = () => {
    const [a, b] = [...down.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y) || 1, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  stage.addEventListener("pointerdown", (event) => {
    if (busy() || event.button > 0) return;
    stage.setPointerCapture(event.pointerId);
    if (down.size === 0) moved = false;
    down.set(event.pointerId, { ...pointIn(event), start: pointIn(event) });
    if (down.size > 1) moved = true;
  });

  stage.addEventListener("pointermove", (event) => {
    const known = down.get(event.pointerId);
    if (busy() || !known) return;
    const to = pointIn(event);
    if (down.size === 1) {
      if (!moved && Math.hypot(to.x - known.start.x, to.y - known.start.y) < kStill_px) return;
      moved = true;
      pan(to.x - known.x, to.y - known.y);
      Object.assign(known, to);
    } else if (down.size === 2) {
      const before = spread();
      Object.assign(known, to);
      const after = spread();
      zoom(after.distance / before.distance, after);
      pan(after.x - before.x, after.y - before.y);
    }
  });

  const up = (event) => {
    const known = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (!known || moved || busy() || event.type === "pointercancel") return;
    const point = pointIn(event);
    if (event.timeStamp - lastTap < kDouble_ms) {
      lastTap = 0;
      doubleTap(point);
    } else {
      lastTap = event.timeStamp;
      tap(point);
    }
  };
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);

  stage.addEventListener("wheel", (event) => {
    // The whole photo cannot get smaller: then the page scrolls on.
    if (busy() || (event.deltaY > 0 && atWhole())) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), pointIn(event));
  }, { passive: false });
}
