// What asks before something changes. The daemon records who asked.
function dialog(title, content, label, act, kind) {
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const form = h("form", {}, h("h2", {}, title), content, fault, h("div", { class: "buttons" },
    h("button", { type: "button", onclick: () => node.close() }, label ? "Back" : "Close"), label ? h("button", { type: "submit", class: kind ?? "main" }, label) : null));
  const node = h("dialog", { "aria-label": title }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!label) return node.close();
    const submit = form.querySelector("[type=submit]");
    submit.disabled = true;
    try {
      await act(form);
      node.close();
    } catch (error) {
      fault.hidden = false;
      setText(fault, error.message);
      submit.disabled = false;
    }
  });
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  (form.querySelector("input, select") ?? form.querySelector("[type=submit]"))?.focus();
  return node;
}
const may = () => {
  if (state.access?.may_change) return true;
  if (state.access?.token_helps) askForToken();
  else toast("This daemon takes no changes over TCP.", "bad");
  return false;
};
// Works in pages of plain HTTP too, where there is no randomUUID.
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function askToRun(id, given) {
  if (!may()) return;
  let job;
  try { job = await get(`/v1/jobs/${encodeURIComponent(id)}`); } catch (error) { return report(error); }
  const fields = job.process.parameters.map((parameter) => {
    const input = h("input", { type: "text", name: parameter.name, autocomplete: "off", spellcheck: "false", required: parameter.default === undefined, placeholder: parameter.default ?? "" });
    if (given?.[parameter.name] !== undefined) input.value = given[parameter.name];
    return [input, parameter, h("label", {}, parameter.name, input,
      h("span", { class: "small muted" }, [parameter.description, `matches ${parameter.pattern}`, parameter.default === undefined ? "must be given" : `${JSON.stringify(parameter.default)} where nothing is`].filter(Boolean).join(" · ")))];
  });
  const later = h("input", { type: "text", name: "in", placeholder: "now", autocomplete: "off" });
  // A second press of the button is the same request.
  const key = freshKey();
  dialog(`Run ${id}`, [fields.map(([, , label]) => label),
    h("label", {}, "In", later, h("span", { class: "small muted" }, "a duration such as 30s, 5m, 2h; nothing for now")),
    h("p", { class: "small muted" }, `It is recorded as asked for by ${state.access.actor ?? "you"}.`)], "Run", async () => {
    const parameters = {};
    for (const [input, parameter] of fields) if (input.value !== "" || parameter.default === undefined) parameters[parameter.name] = input.value;
    const body = { parameters };
    if (later.value.trim()) body.in = later.value.trim();
    const answer = await change("POST", `/v1/jobs/${encodeURIComponent(id)}/runs`, body, { "Idempotency-Key": key });
    if (answer.state) { toast(`${id}: run ${answer.id} is ${answer.outcome ?? answer.state}.`, "", `#/runs/${answer.id}`); takeRun(answer); redraw(); }
    else toast(`${id} runs at ${full(answer.at)}.`);
    current?.changed?.();
  });
}
function askToPause(id) {
  if (!may()) return;
  const reason = h("input", { type: "text", name: "reason", autocomplete: "off" });
  const until = h("select", { name: "until" }, [["", "until somebody resumes it"], ["1", "for an hour"], ["8", "for 8 hours"], ["24", "for a day"], ["168", "for a week"]].map(([value, text]) => h("option", { value }, text)));
  dialog(id ? `Pause ${id}` : "Pause every job", [h("label", {}, "How long", until), h("label", {}, "Why", reason),
    h("p", { class: "small muted" }, "Fire times that pass are skipped and not caught up; runs by hand work.")], "Pause", () => setPause(id, true, {
    reason: reason.value, ...(until.value ? { until: new Date(now() + Number(until.value) * 3600000).toISOString() } : {}),
  }, true));
}
async function setPause(id, isPaused, body, throws) {
  if (!may()) return;
  try {
    await change("POST", `${id ? `/v1/jobs/${encodeURIComponent(id)}` : "/v1"}/${isPaused ? "pause" : "resume"}`, body);
    toast(`${id ?? "Every job"} is ${isPaused ? "paused" : "resumed"}.`);
    poll();
  } catch (error) {
    if (throws) throw error;
    report(error);
  }
}
function askToCancel(id) {
  if (!may()) return;
  dialog(`Cancel run ${id}`, h("p", {}, "Its process is told to end, and killed where it does not within its kill_after. A run that waits does not start."), "Cancel the run", async () => {
    const run = await change("POST", `/v1/runs/${id}/cancel`);
    toast(`Run ${run.id} is ${run.outcome ?? "being ended"}.`);
    current?.changed?.();
  }, "danger");
}
function askForToken() {
  const input = h("input", { type: "password", name: "token", autocomplete: "off", required: true });
  dialog("The daemon's token", [h("label", {}, "Token", input, h("span", { class: "small muted" }, "what stands in the file that schedd run --token-file names; it is kept until this tab is closed"))], "Use", async () => {
    sessionStorage.setItem(tokenKey, input.value.trim());
    await refreshAccess();
    if (!state.access.may_change) {
      sessionStorage.removeItem(tokenKey);
      await refreshAccess();
      throw new Error("That is not the token.");
    }
    stream?.abort();
    if (hasBegun) reloadAll();
    else begin();
  });
}
const keys = [["/", "search"], ["j k ↓ ↑", "next, previous row"], ["Enter", "open"], ["t", "run the job now"], ["p", "pause or resume the job"], ["c", "cancel the run"],
  ["g j, g t, g l", "jobs, timeline, load"], ["u", "back"], ["?", "this"]];
function showKeys() {
  dialog("Keys", h("table", {}, h("tbody", {}, keys.map(([key, what]) => h("tr", {}, h("td", {}, key.split(" ").map((one) => [h("kbd", {}, one), " "])), h("td", {}, what))))));
}
