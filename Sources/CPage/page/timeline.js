// What every job did and will do, a lane for each.
const windows = { 2: "1 hour", 12: "6 hours", 48: "24 hours", 336: "7 days" };
let windowHours = 48;

function laneRow(job) {
  const plot = h("svg", { role: "img" });
  const row = h("tr", { class: "row lane", "data-job": job.id },
    h("td", { class: "c-name" }, h("a", { href: jobLink(job.id), title: job.description || job.id }, job.id)), h("td", { class: "plot" }, plot));
  row.plot = plot;
  return row;
}
// Where an instant stands, in pixels.
const scaleOf = (from, to, width) => (at) => ((at - from) / (to - from)) * width;

function drawLane(svg, lane, from, to) {
  const width = svg.clientWidth || 600;
  const x = scaleOf(from, to, width);
  const clip = (at) => Math.min(Math.max(x(at), 0), width);
  svg.setAttribute("viewBox", `0 0 ${width} 33`);
  const parts = [h("rect", { class: "ahead", x: x(now()), y: 0, width: Math.max(0, width - x(now())), height: 33 })];
  let [failed, ran, ahead] = [0, 0, 0];
  if (lane) {
    if (lane.runs_since) {
      parts.push(h("rect", { class: "unknown", x: 0, y: 8, width: clip(Date.parse(lane.runs_since)), height: 17 }, h("title", {}, "more runs than are shown")));
    }
    for (const bar of [...lane.runs].reverse()) {
      const start = clip(Date.parse(bar.from));
      const end = clip(bar.to ? Date.parse(bar.to) : now());
      const word = bar.outcome ? outcomes[bar.outcome][1] : "under way";
      const isBad = bad.has(bar.outcome);
      const isSmall = bar.outcome === "skipped" || bar.outcome === "cancelled";
      ran += bar.count;
      if (isBad) failed += bar.count;
      const many = bar.count > 1 ? `${bar.count} runs ${word}, ${full(bar.from)} to ${full(bar.to)}, the newest: run ${bar.run}` : `run ${bar.run} ${word} · ${full(bar.from)}${bar.to ? ` · ${duration((Date.parse(bar.to) - Date.parse(bar.from)) / 1000)}` : ""}`;
      // What failed is taller.
      parts.push(h("rect", { class: `o-${bar.outcome ?? "open"}`, x: start, y: isBad ? 3 : isSmall ? 16 : 8, width: Math.max(2.5, end - start), height: isBad ? 27 : isSmall ? 9 : 17, rx: 1.5, "data-run": bar.run }, h("title", {}, many)));
    }
    for (const bar of lane.fire_times) {
      const start = clip(Date.parse(bar.from));
      ahead += bar.count;
      if (bar.count === 1) parts.push(h("rect", { class: "future", x: start - 1, y: 11, width: 2, height: 11 }, h("title", {}, `fires at ${full(bar.from)}`)));
      else {
        const span = Math.max(2, clip(Date.parse(bar.to)) - start);
        parts.push(h("rect", { class: "dense", x: start, y: 13, width: span, height: 7, opacity: Math.min(0.75, 0.2 + (bar.count / span) * 0.05) }, h("title", {}, `fires ${bar.count} times from ${full(bar.from)} to ${full(bar.to)}`)));
      }
    }
  }
  parts.push(h("line", { class: "now", x1: x(now()), x2: x(now()), y1: 0, y2: 33 }));
  svg.replaceChildren(...parts);
  svg.setAttribute("aria-label", lane ? `${ran} runs, ${failed} of them failed; ${ahead} fire times ahead` : "being read");
}
function drawAxis(svg, from, to) {
  const width = svg.clientWidth || 600;
  const x = scaleOf(from, to, width);
  svg.setAttribute("viewBox", `0 0 ${width} 33`);
  const hour = 3600000;
  const step = [hour / 6, hour / 2, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour].find((one) => x(from + one) > 76) ?? 96 * hour;
  const parts = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) {
    parts.push(h("line", { class: "grid", x1: x(at), x2: x(at), y1: 24, y2: 33 }), h("text", { x: x(at) + 3, y: 20 }, step >= 6 * hour ? `${date(at).split(",")[0].split(" ")[0]} ${hourMinute(at)}` : hourMinute(at)));
  }
  parts.push(h("line", { class: "now", x1: x(now()), x2: x(now()), y1: 18, y2: 33 }));
  svg.replaceChildren(...parts);
}

