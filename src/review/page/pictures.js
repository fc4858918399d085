// Pictures of the server, fetched only when they come into view: each look at a photo is recorded,
// so none is fetched that nobody sees.

const kTries = 4;
const kPause_ms = 700;

// Loads img[data-src] below `root` as they are scrolled to. When `root` is drawn anew, an image with
// data-shows that was fetched already stands again in the place of the new one that shows the same.
// Returns the way to stop.
export function watchPictures(root) {
  const fetched = new Map();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      if (target.dataset.shows) fetched.set(target.dataset.shows, target);
      loadPicture(target, target.dataset.src);
    }
  });
  const watch = () => {
    for (const image of root.querySelectorAll("img[data-src]:not([src])")) {
      const before = fetched.get(image.dataset.shows);
      if (before && !before.isConnected && !before.classList.contains("failed")) {
        before.alt = image.alt;
        image.replaceWith(before);
      } else {
        seen.observe(image);
      }
    }
  };
  const changes = new MutationObserver(watch);
  changes.observe(root, { childList: true, subtree: true });
  watch();
  return () => {
    seen.disconnect();
    changes.disconnect();
    fetched.clear();
  };
}

// The server may be busy for a moment; then the picture is asked for again.
export function loadPicture(image, address, tries = kTries) {
  return new Promise((done) => {
    image.onload = () => {
      image.classList.remove("failed");
      done(true);
    };
    image.onerror = () => {
      // No broken picture is shown, not even until the next try.
      image.classList.add("failed");
      if (tries <= 1 || !image.isConnected) {
        image.closest(".thumb")?.classList.add("none");
        done(false);
        return;
      }
      setTimeout(() => loadPicture(image, address, tries - 1).then(done), kPause_ms);
    };
    image.src = address;
  });
}
