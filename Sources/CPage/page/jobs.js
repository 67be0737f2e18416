// The first view: what fails, what runs, and every job.
const isFailing = (job) => bad.has(job.last_run?.outcome);
const stateTests = {
  all: () => true,
  running: (job) => job.running > 0 || job.queued > 0,
  failing: isFailing,
  paused: (job) => Boolean(job.paused),
  disabled: (job) => !job.enabled,
};
function filteredJobs() {
  const { text, state: wanted, tag, order } = state.filter;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const test = stateTests[wanted];
  const jobs = state.jobs.filter((job) => test(job) && (!tag || job.tags.includes(tag))
    && words.every((word) => job.id.toLowerCase().includes(word) || job.description.toLowerCase().includes(word)
      || job.tags.some((one) => one.toLowerCase().includes(word))));
  const next = (job) => (job.next_fire_time ? Date.parse(job.next_fire_time) : Infinity);
  if (order === "next") jobs.sort((a, b) => next(a) - next(b) || 0);
  if (order === "id") jobs.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (order === "last") jobs.sort((a, b) => (b.last_run?.id ?? 0) - (a.last_run?.id ?? 0));
  return jobs;
}
function filterBar(changed) {
  const search = h("input", { type: "search", id: "search", placeholder: "Search id, description, tag  ( / )", "aria-label": "Search jobs", value: state.filter.text });
  search.value = state.filter.text;
  search.addEventListener("input", () => { state.filter.text = search.value; changed(); });
  const select = (key, label, options) => {
    const node = h("select", { "aria-label": label }, options.map(([value, text]) => h("option", { value, selected: state.filter[key] === value }, text)));
    node.addEventListener("change", () => { state.filter[key] = node.value; changed(); });
    return node;
  };
  const tags = [...new Set(state.jobs.flatMap((job) => job.tags))].sort();
  const count = h("span", { class: "muted small", id: "count" });
  const node = h("div", { class: "bar" }, search,
    select("state", "State", [["all", "every state"], ["running", "under way"], ["failing", "failing"], ["paused", "paused"], ["disabled", "disabled"]]),
    tags.length || state.filter.tag ? select("tag", "Tag", [["", "every tag"], ...tags.map((tag) => [tag, tag])]) : null,
    select("order", "Order", [["file", "as in the file"], ["next", "next first"], ["last", "last run first"], ["id", "by id"]]),
    count);
  return { node, count };
}

// Thirty outcomes, newest on the right. How high a cell is says the outcome too.
function strip(runs, label) {
  const node = h("svg", { class: "strip", role: "img", viewBox: "0 0 209 24" });
  const shown = [...(runs ?? [])].slice(0, 30).reverse();
  const from = 30 - shown.length;
  for (let place = 0; place < from; place += 1) node.append(h("rect", { class: "o-none", x: place * 7, y: 21, width: 5, height: 3 }));
  const counts = new Map();
  shown.forEach((run, place) => {
    const [, word, height] = outcomes[run.outcome];
    counts.set(word, (counts.get(word) ?? 0) + 1);
    const took = run.duration === undefined ? "" : `, ${duration(run.duration)}`;
    node.append(h("rect", { class: `o-${run.outcome}`, x: (from + place) * 7, y: 24 - height, width: 5, height, rx: 1, "data-run": run.run },
      h("title", {}, `${word}${took} · ${full(run.ended_at)} · run ${run.run}`)));
  });
  const said = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  node.setAttribute("aria-label", `${label ?? "Last outcomes"}: ${said || "none yet"}`);
  return node;
}
document.addEventListener("click", (event) => {
  const run = event.target.closest?.("[data-run]")?.getAttribute("data-run");
  if (run) location.hash = `#/runs/${run}`;
});

