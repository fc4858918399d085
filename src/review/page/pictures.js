// Pictures of the server, fetched only when they come into view: each look at a photo is recorded,
// so none is fetched that nobody sees.

const kTries = 4;
const kPause_ms = 700;

// Loads img[data-src] below `root` as they are scrolled to. Returns the way to stop.
export function watchPictures(root) {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      loadPicture(target, target.dataset.src);
    }
  });
  const watch = () => {
    for (const image of root.querySelectorAll("img[data-src]:not([src])")) seen.observe(image);
  };
  const changes = new MutationObserver(watch);
  changes.observe(root, { childList: true, subtree: true });
  watch();
  return () => {
    seen.disconnect();
    changes.disconnect();
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
