import { Charts } from "./charts.js";
import { Table } from "./table.js";
import { Tree, age, bytes, chips, clock, element, held, meter, micros, number, pairs } from "./views.js";

const at = id => document.getElementById(id);
const MOST_EVENTS = 1024;
let acts = false;
let started = 0;
let events = [];
let dead = [];
let tenures = [];
let token = "";
let view = "tree";

const charts = new Charts(at("charts"));
const tree = new Tree(at("tree"), { open: row => sheet(row.id), all: loop => show("connections", "@" + loop, "of event loop " + loop) });

const tables = {
  connections: new Table(at("connections"), {
    path: "/api/connections", sort: "id", least: 860, filter: "Filter by id, name or address", open: row => sheet(row.id),
    columns: [
      { title: "Id", width: "88px", text: r => r.id, sort: "id", mono: true },
      { title: "As", width: "minmax(90px, 1.2fr)", text: r => r.as, mono: true },
      { title: "Address", width: "minmax(150px, 1fr)", text: r => r.peer, mono: true, soft: true },
      { title: "Mailbox", width: "84px", text: r => number(r.mailbox), sort: "mailbox", num: true },
      { title: "Pending", width: "92px", text: r => bytes(r.pending), sort: "pending", num: true },
      { title: "Lines / s", width: "84px", text: r => number(r.rate), sort: "rate", num: true },
      { title: "Age", width: "92px", text: r => age(r.age_ms), sort: "age", num: true },
      { title: "Holds", width: "minmax(140px, 2fr)", text: held, mono: true, soft: true },
    ],
  }),
  names: new Table(at("names"), {
    path: "/api/names", sort: "name", least: 560, filter: "Filter by name or holder", open: row => sheet(row.holder),
    columns: [
      { title: "Name", width: "minmax(160px, 2fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Holder", width: "100px", text: r => r.holder, sort: "holder", mono: true },
      { title: "Since", width: "100px", text: r => clock(r.since), sort: "since", num: true },
      { title: "Value", width: "minmax(140px, 2fr)", text: r => r.value, mono: true, soft: true },
    ],
  }),
  properties: new Table(at("properties"), {
    path: "/api/properties", sort: "members", down: true, least: 280, filter: "Filter by property",
    open: row => show("connections", "#" + row.name, "that share " + row.name),
    columns: [
      { title: "Property", width: "minmax(160px, 1fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Members", width: "110px", text: r => number(r.members), sort: "members", num: true },
    ],
  }),
  events: new Table(at("events"), {
    local: () => events, sort: "at", down: true, least: 520, filter: "Filter: a kind, an id, a name",
    open: row => row.who && sheet(row.who),
    columns: [
      { title: "At", width: "92px", text: r => clock(r.at), sort: "at", num: true, key: r => r.n },
      { title: "Kind", width: "96px", text: r => r.kind, sort: "kind", mark: r => "mono kind-" + r.kind },
      { title: "Who", width: "88px", text: r => r.who, sort: "who", mono: true },
      { title: "What", width: "minmax(220px, 1fr)", text: r => r.text, mono: true, soft: true },
    ],
  }),
  dead: new Table(at("dead"), {
    local: () => dead, sort: "at", down: true, least: 980, filter: "Filter: a reason, an id, a name",
    open: row => fill(row.id, [["Ended", clock(row.at) + ", " + row.reason], ["Was", row.as], ["Address", row.peer], ["Age", age(row.age_ms)],
      ["Lines", number(row.lines)], ["Untaken", bytes(row.pending)], ["Held", row.holds]], row.held.map(each => element("span", { class: "chip" }, each))),
    columns: [
      { title: "Ended", width: "92px", text: r => clock(r.at), sort: "at", num: true },
      { title: "Id", width: "88px", text: r => r.id, sort: "id", mono: true, key: r => Number(r.id.slice(1)) },
      { title: "Reason", width: "88px", text: r => r.reason, sort: "reason", mark: r => "mono reason-" + r.reason },
      { title: "Was", width: "minmax(100px, 1fr)", text: r => r.as, sort: "as", mono: true },
      { title: "Age", width: "92px", text: r => age(r.age_ms), sort: "age_ms", num: true },
      { title: "Untaken", width: "92px", text: r => bytes(r.pending), sort: "pending", num: true },
      { title: "Address", width: "150px", text: r => r.peer, mono: true, soft: true },
      { title: "Held", width: "minmax(160px, 2fr)", text: r => r.held.join("  ") + (r.holds > r.held.length ? "  \u2026" : ""), mono: true, soft: true },
    ],
  }),
  history: new Table(at("history"), {
    local: () => tenures, sort: "from", down: true, least: 560, filter: "Filter by name or holder",
    columns: [
      { title: "Name", width: "minmax(150px, 2fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Holder", width: "96px", text: r => r.holder, sort: "holder", mono: true },
      { title: "From", width: "92px", text: r => clock(r.from), sort: "from", num: true },
      { title: "Until", width: "92px", text: r => clock(r.until), sort: "until", num: true },
      { title: "For", width: "92px", text: r => age((r.until ?? Date.now()) - r.from), num: true },
      { title: "Why it ended", width: "120px", text: r => r.reason, sort: "reason", mark: r => "mono reason-" + r.reason },
    ],
  }),
};