const jobLink = (id) => `#/jobs/${encodeURIComponent(id)}`;
function jobRow(job) {
  const cell = (name, ...children) => h("td", { class: name }, children);
  const p = {
    description: h("div", { class: "clip muted small" }), mark: h("span", {}), when: h("div", { class: "clip" }),
    zone: h("div", { class: "clip muted small" }), next: h("div", { class: "number clip" }), at: h("div", { class: "clip muted small number" }),
    last: h("td", { class: "c-last" }), mean: h("td", { class: "c-mean number" }),
    run: h("button", { type: "button", class: "icon", title: "Run now (t)", "aria-label": `Run ${job.id} now`, onclick: () => askToRun(job.id) }, icon("run")),
    pause: h("button", { type: "button", class: "icon", onclick: () => (state.byId.get(job.id)?.paused ? setPause(job.id, false) : askToPause(job.id)) }),
  };
  const row = h("tr", { class: "row", "data-job": job.id },
    cell("c-job", h("div", { class: "clip" }, h("a", { class: "id", href: jobLink(job.id) }, job.id), " ", p.mark), p.description),
    cell("c-when", p.when, p.zone), cell("c-next", p.next, p.at), p.last, p.mean,
    cell("c-do", h("div", { class: "actions" }, p.run, p.pause)));
  row.parts = p;
  return row;
}
function updateRow(row, job) {
  const p = row.parts;
  const item = state.board.get(job.id);
  setText(p.description, job.description);
  p.description.title = job.description;
  const words = item?.schedule ?? job.trigger_summary;
  const zone = ` (${job.timezone})`;
  setText(p.when, words.endsWith(zone) ? words.slice(0, -zone.length) : words);
  p.when.title = job.trigger_summary;
  setText(p.zone, [words.endsWith(zone) ? job.timezone : "", job.tags.map((tag) => `#${tag}`).join(" ")].filter(Boolean).join(" · "));
  const mark = [!job.enabled ? "disabled" : "", job.paused ? "paused" : "", job.running ? `running ${job.running}` : "", job.queued ? `queued ${job.queued}` : "", isFailing(job) ? `last ${job.last_run.outcome}` : ""].join();
  if (row.mark !== mark) {
    row.mark = mark;
    p.mark.replaceChildren(...[
      !job.enabled ? badge("disabled") : null,
      job.paused ? badge("paused", job.paused.reason || undefined) : null,
      job.running ? badge("running", `${job.running} under way`) : null,
      job.queued ? badge("queued", `${job.queued} waiting`) : null,
      isFailing(job) && !job.running ? badge(job.last_run.outcome, job.last_run.reason ?? undefined) : null,
    ].filter(Boolean).flatMap((one) => [one, " "]));
  }
  updateCountdown(row, job);
  const shown = item ? `${item.runs[0]?.run ?? 0}:${item.runs.length}:${state.daemonTimes}` : "";
  if (row.shown !== shown) {
    row.shown = shown;
    p.last.replaceChildren(strip(item?.runs, `Last outcomes of ${job.id}`));
  }
  setText(p.mean, item ? duration(item.mean_duration) : "");
  p.mean.title = "mean duration of the last runs";
  const may = Boolean(state.access?.may_change);
  p.run.hidden = !may;
  p.pause.hidden = !may;
  const sign = job.paused ? "resume" : "pause";
  if (p.pause.dataset.sign !== sign) {
    p.pause.dataset.sign = sign;
    p.pause.replaceChildren(icon(sign));
  }
  p.pause.title = job.paused ? "Resume (p)" : "Pause (p)";
  p.pause.setAttribute("aria-label", `${job.paused ? "Resume" : "Pause"} ${job.id}`);
}
function updateCountdown(row, job) {
  const p = row.parts;
  setText(p.next, job.next_fire_time ? countdown(job.next_fire_time) : "–");
  setText(p.at, job.next_fire_time ? `${date(job.next_fire_time)} ${hourMinute(job.next_fire_time)}` : "");
  p.next.title = job.next_fire_time ? `${full(job.next_fire_time)} (${zoneName()})` : "no fire time ahead";
}

