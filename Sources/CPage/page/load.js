// How much there is to do in each hour of the coming week.
views.push({
  path: /^#\/load$/, nav: "#/load", title: () => "Load",
  open(main) {
    const card = h("section", { class: "card", "aria-label": "The coming week" });
    const busiest = h("section", { class: "card", "aria-label": "The busiest hours" });
    main.append(card, busiest);
    let load = null;
    let read = 0;
    let timer = 0;
    const refresh = () => {
      read = Date.now();
      return get("/v1/load").then((answer) => { load = answer; draw(); });
    };
    function draw() {
      if (!load) return;
      drawHeat(card, load);
      const top = load.hours.filter((hour) => hour.starts).sort((a, b) => b.concurrency - a.concurrency || b.starts - a.starts).slice(0, 8);
      fillStatic(busiest, h("h2", {}, "The busiest hours"), top.length ? h("ul", { class: "lines" }, top.map((hour) => h("li", {},
        h("span", { class: "number" }, `${date(hour.from)} ${hourMinute(hour.from)}`), h("span", { class: "push number" }, hourWords(hour, load))))) : h("p", { class: "empty" }, "Nothing is due in the coming week."));
    }
    fill(card, refresh());
    return {
      draw,
      event(event) {
        if (!["reloaded", "paused", "resumed"].includes(event.event)) return;
        clearTimeout(timer);
        timer = setTimeout(() => refresh().catch(() => {}), 500);
      },
      changed: () => refresh().catch(() => {}),
      tick() { if (Date.now() - read > 300000) refresh().catch(() => {}); },
      leave() { clearTimeout(timer); },
    };
  },
});
const atATime = (hour) => (hour.concurrency < 10 ? hour.concurrency.toFixed(hour.concurrency < 0.095 ? 2 : 1) : Math.round(hour.concurrency).toString());
const hourWords = (hour, load) => `${hour.starts} fire times, ${atATime(hour)} of ${load.max_concurrent_runs} at a time`;
// The root lets what is light be told apart too.
const shadeOf = (part) => 0.06 + Math.sqrt(Math.min(part, 1)) * 0.8;
function drawHeat(card, load) {
  const days = new Map();
  for (const hour of load.hours) {
    const day = date(hour.from);
    if (!days.has(day)) days.set(day, new Map());
    days.get(day).set(hourMinute(hour.from), hour);
  }
  const minutes = hourMinute(load.hours[0].from).slice(2);
  const columns = Array.from({ length: 24 }, (_, place) => String(place).padStart(2, "0") + minutes);
  const cell = (hour) => {
    if (!hour) return h("td", { class: "none" });
    if (!hour.starts) return h("td", { class: "none", title: `${full(hour.from)}: nothing is due` }, "·");
    const part = hour.concurrency / load.max_concurrent_runs;
    const words = `${full(hour.from)}: ${hourWords(hour, load)}`;
    const shade = shadeOf(part);
    const node = h("td", { class: part > 1 ? "over" : "", title: part > 1 ? `${words}, more than there is room for` : words }, `${part > 1 ? "!" : ""}${hour.concurrency >= 0.05 ? atATime(hour) : hour.starts}`);
    if (hour.concurrency < 0.05) node.classList.add("few");
    colour(node, shade);
    return node;
  };
  // The text can be read on every shade of it.
  const colour = (node, shade) => { node.style.background = `rgb(var(--heat) / ${Math.round(shade * 100)}%)`; };
  const step = (part) => {
    const node = h("span", { class: "step" }, atATime({ concurrency: part * load.max_concurrent_runs }));
    colour(node, shadeOf(part));
    return node;
  };
  const notes = [
    load.jobs_without_duration ? `${load.jobs_without_duration} jobs have never run and count with no time` : "",
    load.jobs_not_counted ? `the fire times of ${load.jobs_not_counted} jobs could not all be counted` : "",
  ].filter(Boolean).join("; ");
  fillStatic(card, h("h2", {}, "The coming week"),
    h("p", { class: "muted small" }, `Runs at a time on average in each hour, if each takes as long as those before, of ${load.max_concurrent_runs} that may (max_concurrent_runs). Times are ${zoneName()}.`),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Heat map of the coming week" }, h("table", { class: "heat" },
      h("thead", {}, h("tr", {}, h("td", { class: "corner" }), columns.map((hour) => h("th", { scope: "col" }, minutes === ":00" ? hour.slice(0, 2) : hour)))),
      h("tbody", {}, [...days].map(([day, hours]) => h("tr", {}, h("th", { scope: "row" }, day), columns.map((hour) => cell(hours.get(hour)))))))),
    h("p", { class: "legend" }, h("span", { class: "steps", "aria-hidden": "true" }, [0.02, 0.1, 0.25, 0.5, 0.75, 1].map(step)), h("span", {}, "! with a frame: more than there is room for, so runs will wait"), h("span", {}, "small counts: fire times whose runs take next to no time"), notes ? h("span", {}, notes) : null));
}
