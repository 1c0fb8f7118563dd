// A table of any length: only the rows that are seen exist, and only those are asked for.
import { element, number } from "./views.js";

const ROW = 30;
const HEAD = 34;
const BEYOND = 12;
let made = 0;

const kind = (column, ...of) => of.filter(each => column[each]).join(" ");

export class Table {
  // Asked are the words in which the filter, and what of it is wanted, are asked for.
  constructor(place, { columns, path, sort, down = false, least, open, filter = "Filter", none, local, asked = ["q", "of"] }) {
    Object.assign(this, { columns, path, sort, down, open, local, none, asked, of: "", rows: new Map(), total: 0, chosen: 0, shown: [] });
    this.count = element("span", { class: "count", role: "status" });
    this.filter = element("input", { type: "search", placeholder: filter, "aria-label": filter });
    this.extra = element("span", { class: "soft" });
    this.filter.addEventListener("input", () => this.restart());
    this.scroll = element("div", { class: "scroll", tabindex: "0", role: "grid", "aria-label": filter });
    this.grid = element("div", { class: "grid" });
    this.scroll.style.setProperty("--columns", columns.map(c => c.width).join(" "));
    this.orders = element("select", { "aria-label": "Sort by" },
      ...columns.filter(c => c.sort).map(c => element("option", { value: c.sort }, "by " + c.title.toLowerCase())));
    this.orders.addEventListener("change", () => this.order(this.orders.value));
    this.empty = element("p", { class: "empty" });
    this.scroll.style.setProperty("--least", least + "px");
    this.head = this.heads();
    this.scroll.append(this.head, this.grid, this.empty);
    this.scroll.classList.toggle("opens", Boolean(open));
    this.mark();
    this.scroll.addEventListener("scroll", () => this.paint(), { passive: true });
    this.scroll.addEventListener("keydown", event => this.key(event));
    place.append(element("div", { class: "bar" }, this.filter, this.orders, this.extra, this.count), element("div", { class: "table" }, this.scroll));
    new ResizeObserver(() => this.paint()).observe(this.scroll);
  }

  heads() {
    return element("div", { class: "head", role: "row" }, ...this.columns.map(column => {
      const cell = element("div", { class: kind(column, "num", "wide"), role: "columnheader" });
      if (!column.sort) { cell.textContent = column.title; return cell; }
      const button = element("button", { type: "button" }, column.title);
      button.addEventListener("click", () => this.order(column.sort));
      cell.dataset.sort = column.sort;
      cell.append(button);
      return cell;
    }));
  }

  // Sorts by a column, the greatest number or the newest first, or turns the order round.
  order(sort) {
    const column = this.columns.find(c => c.sort === sort);
    this.down = this.sort === sort ? !this.down : Boolean(column.num || column.time);
    this.sort = sort;
    this.mark();
    this.restart();
  }

