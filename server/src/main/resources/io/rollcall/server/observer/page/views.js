// How things are shown. Text from the server is only ever text: nothing here parses it.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const grouped = new Intl.NumberFormat("en");
export const number = value => grouped.format(value);

export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (unit ? value.toFixed(value < 10 ? 1 : 0) : Math.round(value)) + " " + units[unit];
}

export const micros = value => value < 1000 ? Math.round(value) + " \u00b5s" : (value / 1000).toFixed(value < 10000 ? 1 : 0) + " ms";

export function age(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) return seconds + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " m " + seconds % 60 + " s";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " m";
  return Math.floor(seconds / 86400) + " d " + Math.floor(seconds % 86400 / 3600) + " h";
}

export const clock = millis => millis === null ? "now" : new Date(millis).toLocaleTimeString("en-GB");

export const held = row => row.held.map(each => (each.kind === "prop" ? "#" : each.kind === "counter" ? "+" : "") + each.key).join("  ")
  + (row.holds > row.held.length ? "  \u2026" : "");

export function chips(row) {
  return row.held.map(each => element("span", { class: "chip " + each.kind, title: each.value },
    (each.kind === "prop" ? "#" : each.kind === "counter" ? "+" : "") + each.key));
}

export function pairs(entries) {
  const list = element("dl", { class: "pairs" });
  for (const [what, value] of entries) list.append(element("dt", {}, what), element("dd", {}, String(value)));
  return list;
}

export function meter(used, value) {
  const share = value > 0 ? Math.min(1, used / value) : 0;
  const bar = element("i");
  bar.style.width = share * 100 + "%";
  return element("span", { class: "meter" + (share > .95 ? " full" : share > .8 ? " near" : ""), role: "img", "aria-label": Math.round(share * 100) + " %" }, bar);
}

// The tree: server, listeners, event loops, and the workers of those that are unfolded.
export class Tree {
  constructor(place, { open, all }) {
    Object.assign(this, { place, open, all, unfolded: new Set([0]) });
  }

  async refresh() {
    const answer = await fetch("/api/tree");
    if (!answer.ok) return;
    const tree = await answer.json();
    const workers = new Map();
    for (const loop of tree.loops) {
      if (this.unfolded.has(loop.loop)) {
        const page = await fetch("/api/connections?" + new URLSearchParams({ of: "@" + loop.loop, limit: 100 }));
        if (page.ok) workers.set(loop.loop, await page.json());
      }
    }
    const focus = document.activeElement?.dataset?.key;
    const root = element("ul", {}, element("li", {},
      element("div", { class: "node" }, element("strong", {}, "server"),
        element("span", { class: "soft" }, "rollcall " + tree.info.server.version + (tree.ready ? "" : ", not ready"))),
      element("ul", {},
        ...tree.listeners.map(each => element("li", {}, element("div", { class: "node" },
          element("span", {}, "listener " + each.kind), element("span", { class: "mono soft" }, each.address)))),
        ...tree.loops.map(loop => this.loop(loop, workers.get(loop.loop))))));
    this.place.replaceChildren(root);
    if (focus) this.place.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  loop(loop, page) {
    const fold = element("button", { type: "button", class: "fold", "aria-expanded": String(Boolean(page)), "data-key": "loop" + loop.loop }, "event loop " + loop.loop);
    fold.addEventListener("click", () => {
      if (!this.unfolded.delete(loop.loop)) this.unfolded.add(loop.loop);
      this.refresh();
    });
    const item = element("li", {}, element("div", { class: "node" }, fold,
      element("span", { class: "soft" }, `${number(loop.connections)} workers, ${number(loop.lines)} lines, ${loop.tasks} tasks wait, ${micros(loop.delay_us)}`)));
    if (page) item.append(this.workers(loop, page));
    return item;
  }

  workers(loop, page) {
    const list = element("ul", {}, ...page.rows.map(row => {
      const link = element("button", { type: "button", class: "link", "data-key": row.id }, row.id);
      link.addEventListener("click", () => this.open(row));
      return element("li", {}, element("div", { class: "node" }, link, element("span", { class: "soft mono" }, row.peer), element("span", {}, ...chips(row))));
    }));
    if (page.total > page.rows.length) {
      const more = element("button", { type: "button", class: "link", "data-key": "more" + loop.loop }, `all ${number(page.total)} workers of this loop`);
      more.addEventListener("click", () => this.all(loop.loop));
      list.append(element("li", {}, element("div", { class: "node" }, more)));
    }
    return list;
  }
}