views.push({
  path: /^#\/timeline$/, nav: "#/timeline", title: () => "Timeline",
  open(main) {
    const axis = h("svg", { "aria-hidden": "true" });
    const body = h("tbody", {});
    const table = h("table", { class: "lanes" }, h("thead", { class: "axis" }, h("tr", {}, h("th", { class: "c-name", scope: "col" }, "Job"), h("th", { class: "plot", scope: "col", "aria-label": "Time" }, axis))), body);
    const lanes = new Map();
    let [from, to] = [0, 0];
    let isAsking = false;
    const rows = new LongTable(body, 2, laneRow, (row, job) => {
      const lane = lanes.get(job.id);
      const shown = `${lane?.read ?? 0}:${from}:${row.plot.clientWidth}:${state.daemonTimes}`;
      if (row.shown !== shown || lane?.isLive) drawLane(row.plot, lane, from, to);
      row.shown = shown;
    });
    const bar = filterBar(draw);
    const select = h("select", { "aria-label": "Stretch of time", id: "window" }, Object.entries(windows).map(([hours, text]) => h("option", { value: hours, selected: Number(hours) === windowHours }, `${text} each way`)));
    select.addEventListener("change", () => { windowHours = Number(select.value); lanes.clear(); draw(); });
    bar.node.append(select);
    const sign = (name, text) => h("span", {}, h("svg", { viewBox: "0 0 14 14" }, h("rect", { class: name, x: 1, y: 1, width: 12, height: 12, rx: 2 })), text);
    main.append(bar.node, h("div", { class: "card lanescard" }, table), h("p", { class: "legend" }, sign("o-succeeded", "succeeded"), sign("o-failed", "failed (taller)"), sign("o-missed", "missed (taller)"), sign("o-skipped", "skipped, cancelled (lower)"), sign("o-open", "under way, and to come"), h("span", {}, "the line is now")));
    let timer = 0;
    rows.onmove = ask;
    function ask() { clearTimeout(timer); timer = setTimeout(() => read().catch(report), 120); }
    async function read() {
      const wanted = rows.inSight().filter((id) => !lanes.has(id) || lanes.get(id).isStale).slice(0, 40);
      if (!wanted.length || isAsking) return;
      isAsking = true;
      const asked = { from, hours: windowHours };
      try {
        const at = (ms) => new Date(ms).toISOString();
        const page = await get(`/v1/timeline?of=${wanted.join(",")}&from=${at(from)}&to=${at(to)}`);
        // The window may have moved on a little since; a lane that is cut off by that is read again in time.
        if (asked.hours === windowHours) {
          for (const id of wanted) lanes.set(id, { runs: [], fire_times: [], read: 1, from: asked.from });
          for (const lane of page.items) lanes.set(lane.job, { ...lane, read: Date.now(), from: asked.from, isLive: lane.runs.some((one) => !one.outcome) });
        }
      } finally {
        isAsking = false;
      }
      rows.draw();
      ask();
    }
    function draw() {
      const half = (windowHours / 2) * 3600000;
      // The picture moves on by small steps, and keeps its lanes meanwhile.
      const grain = half / 720;
      const start = Math.floor((now() - half) / grain) * grain;
      if (start !== from) {
        for (const lane of lanes.values()) lane.isStale = start - lane.from > grain * 20 || lane.isStale;
        [from, to] = [start, start + 2 * half];
      }
      rows.setItems(filteredJobs());
      setText(bar.count, `${rows.items.length} of ${state.jobs.length} jobs`);
      drawAxis(axis, from, to);
      ask();
    }
    return {
      draw,
      event(event) { const lane = event.job ? lanes.get(event.job) : null; if (lane) lane.isStale = true; },
      changed() { for (const lane of lanes.values()) lane.isStale = true; ask(); },
      tick() { draw(); },
      move: (step) => rows.move(step),
      focusedJob: () => document.activeElement?.closest("tr")?.dataset.job,
      leave() { rows.close(); clearTimeout(timer); },
    };
  },
});
