// Keyboard shortcuts. Each page says which keys it knows; "?" shows them. They can be switched off
// (WCAG 2.2, 2.1.4), and never act while somebody types or a question is open.

const kSetting = "photogate.keys";

let pageKeys = [];
let globalKeys = [];

export const keysOn = () => localStorage.getItem(kSetting) !== "off";
export const switchKeys = (on) => localStorage.setItem(kSetting, on ? "on" : "off");

// Each: {keys: ["c"], text: "Clear", group: "Decide", run, repeat: false}; `shown` are the keys that the
// help names, where another entry takes some of them as well.
export const usePageKeys = (keys) => { pageKeys = keys; };
export const useGlobalKeys = (keys) => { globalKeys = keys; };
export const allKeys = () => [...pageKeys, ...globalKeys];

const kTyping = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!keysOn() || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.(kTyping)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const found = allKeys().find((entry) => entry.keys.includes(key) && (entry.shift ?? event.shiftKey) === event.shiftKey);
    if (!found) return;
    // A key held down must not decide photo after photo.
    if (event.repeat && !found.repeat) return;
    if (found.run(event) !== false) event.preventDefault();
  });
}

const kNames = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Delete: "Delete", Enter: "Enter", " ": "Space",
};

export const keyName = (key) => kNames[key] ?? (key.length === 1 ? key.toUpperCase() : key);