async function json(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : null;
}

async function refresh() {
  if (document.hidden) return;
  if (view === "tree") await tree.refresh();
  else if (view === "limits") limits(await json("/api/limits") ?? []);
  else if (view === "dead") { dead = (await json("/api/dead"))?.rows ?? dead; tables.dead.refresh(); }
  else if (view === "history") { tenures = (await json("/api/history"))?.rows ?? tenures; tables.history.refresh(); }
  else if (tables[view]) tables[view].refresh();
}

function limits(rows) {
  const list = element("div", { class: "table" });
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "table", "aria-label": "Limits" });
  scroll.style.setProperty("--columns", "minmax(190px, 1fr) 110px minmax(190px, 1fr) 90px minmax(190px, 2fr)");
  scroll.style.setProperty("--least", "800px");
  scroll.append(element("div", { class: "head", role: "row" }, ...["Limit", "Value", "Used", "Met", "What"].map((title, i) =>
    element("div", { class: i === 1 || i === 3 ? "num" : "", role: "columnheader" }, title))));
  const grid = element("div", { class: "grid" });
  rows.forEach((row, i) => {
    const show = row.unit === "bytes" ? bytes : number;
    const used = row.used === null ? [element("span", { class: "soft" }, "of each")] : [meter(row.used, row.value), " ", show(row.used)];
    const line = element("div", { class: "row", role: "row" },
      element("div", { class: "mono" }, row.option), element("div", { class: "num" }, row.unit === "bytes" ? bytes(row.value) : row.shown),
      element("div", {}, ...used), element("div", { class: row.met ? "num reason-slow" : "num" }, number(row.met)), element("div", { class: "soft" }, row.help));
    line.style.transform = `translateY(${i * 30}px)`;
    grid.append(line);
  });
  grid.style.height = rows.length * 30 + "px";
  scroll.append(grid);
  list.append(scroll);
  const before = at("limits").querySelector(".scroll");
  const focused = document.activeElement === before;
  at("limits").replaceChildren(list);
  scroll.scrollTop = before?.scrollTop ?? 0;
  scroll.scrollLeft = before?.scrollLeft ?? 0;
  if (focused) scroll.focus();
}

function show(next, of = "", words = "") {
  if (tables[next]?.path) tables[next].narrow(of, words);
  if (location.hash !== "#" + next) location.hash = next;
  else go();
}

function go() {
  const wanted = location.hash.slice(1);
  view = document.getElementById("view-" + wanted) ? wanted : "tree";
  document.querySelectorAll("main > section").forEach(each => { each.hidden = each.id !== "view-" + view; });
  document.querySelectorAll("nav a").forEach(each => {
    if (each.hash === "#" + view) { each.setAttribute("aria-current", "page"); each.parentElement.scrollLeft = each.offsetLeft - 24; }
    else each.removeAttribute("aria-current");
  });
  if (view === "charts") charts.draw();
  refresh();
}

