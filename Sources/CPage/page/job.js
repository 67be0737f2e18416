// One job: how it does, what it did, and why it did not.
views.push({
  path: /^#\/jobs\/([^/]+)$/, nav: "#/", title: (id) => id,
  open(main, id) {
    const head = h("div", { class: "head" });
    const about = h("p", { class: "muted" });
    const facts = h("section", { class: "card", "aria-label": "How it does" });
    const chart = h("section", { class: "card", "aria-label": "Durations" });
    const history = h("section", { class: "card", "aria-label": "History" });
    const more = h("section", { class: "card", "aria-label": "Definition" });
    main.append(head, about, facts, chart, explainCard(id), history, more);
    let timer = 0;
    let job = null;
    let runs = [];
    let next = null;
    const next30 = () => get(`/v1/board?of=${encodeURIComponent(id)}`);
    async function load() {
      const [detail, board, newest, spans, deferred] = await Promise.all([
        get(`/v1/jobs/${encodeURIComponent(id)}`), next30(), list(`/v1/runs?job=${encodeURIComponent(id)}`, 100),
        get(`/v1/spans?job=${encodeURIComponent(id)}&limit=10`), get("/v1/deferred?limit=50"),
      ]);
      job = detail;
      state.board.set(id, board.items[0]);
      const known = state.byId.get(id);
      if (known) for (const key of ["next_fire_time", "paused", "enabled", "running", "queued", "last_run"]) known[key] = job[key];
      // Older ones that were asked for stay, unless there are very many.
      const oldest = newest.items.at(-1)?.id ?? 0;
      const before = runs.filter((run) => run.id < oldest);
      const kept = before.length < 2000 ? before : [];
      if (!kept.length) next = newest.next;
      runs = [...newest.items, ...kept];
      drawHead(head, about, job, board.items[0]);
      drawFacts(facts, job, board.items[0], deferred.items.filter((one) => one.job === id));
      drawChart(chart, runs);
      drawHistory(history, runs, spans.items, next, older);
      // What somebody reads must not close.
      if (!more.hasChildNodes()) drawDefinition(more, job);
    }
    async function older() {
      const more = await list(`/v1/runs?job=${encodeURIComponent(id)}`, 100, next);
      runs = [...runs, ...more.items];
      next = more.next;
      const spans = await get(`/v1/spans?job=${encodeURIComponent(id)}&limit=10`);
      drawHistory(history, runs, spans.items, next, older);
    }
    // At most four times a second, however often something happens.
    const reload = () => { timer ||= setTimeout(() => { timer = 0; load().catch(() => {}); }, 250); };
    fill(facts, load());
    return {
      event(event) { if (!event.job || event.job === id) reload(); },
      changed: reload,
      draw() { if (job) drawHead(head, about, job, state.board.get(id)); },
      tick() {
        const node = facts.querySelector("[data-next]");
        if (node) setText(node, countdown(node.dataset.next));
        if (node && Date.parse(node.dataset.next) < now() - 1500) reload();
        for (const open of facts.querySelectorAll("[data-since]")) setText(open, stretch(now() - Date.parse(open.dataset.since)));
      },
      focusedJob: () => id,
      leave() { clearTimeout(timer); },
    };
  },
});
let headText = "";
function drawHead(head, about, job, board) {
  const may = Boolean(state.access?.may_change);
  const text = JSON.stringify([job.id, job.description, job.paused, job.enabled, may, job.last_run?.id, board?.schedule]);
  if (head.hasChildNodes() && text === headText) return;
  headText = text;
  fillStatic(head, h("h1", {}, job.id), job.last_run ? runBadge(job.last_run) : null,
    !job.enabled ? badge("disabled") : null,
    job.paused ? badge("paused") : null, job.tags.map((tag) => h("span", { class: "tag" }, tag)),
    may ? h("div", { class: "push" },
      h("button", { type: "button", class: "main", title: "t", onclick: () => askToRun(job.id) }, "Run now"),
      h("button", { type: "button", title: "p", onclick: () => (job.paused ? setPause(job.id, false) : askToPause(job.id)) }, job.paused ? "Resume" : "Pause")) : null);
  const pause = job.paused;
  fillStatic(about, job.description, job.description ? h("br") : null, board?.schedule ?? job.trigger_summary,
    pause ? [h("br"), h("strong", {}, `Paused${pause.every_job ? " with every job" : ""} since ${full(pause.since)}${pause.until ? ` until ${full(pause.until)}` : ""}${pause.reason ? `: ${pause.reason}` : ""}${pause.actor ? ` (${pause.actor})` : ""}`)] : null);
}
function drawFacts(node, job, board, deferred) {
  const s = job.statistics;
  const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", { class: "number" }, value));
  const open = job.open_runs.map((run) => h("li", {}, runBadge(run), h("a", { href: `#/runs/${run.id}` }, `run ${run.id}`),
    run.started_at ? h("span", { class: "muted number", "data-since": run.started_at }) : null,
    state.access?.may_change ? h("button", { type: "button", class: "danger push", onclick: () => askToCancel(run.id) }, "Cancel") : null));
  const waiting = deferred.map((one) => h("li", {}, badge("queued"), `by hand at ${full(one.at)}`, h("span", { class: "muted" }, one.actor ?? ""),
    state.access?.may_change ? h("button", { type: "button", class: "push", onclick: () => change("DELETE", `/v1/deferred/${one.id}`).catch(report) }, "Forget") : null));
  fillStatic(node, h("dl", { class: "facts" },
    fact("Next", job.next_fire_time ? [h("span", { "data-next": job.next_fire_time }, countdown(job.next_fire_time)), h("div", { class: "muted small" }, full(job.next_fire_time))] : "none ahead"),
    fact("Last 30", strip(board?.runs)),
    fact("Mean, p50, p95", `${duration(s.mean_duration)}, ${duration(s.p50_duration)}, ${duration(s.p95_duration)}`),
    fact("Succeeded", s.success_rate === null ? "–" : `${(Math.floor(s.success_rate * 1000) / 10).toFixed(1)} % of ${s.runs}`, s.last_success ? h("div", { class: "muted small" }, `last ${ago(s.last_success)}`) : null),
    fact("Streak", s.streak ? `${s.streak.may_be_longer ? "at least " : ""}${s.streak.runs} ${s.streak.outcome} since ${full(s.streak.since)}` : "–")),
  open.length || waiting.length ? h("ul", { class: "lines" }, open, waiting) : null);
}
function drawChart(node, runs) {
  const shown = runs.filter((run) => run.outcome && runSeconds(run) !== null).slice(0, 100).reverse();
  if (!shown.length) { fillStatic(node, h("h2", {}, "Durations"), h("p", { class: "empty" }, "No run has a duration yet.")); return; }
  const width = 1000;
  const height = 130;
  const most = Math.max(...shown.map(runSeconds), 0.001);
  const step = Math.min(width / shown.length, 24);
  const svg = h("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `Durations of the last ${shown.length} runs, ${duration(most)} at most` });
  for (const part of [0, 0.5, 1]) svg.append(h("line", { class: "grid", x1: 0, x2: width, y1: height - 4 - part * (height - 16), y2: height - 4 - part * (height - 16) }));
  shown.forEach((run, place) => {
    const tall = Math.max(2, (runSeconds(run) / most) * (height - 16));
    svg.append(h("rect", { class: `o-${run.outcome}`, x: place * step + 1, y: height - 4 - tall, width: Math.max(1.5, step - 2), height: tall, "data-run": run.id },
      h("title", {}, `${duration(runSeconds(run))} ${outcomes[run.outcome][1]} · ${full(run.started_at)} · run ${run.id}`)));
  });
  fillStatic(node, h("div", { class: "head" }, h("h2", {}, `Durations of the last ${shown.length} runs`), h("span", { class: "muted small push" }, `the line at the top is ${duration(most)}`)), svg);
}
function drawHistory(node, runs, spans, next, older) {
  const cells = (run) => [h("a", { href: `#/runs/${run.id}` }, String(run.id)), runBadge(run), run.reason ?? "", full(run.started_at ?? run.fire_time),
    duration(runSeconds(run)), run.cause, run.exit_code ?? (run.signal ? `signal ${run.signal}` : ""), run.attempt > 1 ? run.attempt : "", run.actor ?? ""];
  const table = h("table", { class: "history small" }, h("thead", {}, h("tr", {}, ["Run", "Outcome", "Reason", "Started", "Took", "Cause", "Exit", "Attempt", "Actor"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, runs.map((run) => h("tr", {}, cells(run).map((value) => h("td", { class: "number" }, value))))));
  const passed = spans.map((span) => h("li", {}, badge(span.outcome, span.reason), `${span.count} fire times from ${full(span.first)} to ${full(span.last)}`, h("span", { class: "muted" }, span.reason)));
  fillStatic(node, h("h2", {}, "History"), passed.length ? h("ul", { class: "lines small" }, passed) : null,
    runs.length ? h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Runs" }, table) : h("p", { class: "empty" }, "It has not run yet."),
    next ? h("button", { type: "button", onclick: () => older().catch(report) }, "Older runs") : null);
}
function drawDefinition(node, job) {
  const show = (name, value, isOpen) => h("details", { open: isOpen }, h("summary", {}, name), h("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2)));
  fillStatic(node, h("h2", {}, "Definition"), show("Command", job.shell ?? (job.command ?? []).map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(" "), true),
    show("Trigger", job.trigger), show("Process", job.process), show("Policies", job.policies));
}
function explainCard(id) {
  const input = h("input", { type: "text", id: "explain-at", placeholder: "02:30 or 2026-11-24 02:30", autocomplete: "off", "aria-label": "Time" });
  const answer = h("div", { "aria-live": "polite" });
  const form = h("form", { class: "ask" }, input, h("button", { type: "submit" }, "Explain"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    fill(answer, get(`/v1/jobs/${encodeURIComponent(id)}/explain?at=${encodeURIComponent(input.value.trim())}`).then((account) => {
      fillStatic(answer, h("pre", { id: "explanation" }, account.text), account.run ? h("p", {}, h("a", { href: `#/runs/${account.run.id}` }, `Show run ${account.run.id}`)) : null);
    }));
  });
  return h("section", { class: "card", "aria-label": "Why did it not run?" }, h("h2", {}, "Why did it run, or not, at…"), form, answer);
}