  // Shows in the head, and where there is little room in the columns that are left, what is sorted.
  mark() {
    this.orders.value = this.sort;
    this.scroll.style.setProperty("--few", this.columns.filter(c => !c.wide || c.sort === this.sort).map(c => c.few ?? c.width).join(" "));
    for (const line of [this.head, ...this.shown]) {
      this.columns.forEach((column, i) => line.children[i].classList.toggle("sorted", column.sort === this.sort));
    }
    for (const cell of this.head.children) {
      if (cell.dataset.sort === this.sort) cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  narrow(of, words) {
    this.of = of;
    this.extra.replaceChildren();
    if (of) {
      const all = element("button", { type: "button" }, "Show all");
      all.addEventListener("click", () => this.narrow("", ""));
      this.extra.append(words + " ", all);
    }
    this.restart();
  }

  restart() {
    this.rows.clear();
    this.chosen = 0;
    this.scroll.scrollTop = 0;
    this.refresh();
  }

  window() {
    const first = Math.max(0, Math.floor((this.scroll.scrollTop - HEAD) / ROW) - BEYOND);
    const seen = Math.ceil(this.scroll.clientHeight / ROW) + 2 * BEYOND;
    return { first, seen: Math.min(seen, 120) };
  }

  // Asks for what is seen; one question at a time, and the newest wish is asked next.
  async refresh() {
    if (this.asking) { this.again = true; return; }
    this.asking = true;
    try {
      const { first, seen } = this.window();
      const page = this.local ? this.part(first, seen) : await this.ask(first, seen);
      this.total = page.total;
      this.known = true;
      this.rows.clear();
      page.rows.forEach((row, i) => this.rows.set(page.offset + i, row));
      this.paint(true);
    } catch (lost) { /* the stream says that the server is away */ }
    this.asking = false;
    if (this.again) { this.again = false; this.refresh(); }
  }

  part(first, seen) {
    const wanted = this.filter.value.toLowerCase();
    const key = this.columns.find(c => c.sort === this.sort)?.key ?? (row => row[this.sort]);
    const all = this.local().filter(row => !wanted || this.columns.some(c => String(c.text(row)).toLowerCase().includes(wanted)));
    all.sort((a, b) => (key(a) > key(b) ? 1 : key(a) < key(b) ? -1 : 0) * (this.down ? -1 : 1));
    return { total: all.length, offset: first, rows: all.slice(first, first + seen) };
  }

  async ask(first, seen) {
    const [filter, of] = this.asked;
    const query = new URLSearchParams({ sort: this.sort, down: this.down ? 1 : 0, [filter]: this.filter.value.slice(0, 500), offset: first, limit: seen, [of]: this.of });
    const answer = await fetch(this.path + "?" + query);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  paint(fresh = false) {
    if (!this.scroll.clientHeight) return;
    const { first, seen } = this.window();
    const last = Math.min(first + seen, this.total);
    this.grid.style.height = this.total * ROW + "px";
    this.scroll.style.setProperty("--rows", this.total);
    this.scroll.setAttribute("aria-rowcount", this.total);
    this.scroll.classList.toggle("none", !this.total);
    this.empty.textContent = this.total ? "" : !this.known ? "asking \u2026" : this.filter.value || this.of ? "Nothing here is like that." : this.none;
    let missing = false;
    let used = 0;
    for (let i = first; i < last; i++) {
      const row = this.rows.get(i);
      if (!row) { missing = true; continue; }
      this.fill(this.shown[used] ??= this.blank(), row, i);
      used++;
    }
    this.shown.slice(used).forEach(line => { line.hidden = true; });
    this.count.textContent = number(this.total) + (this.total === 1 ? " row" : " rows");
    if (missing && !fresh) this.refresh();
  }

  blank() {
    const line = element("div", { class: "row", role: "row" }, ...this.columns.map(c =>
      element("div", { role: "gridcell", class: kind(c, "num", "time", "mono", "soft", "wide") + (c.sort === this.sort ? " sorted" : "") })));
    line.id = "row" + ++made;
    line.addEventListener("click", () => {
      if (!getSelection().isCollapsed) return; // somebody copies an address
      this.chosen = line.at;
      this.paint(true);
      this.open?.(line.row);
    });
    this.grid.append(line);
    return line;
  }

  fill(line, row, at) {
    line.at = at;
    line.row = row;
    line.hidden = false;
    line.style.transform = `translateY(${at * ROW}px)`;
    line.classList.toggle("chosen", at === this.chosen);
    if (at === this.chosen) this.scroll.setAttribute("aria-activedescendant", line.id);
    line.setAttribute("aria-rowindex", at + 1);
    this.columns.forEach((column, i) => {
      const cell = line.children[i];
      const text = String(column.text(row));
      if (cell.textContent !== text) { cell.textContent = text; cell.title = text; }
      if (column.mark) cell.dataset.mark = column.mark(row);
    });
  }

  key(event) {
    if (event.target !== this.scroll) return;
    const page = Math.max(1, Math.floor(this.scroll.clientHeight / ROW) - 2);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.total, End: this.total }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.chosen = Math.max(0, Math.min(this.total - 1, this.chosen + step));
      const top = this.chosen * ROW;
      const room = this.scroll.clientHeight - HEAD - ROW;
      if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
      else if (top > this.scroll.scrollTop + room) this.scroll.scrollTop = top - room;
      this.paint();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const row = this.rows.get(this.chosen);
      if (row) this.open?.(row);
    }
  }
}
