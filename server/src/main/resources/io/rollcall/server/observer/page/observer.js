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
let nodes = [];
let cluster = null; // how this node stands, where it is one of several
let view = "tree";

const charts = new Charts(at("charts-view"));
const tree = new Tree(at("tree-view"), { open: row => sheet(row.id), all: loop => show("connections", "@" + loop, "of event loop " + loop) });

const BAD = ["slow", "crashed", "error", "kicked", "refused", "stalled", "failed", "listener-lost", "suspended", "silent", "gone", "node-gone"];
const WARN = ["reset", "limit", "taken", "skipped", "draining"];
const grave = word => BAD.includes(word) ? "bad" : WARN.includes(word) ? "warn" : "";

const order = id => Number(id.slice(id.lastIndexOf("c") + 1)); // the number in c7, and in n2.c7
const told = value => value === null ? "\u2013" : number(value);

// In a column: width, and few where there is little room; wide where there is then none for it but while it is sorted by.
const tables = {
  nodes: new Table(at("nodes-view"), {
    local: () => nodes, sort: "id", least: 660, filter: "Filter: a node, a role, a state", none: "No node is known yet.", open: node,
    columns: [
      { title: "Node", width: "minmax(110px, 1fr)", few: "minmax(0, 1fr)", text: r => r.id + (r.here ? " (this one)" : ""), sort: "id", mono: true },
      { title: "Role", width: "84px", few: "72px", text: r => r.role, sort: "role", mono: true },
      { title: "State", width: "104px", few: "94px", text: r => r.state, sort: "state", mono: true, mark: r => grave(r.state) },
      { title: "Term", width: "70px", text: r => told(r.term), sort: "term", num: true, wide: true, key: r => r.term ?? -1 },
      { title: "Applied", width: "100px", text: r => told(r.applied), sort: "applied", num: true, wide: true, key: r => r.applied ?? -1 },
      { title: "Lag", width: "80px", text: r => told(r.lag), sort: "lag", num: true, wide: true, key: r => r.lag ?? -1 },
      { title: "Connections", width: "112px", text: r => told(r.connections), sort: "connections", num: true, wide: true, key: r => r.connections ?? -1 },
    ],
  }),
  held: new Table(at("held-view"), {
    path: "/api/cluster/names", asked: ["prefix", "node"], sort: "name", least: 620, filter: "Names that begin so", open: holding, none: "Nobody holds a name.",
    columns: [
      { title: "Name", width: "minmax(150px, 2fr)", few: "minmax(0, 1fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Holder", width: "120px", few: "100px", text: r => r.holder, sort: "holder", mono: true },
      { title: "Token", width: "110px", text: r => number(r.token), sort: "token", num: true, wide: true },
      { title: "Value", width: "minmax(140px, 2fr)", text: r => r.value, mono: true, soft: true, wide: true },
    ],
  }),
  shared: new Table(at("shared-view"), {
    path: "/api/cluster/properties", sort: "members", down: true, least: 420, filter: "Filter by property", none: "Nothing is shared.",
    open: row => fill(row.name, [["Members", number(row.members)], ...Object.entries(row.nodes).map(([id, members]) => ["On " + id, number(members)])], []),
    columns: [
      { title: "Property", width: "minmax(150px, 1fr)", few: "minmax(0, 1fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Members", width: "100px", few: "90px", text: r => number(r.members), sort: "members", num: true },
      { title: "By node", width: "minmax(150px, 2fr)", text: r => Object.entries(r.nodes).map(([id, members]) => id + " " + number(members)).join("  "), mono: true, soft: true, wide: true },
    ],
  }),
  connections: new Table(at("connections-view"), {
    path: "/api/connections", sort: "id", least: 718, filter: "Filter by id, name or address", open: row => sheet(row.id), none: "Nobody is connected.",
    columns: [
      { title: "Id", width: "74px", few: "70px", text: r => r.id, sort: "id", mono: true },
      { title: "As", width: "minmax(80px, 1.2fr)", few: "minmax(0, 1fr)", text: r => r.as, mono: true },
      { title: "Address", width: "minmax(158px, 1fr)", text: r => r.peer, mono: true, soft: true, wide: true },
      { title: "Mailbox", width: "88px", text: r => number(r.mailbox), sort: "mailbox", num: true, wide: true },
      { title: "Pending", width: "86px", text: r => bytes(r.pending), sort: "pending", num: true, wide: true },
      { title: "Lines / s", width: "80px", few: "76px", text: r => number(r.rate), sort: "rate", num: true },
      { title: "Age", width: "84px", text: r => age(r.age_ms), sort: "age", num: true, wide: true },
      { title: "Holds", width: "minmax(70px, 2fr)", text: held, mono: true, soft: true, wide: true },
    ],
  }),
  names: new Table(at("names-view"), {
    path: "/api/names", sort: "name", least: 560, filter: "Filter by name or holder", open: row => sheet(row.holder), none: "Nobody holds a name.",
    columns: [
      { title: "Name", width: "minmax(160px, 2fr)", few: "minmax(0, 1fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Holder", width: "100px", few: "86px", text: r => r.holder, sort: "holder", mono: true },
      { title: "Since", width: "110px", few: "84px", text: r => clock(r.since), sort: "since", time: true, wide: true },
      { title: "Value", width: "minmax(140px, 2fr)", text: r => r.value, mono: true, soft: true, wide: true },
    ],
  }),
  properties: new Table(at("properties-view"), {
    path: "/api/properties", sort: "members", down: true, least: 280, filter: "Filter by property", none: "Nothing is shared.",
    open: row => show("connections", "#" + row.name, "that share " + row.name),
    columns: [
      { title: "Property", width: "minmax(160px, 1fr)", few: "minmax(0, 1fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Members", width: "110px", few: "100px", text: r => number(r.members), sort: "members", num: true },
    ],
  }),
  events: new Table(at("events-view"), {
    local: () => events, sort: "at", down: true, least: 520, filter: "Filter: a kind, an id, a name", none: "Nothing has happened yet.",
    open: row => row.who && sheet(row.who),
    columns: [
      { title: "At", width: "100px", few: "84px", text: r => clock(r.at), sort: "at", time: true, key: r => r.n },
      { title: "Kind", width: "110px", few: "76px", text: r => r.kind, sort: "kind", mono: true, mark: r => grave(r.kind) },
      { title: "Who", width: "100px", few: "76px", text: r => r.who, sort: "who", mono: true, wide: true, key: r => order(r.who) },
      { title: "What", width: "minmax(220px, 1fr)", few: "minmax(0, 1fr)", text: r => r.text, mono: true, soft: true },
    ],
  }),
  dead: new Table(at("dead-view"), {
    local: () => dead, sort: "at", down: true, least: 880, filter: "Filter: a reason, an id, a name", none: "No connection has ended yet.", open: epitaph,
    columns: [
      { title: "Ended", width: "100px", few: "84px", text: r => clock(r.at), sort: "at", time: true },
      { title: "Id", width: "74px", few: "70px", text: r => r.id, sort: "id", mono: true, key: r => order(r.id) },
      { title: "Reason", width: "96px", few: "74px", text: r => r.reason, sort: "reason", mono: true, mark: r => grave(r.reason) },
      { title: "Was", width: "minmax(100px, 1fr)", few: "minmax(0, 1fr)", text: r => r.as, sort: "as", mono: true },
      { title: "Age", width: "92px", text: r => age(r.age_ms), sort: "age_ms", num: true, wide: true },
      { title: "Untaken", width: "98px", text: r => bytes(r.pending), sort: "pending", num: true, wide: true },
      { title: "Held", width: "minmax(130px, 2fr)", text: r => held({ holds: r.holds, held: r.held.map(unpacked) }), mono: true, soft: true, wide: true },
      { title: "Address", width: "170px", text: r => r.peer, mono: true, soft: true, wide: true },
    ],
  }),
  history: new Table(at("history-view"), {
    local: () => tenures, sort: "from", down: true, least: 640, filter: "Filter by name or holder; a whole name shows its holder now", open: row => sheet(row.holder),
    none: "No name has changed hands yet.",
    columns: [
      { title: "Name", width: "minmax(150px, 2fr)", few: "minmax(0, 1fr)", text: r => r.name, sort: "name", mono: true },
      { title: "Holder", width: "100px", few: "70px", text: r => r.holder, sort: "holder", mono: true, key: r => order(r.holder) },
      { title: "From", width: "100px", few: "84px", text: r => clock(r.from), sort: "from", time: true },
      { title: "Until", width: "100px", few: "84px", text: r => clock(r.until), sort: "until", time: true, wide: true, key: r => r.until ?? Infinity },
      { title: "For", width: "100px", text: r => age((r.until ?? Date.now()) - r.from), num: true, wide: true },
      { title: "Why it ended", width: "130px", few: "90px", text: r => r.reason, sort: "reason", mono: true, wide: true, mark: r => grave(r.reason) },
    ],
  }),
};

