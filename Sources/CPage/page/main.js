// The keyboard, the clock, and the beginning.
let wasG = false;
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input, select, textarea") || document.querySelector("dialog[open]");
  if (event.key === "Escape" && event.target.id === "search") event.target.blur();
  if (event.target.id === "search" && event.key === "ArrowDown") { event.preventDefault(); event.target.blur(); current?.move?.(1); return; }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const id = current?.focusedJob?.();
  const afterG = wasG;
  wasG = event.key === "g";
  const goes = { j: "#/", t: "#/timeline", l: "#/load" };
  if (afterG && goes[event.key]) { location.hash = goes[event.key]; event.preventDefault(); return; }
  // A list keeps its own arrows where somebody scrolls in it.
  const scrolls = event.target.matches?.("pre, .scroll");
  const run = /^#\/runs\/(\d+)$/.exec(location.hash)?.[1];
  const acts = {
    "/": () => ($("search") ?? (location.hash = "#/", $("search")))?.focus(),
    "?": showKeys,
    j: () => current?.move?.(1),
    k: () => current?.move?.(-1),
    ArrowDown: scrolls || !current?.move ? null : () => current.move(1),
    ArrowUp: scrolls || !current?.move ? null : () => current.move(-1),
    t: id ? () => askToRun(id) : null,
    p: id && !run ? () => (state.byId.get(id)?.paused ? setPause(id, false) : askToPause(id)) : null,
    c: run ? () => askToCancel(Number(run)) : null,
    u: () => history.back(),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

$("skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); });
$("help").addEventListener("click", showKeys);
$("zone").addEventListener("click", () => { state.daemonTimes = !state.daemonTimes; redraw(); current?.changed?.(); });
$("access").addEventListener("click", () => {
  if (state.access?.may_change) {
    sessionStorage.removeItem(tokenKey);
    refreshAccess().then(redraw).catch(report);
  } else if (state.access?.token_helps) {
    askForToken();
  }
});
addEventListener("hashchange", route);
// A tab that nobody sees takes no stream: there is a bounded number of them.
let hideTimer = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(hideTimer);
  if (document.hidden) hideTimer = setTimeout(() => stream?.abort(), 60000);
});
setInterval(() => { if (!document.hidden) { current?.tick?.(); drawFrame(); } }, 1000);
// What no event tells, such as how many run, is asked for now and then.
setInterval(() => { if (!document.hidden) refreshStatus().catch(() => {}); }, 15000);

let hasBegun = false;
async function begin() {
  try {
    await refreshAccess();
    if (!state.access.may_read) {
      fillStatic($("main"), h("p", { class: "empty" }, "This daemon shows nothing without its token."));
      askForToken();
      return;
    }
    await refreshStatus();
    if (!hasBegun) {
      route();
      followEvents();
    }
    hasBegun = true;
    await loadJobs();
  } catch (error) {
    state.isLoading = false;
    report(error);
    setTimeout(begin, 3000);
  }
}
begin();