views.push({
  path: /^#\/?$/, nav: "#/", title: () => "Jobs",
  open(main) {
    const failed = h("section", { class: "card", "aria-label": "Failed lately" });
    const running = h("section", { class: "card", "aria-label": "Under way" });
    const table = h("table", { class: "jobs" }, h("thead", {}, h("tr", {},
      ["c-job Job", "c-when Schedule", "c-next Next", "c-last Last 30", "c-mean Mean", "c-do "].map((text) => {
        const [name, ...words] = text.split(" ");
        return h("th", { class: name, scope: "col" }, words.join(" ") || h("span", { class: "muted" }, ""));
      }))));
    const body = h("tbody", {});
    table.append(body);
    const rows = new LongTable(body, 6, jobRow, updateRow);
    const empty = h("p", { class: "empty", hidden: true, id: "nojobs" });
    const places = h("div", {});
    let bar = filterBar(changed);
    let tags = "";
    places.append(bar.node);
    main.append(h("div", { class: "cards" }, failed, running), places, h("div", { class: "card flush" }, table), empty);
    let timer = 0;
    const ask = () => { clearTimeout(timer); timer = setTimeout(() => loadBoard(rows.inSight()).catch(report), 120); };
    rows.onmove = ask;
    function changed() {
      rows.setItems(filteredJobs());
      draw();
    }
    function draw() {
      // The filters are made anew where there are other tags, unless somebody types there.
      const text = [...new Set(state.jobs.flatMap((job) => job.tags))].sort().join();
      if (text !== tags && !bar.node.contains(document.activeElement)) {
        tags = text;
        bar = filterBar(changed);
        places.replaceChildren(bar.node);
      }
      rows.setItems(filteredJobs());
      const shown = rows.items.length;
      setText(bar.count, state.jobs.isPartial ? `${state.jobs.length} jobs of ${state.status?.jobs ?? "many"} so far`
        : shown === state.jobs.length ? `${shown} jobs` : `${shown} of ${state.jobs.length} jobs`);
      empty.hidden = shown > 0;
      setText(empty, state.isLoading && !state.jobs.length ? "Reading the jobs…" : state.jobs.length ? "No job is like that." : "There are no jobs.");
      drawLists(failed, running);
      ask();
    }
    return {
      draw,
      tick() {
        let isPast = false;
        for (const [id, row] of rows.rows) {
          const job = state.byId.get(id);
          if (!job) continue;
          updateCountdown(row, job);
          if (job.next_fire_time && Date.parse(job.next_fire_time) < now() - 1500) { state.stale.add(id); isPast = true; }
        }
        if (isPast) ask();
        for (const node of running.querySelectorAll("[data-since]")) setText(node, stretch(now() - Date.parse(node.dataset.since)));
      },
      move: (step) => rows.move(step),
      changed: () => { loadOpenRuns().catch(report); loadFailures().catch(report); },
      focusedJob: () => document.activeElement?.closest("tr")?.dataset.job,
      leave() { rows.close(); clearTimeout(timer); },
    };
  },
});
function drawLists(failed, running) {
  // One line a job: what fails again and again must not hide the others.
  const byJob = new Map();
  for (const run of state.failures) byJob.set(run.job, [...(byJob.get(run.job) ?? []), run]);
  const bads = [...byJob.values()].slice(0, 6).map(([run, ...others]) => h("li", {}, runBadge(run), h("a", { href: jobLink(run.job) }, run.job),
    others.length ? h("span", { class: "muted small", title: "in the last 24 hours, of the newest" }, `${others.length + 1} times`) : null,
    h("a", { class: "push small number", href: `#/runs/${run.id}`, title: full(run.ended_at) }, h("span", { class: "wide" }, `run ${run.id}, `), ago(run.ended_at))));
  fillStatic(failed, h("h2", {}, "Failed in the last 24 hours"), bads.length ? h("ul", { class: "lines" }, bads, byJob.size > 6 ? h("li", { class: "muted" }, byJob.size === 7 ? "and one more job" : `and ${byJob.size - 6} more jobs`) : null) : h("p", { class: "empty" }, "✓ Nothing failed."));
  const open = [...state.open.values()].sort((a, b) => a.id - b.id);
  const lines = open.slice(0, 6).map((run) => h("li", {}, runBadge(run), h("a", { href: jobLink(run.job) }, run.job),
    h("a", { class: "push small number", href: `#/runs/${run.id}` }, `run ${run.id}, `, run.started_at ? h("span", { "data-since": run.started_at }, stretch(now() - Date.parse(run.started_at))) : "waiting")));
  const status = state.status;
  // The status is as old as the last question; what was told since is newer.
  const known = open.filter((run) => run.started_at).length;
  const all = status ? ` ${open.length ? Math.max(known, status.running > 20 ? status.running : 0) : 0} of ${status.max_concurrent_runs}${status.queued ? `, ${status.queued} waiting` : ""}` : "";
  fillStatic(running, h("h2", {}, "Under way ", h("span", { class: "muted small", title: "of max_concurrent_runs" }, all)),
    lines.length ? h("ul", { class: "lines" }, lines, open.length > 6 ? h("li", { class: "muted" }, `and ${open.length - 6} more`) : null) : h("p", { class: "empty" }, "Nothing runs now."));
}