// What a dead connection held, of which only a word and a key are kept.
function unpacked(text) {
  const [kind, ...key] = text.split(" ");
  return { kind, key: key.join(" "), value: "" };
}

function epitaph(row) {
  fill(row.id, [["Ended", clock(row.at) + ", " + row.reason], ["Was", row.as], ["Address", row.peer], ["Age", age(row.age_ms)],
    ["Lines", number(row.lines)], ["Untaken", bytes(row.pending)], ["Held", number(row.holds)]], chips({ held: row.held.map(unpacked) }));
}

const onNode = element("select", { class: "on", "aria-label": "Holders on" }, element("option", { value: "" }, "on any node"));
onNode.addEventListener("change", () => { tables.held.of = onNode.value; tables.held.restart(); });
tables.held.extra.append(onNode);

function node(row) {
  fill(row.id, [["State", row.state + (row.here ? ", this one" : "")], ["Role", row.role], ...(row.why ? [["Suspended", row.why]] : []), ["Term", told(row.term)],
    ["Applied", told(row.applied)], ["Lag", told(row.lag)], ["Connections", told(row.connections)]], []);
}

// A holder on this node has more to show.
function holding(row) {
  if (row.node === cluster?.node) sheet(row.holder);
  else fill(row.name, [["Holder", row.holder], ["Node", row.node], ["Token", number(row.token)], ...(row.value ? [["Value", row.value]] : [])], []);
}