function fill(title, entries, more) {
  at("sheet-title").textContent = title;
  at("sheet-body").replaceChildren(pairs(entries), ...more);
  if (!at("sheet").open) at("sheet").showModal();
}

async function sheet(id) {
  const row = await json("/api/connection?id=" + encodeURIComponent(id));
  if (!row) {
    fill(id, [["State", "has ended"]], []);
    return;
  }
  const values = row.held.filter(each => each.value).map(each => [each.kind + " " + each.key, each.value]);
  fill(id, [["As", row.as], ["Address", row.peer], ["Event loop", row.loop], ["Age", age(row.age_ms)], ["Mailbox", number(row.mailbox)],
    ["Pending output", bytes(row.pending)], ["Lines", number(row.lines) + ", " + number(row.rate) + " a second"],
    ["Interests", row.interests.join(", ") || "none"], ...values], [...chips(row), ...(acts ? actions(id) : [])]);
}

function actions(id) {
  const secret = element("input", { type: "password", placeholder: "token", "aria-label": "Token", autocomplete: "off" });
  secret.value = token;
  const reason = element("input", { type: "text", placeholder: "reason", "aria-label": "Reason" });
  const said = element("span", { role: "status" });
  const act = async path => {
    token = secret.value;
    const answer = await fetch(path, { method: "POST", headers: { Authorization: "Bearer " + token } });
    said.textContent = answer.ok ? "done" : await answer.text();
  };
  const kick = element("button", { type: "button", class: "danger" }, "Kick " + id);
  kick.addEventListener("click", () => act("/api/kick?" + new URLSearchParams({ id, reason: reason.value })));
  const drain = element("button", { type: "button", class: "danger" }, "Drain the server");
  drain.addEventListener("click", () => confirm("Finish all lines and stop the server?") && act("/api/drain"));
  return [element("p", { class: "bar" }, secret, reason, kick, drain, said)];
}

function frame(data) {
  if (data.started !== started) {
    started = data.started; // another process: nothing of the one before is kept
    events = [];
    json("/api/events").then(all => { events = numbered(all?.rows ?? []); });
    charts.load();
  }
  acts = data.acts;
  state(data.ready ? "live" : "draining", data.ready ? "live" : "");
  document.querySelectorAll("[data-info]").forEach(each => {
    const [section, key] = each.dataset.info.split(".");
    const value = data.info[section]?.[key];
    each.textContent = typeof value === "number" ? number(value) : value ?? "\u2013";
  });
  const units = { bytes, micros };
  document.querySelectorAll("[data-sample]").forEach(each => { each.textContent = (units[each.dataset.unit] ?? number)(data.sample[each.dataset.sample]); });
  at("uptime").textContent = age(data.info.server.uptime_s * 1000);
  if (data.skipped > 0) data.events.unshift({ at: data.sample.time * 1000, kind: "skipped", who: "", text: number(data.skipped) + " events were too many to show" });
  events = numbered([...events, ...data.events]).slice(-MOST_EVENTS);
  charts.add(data.sample);
  refresh();
}

function numbered(rows) {
  rows.forEach((row, i) => { row.n = i; });
  return rows;
}

function state(words, kind) {
  at("state").textContent = words;
  at("state").className = "state " + kind;
}

let last = 0;
let stream;
function connect() {
  stream?.close();
  last = Date.now();
  stream = new EventSource("/api/stream");
  stream.onmessage = message => { last = Date.now(); frame(JSON.parse(message.data)); };
  stream.onerror = () => {
    state("reconnecting", "lost");
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}
// A connection that dies without a word is noticed, too.
setInterval(() => { if (Date.now() - last > 5000) { state("reconnecting", "lost"); connect(); } }, 1000);

at("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
  charts.again();
});
const kept = localStorage.getItem("theme");
if (kept) document.documentElement.dataset.theme = kept;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.again());
at("sheet-close").addEventListener("click", () => at("sheet").close());
addEventListener("hashchange", go);
addEventListener("resize", () => charts.again());
document.addEventListener("visibilitychange", refresh);
go();
connect();
