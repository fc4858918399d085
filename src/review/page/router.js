// Which page is shown. The address after "#" says it, so that the browser's own Back works and the
// server is never told more than it needs.

let routes = {};
let fallback = "queue";
let shown = () => {};

// "#/photo/abc?state=all" -> {name: "photo", id: "abc", query: {state: "all"}}
export function parse(hash) {
  const [path, search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, id = ""] = path.split("/");
  let query = {};
  try {
    query = Object.fromEntries(new URLSearchParams(search));
    return { name: name || fallback, id: decodeURIComponent(id), query };
  } catch {
    return { name: fallback, id: "", query };
  }
}

export function address(name, id = "", query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return `#/${name}${id ? "/" + encodeURIComponent(id) : ""}${search ? "?" + search : ""}`;
}

export const go = (name, id, query) => { location.hash = address(name, id, query); };
export const replace = (name, id, query) => {
  history.replaceState(null, "", address(name, id, query));
  shown();
};

export function start(table, show) {
  routes = table;
  shown = () => {
    const route = parse(location.hash);
    show(routes[route.name] ?? routes[fallback], route);
  };
  addEventListener("hashchange", shown);
  shown();
}

export const again = () => shown();