async function allNodes() {
  nodes = (await json("/api/nodes"))?.rows ?? nodes;
  const present = [...onNode.options].slice(1).map(each => each.value);
  nodes.filter(each => !present.includes(each.id)).forEach(each => onNode.append(element("option", { value: each.id }, "on " + each.id)));
  for (const each of ["nodes", "held", "shared"]) tables[each].refresh();
}

// Shows how this node stands among others; nothing of it where there are none.
function standing(now) {
  const first = !cluster && now;
  cluster = now ?? null;
  at("to-cluster").hidden = !now;
  const suspended = Boolean(now) && now.suspended !== "no";
  at("suspended").hidden = !suspended;
  if (suspended) {
    const words = `This node, ${now.node}, is suspended: ${now.suspended}. It claims nothing, and what it shows of other nodes may be out of date.`;
    if (at("suspended").textContent !== words) at("suspended").textContent = words;
  }
  if (now) {
    at("cluster-line").textContent = `${now.leader === "unknown" ? "Nobody leads, as far as is known here" : now.leader === now.node ? "This node, " + now.node + ", leads" : now.leader + " leads"}.`
      + ` Term ${number(now.term)}, ${now.nodes === 1 ? "1 node has" : number(now.nodes) + " nodes have"} joined, ${number(now.names_everywhere)} names, applied ${number(now.applied)} of ${number(now.committed)} entries.`;
  }
  if (first && location.hash === "#cluster" || !now && view === "cluster") go();
  return suspended;
}

async function json(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : null;
}

async function refresh() {
  if (document.hidden || at("sheet").open) return;
  if (view === "tree") await tree.refresh();
  else if (view === "cluster") await allNodes();
  else if (view === "limits") limits(await json("/api/limits") ?? []);
  else if (view === "dead") { dead = (await json("/api/dead"))?.rows ?? dead; tables.dead.refresh(); }
  else if (view === "history") {
    const name = tables.history.filter.value;
    const all = [await json("/api/history"), name && await json("/api/history?" + new URLSearchParams({ name }))];
    if (all[0]) tenures = [...all[0].rows, ...(all[1]?.rows ?? []).filter(row => row.until === null)];
    tables.history.refresh();
  }
  else if (tables[view]) tables[view].refresh();
}

