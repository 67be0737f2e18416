// The API: the same that the command line uses.
const tokenKey = "schedd-token";
const token = () => sessionStorage.getItem(tokenKey);

class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `the daemon answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}
function headers(more) {
  return token() ? { Authorization: `Bearer ${token()}`, ...more } : { ...more };
}
async function call(path, options = {}) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(path, { cache: "no-store", ...options, headers: headers(options.headers) });
    if (response.ok) return response;
    let problem = null;
    try { problem = await response.json(); } catch { /* The status says enough. */ }
    // Many ask at once: it passes.
    if (response.status === 503 && attempt < 3 && !options.method && state.status?.state === "running") {
      await new Promise((done) => setTimeout(done, 300 * (attempt + 1)));
      continue;
    }
    if (response.status === 401) accessChanged();
    throw new Refusal(response.status, problem);
  }
}
const get = async (path, options) => (await call(path, options)).json();
const change = async (method, path, body, more) => (await call(path, {
  method,
  headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...more },
  body: body ? JSON.stringify(body) : undefined,
})).json();

// A list in pages, the largest that the daemon has: it writes each over several turns of its loop.
const pageSize = 250;
async function list(path, most, before) {
  const items = [];
  let next = before ?? null;
  do {
    const page = await get(`${path}&limit=${Math.min(pageSize, most - items.length)}${next ? `&before=${next}` : ""}`);
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < most);
  return { items, next };
}

async function refreshStatus() {
  const status = await get("/v1/status");
  state.status = status;
  state.offset = Date.parse(status.now) - Date.now();
  if (Math.abs(state.offset) < 500) state.offset = 0;
  drawFrame();
}
async function refreshAccess() {
  state.access = await get("/v1/access");
  drawFrame();
}
let isAskingForAccess = false;
function accessChanged() {
  if (isAskingForAccess) return;
  isAskingForAccess = true;
  refreshAccess().catch(() => {}).finally(() => { isAskingForAccess = false; });
}

let loading = 0;
async function loadJobs() {
  const mine = ++loading;
  const jobs = [];
  let after = null;
  state.isLoading = true;
  do {
    const page = await get(`/v1/jobs?limit=${pageSize}${after ? `&after=${after}` : ""}`);
    if (mine !== loading) return;
    jobs.push(...page.items);
    after = page.next;
    // The first page is shown at once; a reload keeps what is there until the new list is whole.
    if (!state.jobs.length || state.jobs.isPartial) takeJobs(jobs, true);
  } while (after);
  takeJobs(jobs, false);
  state.isLoading = false;
  for (const id of state.board.keys()) state.stale.add(id);
  redraw();
  await Promise.all([loadOpenRuns(), loadFailures()]);
}
function takeJobs(jobs, isPartial) {
  state.jobs = [...jobs];
  state.jobs.isPartial = isPartial;
  state.byId = new Map(jobs.map((job) => [job.id, job]));
  redraw();
}
async function loadOpenRuns() {
  const busy = state.jobs.filter((job) => job.running > 0).slice(0, 50).map((job) => job.id);
  const open = new Map();
  if (busy.length) {
    const at = (ms) => new Date(now() + ms).toISOString();
    const lanes = await get(`/v1/timeline?of=${busy.join(",")}&from=${at(-60000)}&to=${at(1000)}`);
    for (const lane of lanes.items) {
      for (const bar of lane.runs) {
        if (!bar.outcome) open.set(bar.run, { id: bar.run, job: lane.job, state: "running", started_at: bar.from });
      }
    }
  }
  for (const [id, run] of state.open) if (run.isNews) open.set(id, run);
  state.open = open;
  redraw();
}
async function loadFailures() {
  const since = new Date(now() - 86400000).toISOString();
  const lists = await Promise.all([...bad].map((outcome) => list(`/v1/runs?outcome=${outcome}&since=${since}`, 40)));
  state.failures = lists.flatMap((list) => list.items).sort((a, b) => b.id - a.id);
  redraw();
}

// The board is asked for what is in sight alone.
const asked = new Set();
async function loadBoard(ids) {
  const wanted = ids.filter((id) => !asked.has(id) && (!state.board.has(id) || state.stale.has(id))).slice(0, 50);
  if (!wanted.length) return;
  for (const id of wanted) { asked.add(id); state.stale.delete(id); }
  try {
    const page = await get(`/v1/board?of=${wanted.join(",")}`);
    for (const item of page.items) {
      state.board.set(item.job, item);
      const job = state.byId.get(item.job);
      if (job) {
        for (const key of ["next_fire_time", "paused", "enabled", "running", "queued"]) job[key] = item[key];
      }
    }
    redraw();
  } catch (error) {
    for (const id of wanted) state.stale.add(id);
    throw error;
  } finally {
    for (const id of wanted) asked.delete(id);
  }
}

// Events, read with fetch and not with EventSource, which cannot send the token.
let lastEvent = null;
let stream = null;
async function followEvents() {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
    const begun = Date.now();
    try {
      await readEvents();
    } catch { /* It is tried again. */ }
    setLive(document.hidden ? "paused" : "off");
    if (document.hidden) {
      await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
    } else {
      // What the stream does not tell is asked for meanwhile.
      poll();
      await new Promise((done) => setTimeout(done, wait));
    }
    if (Date.now() - begun > 60000) wait = 500;
  }
}
async function readEvents() {
  stream = new AbortController();
  let silence = 0;
  const watch = () => { clearTimeout(silence); silence = setTimeout(() => stream.abort(), 40000); };
  watch();
  try {
    const response = await fetch("/v1/events", {
      headers: headers(lastEvent ? { "Last-Event-ID": lastEvent } : {}), signal: stream.signal, cache: "no-store",
    });
    if (!response.ok) throw new Refusal(response.status);
    if (lastEvent === null && state.status) poll();
    setLive("on");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return;
      watch();
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop();
      blocks.forEach(takeBlock);
    }
  } finally {
    clearTimeout(silence);
  }
}
function takeBlock(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  if (fields.id) lastEvent = fields.id;
  if (fields.event === "reset") {
    // Of what began before this, the end may be among what was not told.
    for (const run of state.open.values()) run.isNews = false;
    reloadAll();
    return;
  }
  if (fields.event && fields.data) takeEvent(JSON.parse(fields.data));
}
function poll() {
  refreshStatus().then(() => {
    for (const id of state.board.keys()) state.stale.add(id);
    redraw();
    current?.changed?.();
  }).catch(() => {});
}
function reloadAll() {
  refreshStatus().then(loadJobs).catch(() => {});
  current?.changed?.();
}

const runEvents = new Set(["run_queued", "run_started", "run_retry", "run_stopping", "run_ended"]);
let statusTimer = 0;
function takeEvent(event) {
  if (runEvents.has(event.event) && event.run) takeRun(event.run);
  else if (event.event === "reloaded") reloadAll();
  else {
    if (event.job) state.stale.add(event.job);
    else for (const id of state.board.keys()) state.stale.add(id);
    if (!statusTimer) statusTimer = setTimeout(() => { statusTimer = 0; refreshStatus().catch(() => {}); }, 200);
  }
  current?.event?.(event);
  redraw();
}
function takeRun(run) {
  const job = state.byId.get(run.job);
  state.stale.add(run.job);
  if (!run.outcome) {
    state.open.set(run.id, { ...run, isNews: true });
    return;
  }
  state.open.delete(run.id);
  if (job && run.id >= (job.last_run?.id ?? 0)) job.last_run = run;
  if (bad.has(run.outcome)) state.failures = [run, ...state.failures.filter((one) => one.id !== run.id)].slice(0, 200);
}
function setLive(live) {
  state.live = live;
  drawFrame();
}
