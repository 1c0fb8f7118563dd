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
  return Number(value.toFixed(unit && value < 10 ? 1 : 0)) + " " + units[unit];
}

export function micros(value) {
  if (value < 1000) return Math.round(value) + " \u00b5s";
  const [shown, unit] = value < 1e6 ? [value / 1000, " ms"] : [value / 1e6, " s"];
  return Number(shown.toFixed(shown < 10 ? 1 : 0)) + unit;
}

export function age(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) return seconds + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " m " + seconds % 60 + " s";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " m";
  return Math.floor(seconds / 86400) + " d " + Math.floor(seconds % 86400 / 3600) + " h";
}

export const clock = millis => millis === null ? "now" : new Date(millis).toLocaleTimeString("en-GB");

const SIGNS = { prop: "#", counter: "+" };
export const key = each => (SIGNS[each.kind] ?? "") + each.key;

export const held = row => row.held.map(key).join("  ") + (row.holds > row.held.length ? "  \u2026" : "");

export const chips = row => row.held.map(each => element("span", { class: "chip " + each.kind, title: each.value }, key(each)));

const many = (count, one) => number(count) + " " + one + (count === 1 ? "" : "s");

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
    place.append(element("p", { class: "soft" }, "asking \u2026"));
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
    const selection = getSelection();
    if (!selection.isCollapsed && this.place.contains(selection.anchorNode)) return; // somebody copies an address
    if (document.querySelector("dialog[open]")) return; // and goes back to where they were when they close it
    const focus = this.place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const root = element("ul", {}, element("li", {},
      element("div", { class: "node" }, element("strong", {}, "server"),
        element("span", { class: "soft" }, "rollcall " + tree.info.server.version + (tree.ready ? "" : ", not ready"))),
      element("ul", {},
        ...tree.listeners.map(each => element("li", {}, element("div", { class: "node leaf" },
          element("span", {}, "listener " + each.kind), element("span", { class: "mono soft" }, each.address)))),
        ...tree.loops.map(loop => this.loop(loop, workers.get(loop.loop)))),
      tree.info.server.connections ? "" : element("p", { class: "soft" }, "Nobody is connected. A listener takes lines from nc, telnet and whatever else speaks TCP.")));
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
      element("span", { class: "soft" }, [many(loop.connections, "worker"), many(loop.lines, "line"), ...(loop.tasks ? [many(loop.tasks, "task") + " waiting"] : []), micros(loop.delay_us) + " delay"].join(", "))));
    if (page) item.append(this.workers(loop, page));
    return item;
  }

  workers(loop, page) {
    const list = element("ul", {}, ...page.rows.map(row => {
      const link = element("button", { type: "button", class: "link", "data-key": row.id }, row.id);
      link.addEventListener("click", () => this.open(row));
      const busy = [row.rate && number(row.rate) + " lines/s", row.mailbox && number(row.mailbox) + " in the mailbox", row.pending && bytes(row.pending) + " untaken"];
      return element("li", {}, element("div", { class: "node" }, link, element("span", { class: "soft mono peer" }, row.peer), element("span", {}, ...chips(row)),
        element("span", { class: row.mailbox || row.pending ? "busy" : "soft" }, busy.filter(Boolean).join(", "))));
    }));
    if (page.total > page.rows.length) {
      const more = element("button", { type: "button", class: "link", "data-key": "more" + loop.loop }, `all ${number(page.total)} workers of this loop`);
      more.addEventListener("click", () => this.all(loop.loop));
      list.append(element("li", {}, element("div", { class: "node" }, more)));
    }
    return list;
  }
}
