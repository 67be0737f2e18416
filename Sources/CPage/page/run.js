// One run, with what it writes as it writes it.
const mostShown = 400000;
const readable = (text) => text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, "").replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "�").replace(/\r\n?/g, "\n");

views.push({
  path: /^#\/runs\/(\d+)$/, nav: "#/", title: (id) => `Run ${id}`,
  open(main, id) {
    const head = h("div", { class: "head" });
    const facts = h("section", { class: "card", "aria-label": "Facts" });
    const output = h("pre", { class: "output", id: "output", tabindex: "0", "aria-label": "Output" });
    const note = h("span", { class: "muted small", role: "status" });
    const attempts = h("span", {});
    const follow = h("input", { type: "checkbox", id: "follow" });
    follow.checked = true;
    const times = h("input", { type: "checkbox", id: "times" });
    const box = (input, text) => h("label", { class: "small" }, input, ` ${text}`);
    main.append(head, facts, h("section", { class: "card", "aria-label": "Output" },
      h("div", { class: "bar" }, h("h2", {}, "Output"), attempts, box(follow, "follow"), box(times, "times"), note), output));
    let run = null;
    let attempt = null;
    let reading = null;
    let isOver = false;

    async function load() {
      const answer = await get(`/v1/runs/${id}`);
      // An answer may be older than an event that came before it.
      if (!run?.outcome || answer.outcome) run = answer;
      drawRun(head, facts, run);
      drawAttempts();
      if (!reading) read();
    }
    function drawAttempts() {
      const wanted = String([run.attempt, attempt]);
      if (attempts.dataset.shown === wanted || run.attempt < 2) return;
      attempts.dataset.shown = wanted;
      const select = h("select", { "aria-label": "Attempt" }, Array.from({ length: run.attempt }, (_, place) => h("option", { value: place + 1, selected: place + 1 === (attempt ?? run.attempt) }, `attempt ${place + 1}`)));
      select.addEventListener("change", () => { attempt = Number(select.value); read(); });
      attempts.replaceChildren(select);
    }
    // Reads to the end of an attempt, waiting for more while there may be some.
    async function read() {
      reading?.abort();
      const mine = reading = new AbortController();
      output.replaceChildren();
      setText(note, "");
      let place = "tail=2000";
      let isCut = false;
      // A character may come in two parts.
      const decoder = new TextDecoder();
      const shown = () => mine === reading && !isOver;
      while (shown()) {
        try {
          const query = `${place}&wait=25${times.checked ? "&timestamps=true" : ""}${attempt ? `&attempt=${attempt}` : ""}`;
          const response = await call(`/v1/runs/${id}/output?${query}`, { signal: mine.signal });
          const offset = Number(response.headers.get("Schedd-Offset"));
          const expected = Number(/^from=(\d+)/.exec(place)?.[1] ?? offset);
          if (offset > expected) output.append(`\n[${bytes(offset - expected)} in between were not kept]\n`);
          const text = readable(decoder.decode(await response.arrayBuffer(), { stream: true }));
          if (!shown()) return;
          if (text) output.append(text);
          while (output.textContent.length > mostShown && output.childNodes.length > 1) { output.firstChild.remove(); isCut = true; }
          if (follow.checked) output.scrollTop = output.scrollHeight;
          place = `from=${response.headers.get("Schedd-Next")}`;
          const isLast = response.headers.get("Schedd-Last") === "true";
          setText(note, `${isCut ? "only the newest part is shown; " : ""}${isLast ? "this is the end" : "live"}`);
          if (isLast) {
            if (!output.hasChildNodes()) setText(note, "it wrote nothing");
            return;
          }
        } catch (error) {
          if (error.name === "AbortError" || !shown()) return;
          if (error.status && error.status !== 503) { setText(note, error.message); return; }
          setText(note, "not connected; trying again");
          await new Promise((done) => setTimeout(done, 2000));
        }
      }
    }
    times.addEventListener("change", read);
    fill(facts, load());
    return {
      event(event) {
        if (event.run?.id !== Number(id)) return;
        const isNewAttempt = run && event.run.attempt !== run.attempt;
        run = { ...run, ...event.run };
        drawRun(head, facts, run);
        drawAttempts();
        if (isNewAttempt && !attempt) read();
      },
      changed() { load().catch(() => {}); },
      draw() { if (run) drawRun(head, facts, run); },
      tick() { for (const node of facts.querySelectorAll("[data-since]")) setText(node, stretch(now() - Date.parse(node.dataset.since))); },
      focusedJob: () => run?.job,
      leave() { isOver = true; reading?.abort(); },
    };
  },
});
function drawRun(head, facts, run) {
  const may = Boolean(state.access?.may_change);
  const text = JSON.stringify([run, may, state.daemonTimes]);
  if (facts.shown === text) return;
  facts.shown = text;
  fillStatic(head, h("h1", {}, h("a", { href: jobLink(run.job) }, run.job), ` · run ${run.id}`), runBadge(run),
    may ? h("div", { class: "push" },
      !run.outcome ? h("button", { type: "button", class: "danger", title: "c", onclick: () => askToCancel(run.id) }, "Cancel") : null,
      run.outcome && state.byId.has(run.job) ? h("button", { type: "button", title: "t", onclick: () => askToRun(run.job, run.parameters) }, "Run again") : null) : null);
  const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", { class: "number" }, value));
  const parameters = Object.entries(run.parameters);
  fillStatic(facts, h("dl", { class: "facts" },
    run.fire_time ? fact("Fire time", full(run.fire_time)) : null,
    fact("Started", full(run.started_at)),
    fact(run.outcome ? "Took" : "Under way", run.outcome ? duration(runSeconds(run)) : run.started_at ? h("span", { "data-since": run.started_at }, stretch(now() - Date.parse(run.started_at))) : "not started"),
    run.reason ? fact("Reason", run.reason) : null,
    run.detail ? fact("Detail", run.detail) : null,
    run.exit_code !== null ? fact("Exit code", String(run.exit_code)) : null,
    run.signal !== null ? fact("Signal", String(run.signal)) : null,
    fact("Cause", run.cause, run.caused_by ? [" of ", h("a", { href: `#/runs/${run.caused_by}` }, `run ${run.caused_by}`)] : ""),
    run.actor ? fact("Actor", run.actor) : null,
    run.attempt > 1 ? fact("Attempt", String(run.attempt)) : null,
    run.coalesced ? fact("Stands for", `${run.coalesced} more fire times`) : null,
    run.user_time !== null ? fact("Processor", `${duration(run.user_time)} + ${duration(run.system_time)} system`) : null,
    run.peak_memory !== null ? fact("Peak memory", bytes(run.peak_memory)) : null,
    run.output_bytes !== null ? fact("Output", bytes(run.output_bytes)) : null,
    parameters.length ? fact("Parameters", parameters.map(([name, value]) => h("div", { class: "mono" }, `${name} = ${value}`))) : null));
}
