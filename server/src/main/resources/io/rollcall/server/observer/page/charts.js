// Ten minutes, a figure each second, drawn by uPlot.
import { bytes, clock, element, micros, number } from "./views.js";

const KEPT = 600;
// A figure, its title, how it is shown, and the least that its axis goes up to.
const CHARTS = [
  ["connections", "Connections", number, 4], ["lines", "Lines a second", number, 10],
  ["ended", "Connections ended a second", number, 4], ["delay_us", "Longest wait for an event loop", micros, 1000],
  ["untaken", "Output not yet taken", bytes, 1024], ["waiting", "Input that waits", bytes, 1024],
  ["heap", "Heap", bytes, 1024], ["gc_ms", "Garbage collection, ms a second", number, 10], ["met", "Limits met a second", number, 4],
];
const BINARY = Array.from({ length: 50 }, (_, i) => 2 ** i);
const DECIMAL = Array.from({ length: 12 }, (_, i) => [1, 2, 5].map(step => step * 10 ** i)).flat();

export class Charts {
  constructor(place) {
    this.place = place;
    this.charts = [];
    this.columns = null;
  }

  async load() {
    const answer = await fetch("/api/samples");
    if (answer.ok) { this.columns = await answer.json(); this.draw(); }
  }

  add(sample) {
    if (!this.columns || this.columns.time.at(-1) === sample.time) return;
    for (const [name, column] of Object.entries(this.columns)) {
      column.push(sample[name]);
      if (column.length > KEPT) column.shift();
    }
    this.draw();
  }

  draw() {
    if (!this.columns || !this.place.clientWidth) return;
    if (!this.charts.length) this.make();
    const end = this.columns.time.at(-1) ?? 0;
    for (const chart of this.charts) {
      const values = this.columns[chart.name];
      chart.now.textContent = chart.show(values.at(-1) ?? 0);
      chart.plot.setData([this.columns.time, values], false);
      chart.plot.setScale("x", { min: end - KEPT, max: end });
      chart.plot.setScale("y", { min: 0, max: Math.max(chart.least, ...values) * 1.1 });
    }
  }

  make() {
    const style = getComputedStyle(document.documentElement);
    const [ink, line, mark, bar] = ["--soft", "--line", "--mark", "--bar"].map(name => style.getPropertyValue(name).trim());
    this.place.replaceChildren();
    const boxes = CHARTS.map(([, title]) => element("div", { class: "chart" }, element("h3", {}, title, element("span"))));
    this.place.append(...boxes); // all of them first, as their number decides how wide each is
    this.charts = CHARTS.map(([name, , show, least], i) => {
      const box = boxes[i];
      const now = box.querySelector("span");
      const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "11px system-ui, \"DejaVu Sans\", sans-serif" };
      const plot = new uPlot({
        width: box.clientWidth - 12, height: 150, padding: [10, 12, 0, 0], legend: { show: false }, cursor: { y: false },
        scales: { x: { time: true }, y: { auto: false } },
        axes: [
          { ...axis, size: 26, space: 80, values: (u, ticks) => ticks.map(tick => clock(tick * 1000).slice(0, 5)) },
          { ...axis, size: 62, space: 34, incrs: show === bytes ? BINARY : DECIMAL, values: (u, ticks) => ticks.map(show) },
        ],
        series: [{}, { stroke: mark, fill: bar, width: 1.5, points: { show: false } }],
      }, [[], []], box);
      return { name, show, least, now, plot };
    });
  }

  // Other colours or another width.
  again() {
    this.charts.forEach(chart => chart.plot.destroy());
    this.charts = [];
    this.draw();
  }
}
