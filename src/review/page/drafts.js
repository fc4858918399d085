// What somebody typed or ticked and has not sent yet, kept for this browser tab only, so that a
// reload, a lost connection or an ended session loses nothing. Words and numbers, never pictures.
// Signing out and another person's sign-in clear it.

const kPrefix = "photogate.draft.";
const kOwner = "photogate.owner";

// `store` is window.sessionStorage; tests hand in their own.
export function makeDrafts(store) {
  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (key, value) => {
    try {
      store.setItem(key, JSON.stringify(value));
    } catch {
      // A full or forbidden store: the words are still in the field.
    }
  };
  const clear = () => {
    const keys = Array.from({ length: store.length }, (_, i) => store.key(i));
    for (const key of keys) {
      if (key?.startsWith(kPrefix) || key === kOwner) store.removeItem(key);
    }
  };
  return {
    // Whoever signs in: the drafts of anybody else go.
    ownedBy(name) {
      if (store.getItem(kOwner) !== name) clear();
      store.setItem(kOwner, name);
    },
    of: (id) => read(kPrefix + id),
    save(id, fields) {
      write(kPrefix + id, { ...read(kPrefix + id), ...fields });
    },
    drop: (id) => store.removeItem(kPrefix + id),
    clear,
  };
}

export const drafts = makeDrafts(globalThis.sessionStorage);