function limits(rows) {
  const list = element("div", { class: "table limits" });
  const scroll = element("div", { class: "scroll", tabindex: "0", role: "table", "aria-label": "Limits" });
  scroll.style.setProperty("--columns", "minmax(210px, 1fr) 100px minmax(190px, 1fr) 80px minmax(190px, 2fr)");
  scroll.style.setProperty("--least", "800px");
  scroll.append(element("div", { class: "head", role: "row" }, ...["Limit", "Value", "Used", "Met", "What"].map((title, i) =>
    element("div", { class: i === 1 || i === 3 ? "num" : "", role: "columnheader" }, title))));
  const grid = element("div", { class: "grid" });
  rows.forEach((row, i) => {
    const show = row.unit === "bytes" ? bytes : number;
    const used = row.used === null ? [""] : [meter(row.used, row.value), " ", show(row.used)];
    const line = element("div", { class: "row", role: "row" },
      element("div", { class: "mono" }, row.option), element("div", { class: "num" }, row.value === 0 ? "off" : row.unit === "millis" ? row.shown : show(row.value)),
      element("div", {}, ...used), element("div", row.met ? { class: "num", "data-mark": "bad" } : { class: "num soft zero" }, number(row.met)), element("div", { class: "soft" }, row.help));
    line.style.transform = `translateY(${i * 30}px)`;
    grid.append(line);
  });
  grid.style.height = rows.length * 30 + "px";
  scroll.style.setProperty("--rows", rows.length);
  scroll.append(grid);
  list.append(scroll);
  const before = at("limits-view").querySelector(".scroll");
  const focused = document.activeElement === before;
  at("limits-view").replaceChildren(list);
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
  view = document.getElementById("view-" + wanted) && (wanted !== "cluster" || cluster) ? wanted : "tree";
  document.querySelectorAll("main > section").forEach(each => { each.hidden = each.id !== "view-" + view; });
  document.querySelectorAll("nav a").forEach(each => {
    if (each.hash === "#" + view) { each.setAttribute("aria-current", "page"); each.parentElement.scrollLeft = each.offsetLeft - each.parentElement.offsetLeft - 60; }
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
    const ended = (await json("/api/dead"))?.rows.find(each => each.id === id);
    if (ended) epitaph(ended);
    else fill(id, [["State", "has ended"]], []);
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
  }
  if (opened) {
    opened = false; // what there was before, and while nobody was told
    json("/api/events").then(all => { if (all) learn(all.rows, all.newest); });
    charts.load();
  }
  acts = data.acts;
  const suspended = standing(data.info.cluster);
  state(!data.ready ? "draining" : suspended ? "suspended" : "live", data.ready && !suspended ? "live" : "");
  document.querySelectorAll("[data-info]").forEach(each => {
    const [section, key] = each.dataset.info.split(".");
    const value = data.info[section]?.[key];
    each.textContent = typeof value === "number" ? number(value) : value ?? "\u2013";
  });
  const units = { bytes, micros };
  document.querySelectorAll("[data-sample]").forEach(each => { each.textContent = (units[each.dataset.unit] ?? number)(data.sample[each.dataset.sample]); });
  at("uptime").textContent = age(data.info.server.uptime_s * 1000);
  if (data.skipped > 0) data.events.unshift({ at: data.sample.time * 1000, kind: "skipped", who: "", text: number(data.skipped) + " events were too many to show" });
  learn(data.events, data.newest);
  charts.add(data.sample);
  refresh();
}

// Adds events, each once, whichever of the two ways it came.
function learn(rows, newest) {
  rows.forEach((row, i) => { row.n = newest - rows.length + 1 + i; });
  if (rows.length && rows[0].n > (events.at(-1)?.n ?? 0)) events = [...events, ...rows].slice(-MOST_EVENTS);
  else events = [...new Map([...events, ...rows].map(row => [row.n, row])).values()].sort((a, b) => a.n - b.n).slice(-MOST_EVENTS);
}

function state(words, kind) {
  at("state").textContent = words;
  at("state").className = "state " + kind;
  document.body.classList.toggle("away", kind === "lost");
}

let last = 0;
let opened = false;
let stream;
function connect() {
  stream?.close();
  last = Date.now();
  const mine = new EventSource("/api/stream");
  stream = mine;
  mine.onopen = () => { opened = true; };
  mine.onmessage = message => { last = Date.now(); frame(JSON.parse(message.data)); };
  mine.onerror = () => {
    if (stream !== mine) return;
    state("not connected", "lost");
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (stream === mine) connect(); }, 1000);
  };
}
// A page that nobody sees asks for nothing, and keeps none of the few connections that a browser has for a host.
function rest() {
  stream?.close();
  stream = null;
}

// A connection that dies without a word is noticed, too.
setInterval(() => { if (stream && Date.now() - last > 5000) { state("not connected", "lost"); connect(); } }, 1000);

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
document.addEventListener("visibilitychange", () => { if (document.hidden) rest(); else { connect(); refresh(); } });
addEventListener("pagehide", rest);
addEventListener("pageshow", event => { if (event.persisted) connect(); });
go();
connect();
