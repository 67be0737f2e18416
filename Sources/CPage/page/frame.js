// What stands around the views: the state of the daemon, who one is, and which view is shown.
let current = null;
let drawTimer = 0;
function redraw() {
  if (drawTimer) return;
  drawTimer = setTimeout(() => { drawTimer = 0; current?.draw?.(); drawFrame(); }, 60);
}

function drawFrame() {
  const words = { on: "live", off: "not connected", paused: "resting" };
  $("live").className = state.live;
  setText($("live"), words[state.live]);
  $("live").title = state.live === "on" ? "What happens is shown as it happens" : "Asking again and again";
  setText($("zone"), state.daemonTimes ? `daemon: ${zoneName()}` : zoneName());
  $("zone").title = "Times are in this zone; press to change between the browser's and the daemon's";
  const access = state.access;
  $("access").hidden = !access || (access.may_change && !token());
  setText($("access"), access?.may_change ? "Forget token" : access?.token_helps ? "Enter token" : "Read-only");
  $("access").title = access ? `Changes are recorded as ${access.actor}` : "";
  drawBanners();
}
let bannerText = "";
function drawBanners() {
  const status = state.status;
  const banners = [];
  const add = (kind, text, ...more) => banners.push([kind, text, more]);
  if (state.live === "off" && status) add("warn", "The connection to the daemon is lost; trying again.");
  if (status?.state === "stopping") add("warn", "The daemon is shutting down: runs under way are waited for, nothing new starts.");
  if (status?.degraded) add("bad", `Degraded since ${full(status.degraded.since)}: ${status.degraded.reason}. Nothing starts until this is mended.`);
  if (status && !status.last_reload.good) add("bad", `The job file was refused at ${full(status.last_reload.at)}; the one before it is in force. ${status.last_reload.reason}`);
  if (status?.paused) {
    const pause = status.paused;
    const end = pause.until ? `until ${full(pause.until)}` : "with no end";
    add("warn", `Every job is paused ${end}${pause.reason ? `: ${pause.reason}` : ""}${pause.actor ? ` (${pause.actor})` : ""}`, "Resume all", () => setPause(null, false));
  }
  if (state.access && !state.access.may_change) {
    add("note", state.access.token_helps
      ? "Read-only: enter the daemon's token to start, pause and cancel."
      : "Read-only: this daemon takes no changes over TCP (it has no --token-file).");
  }
  const text = JSON.stringify(banners);
  // Said once, and not at each second.
  if (text === bannerText) return;
  bannerText = text;
  fillStatic($("banners"), banners.map(([kind, words, [label, act]]) => h("div", { class: `banner ${kind}`, role: kind === "bad" ? "alert" : undefined },
    h("span", {}, words), label && state.access?.may_change ? h("button", { type: "button", onclick: act }, label) : null)));
}

const views = [];
function route() {
  const hash = location.hash || "#/";
  const view = views.find((one) => one.path.test(hash));
  if (!view) return;
  current?.leave?.();
  const main = $("main");
  main.replaceChildren();
  const [, argument] = view.path.exec(hash);
  const name = argument === undefined ? "" : decoded(argument);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === view.nav) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${view.title(name)} · schedd`;
  current = view.open(main, name);
  scrollTo(0, 0);
  current.draw?.();
}
// What was typed into the address by hand may be no encoding.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function report(error) {
  if (error?.name !== "AbortError") toast(error.message, "bad");
}
// A part of a view that is read on its own: what goes wrong stands in its place.
function fill(node, work) {
  return work.catch((error) => fillStatic(node, h("p", { class: "empty" }, error.message)));
}

// A long table of which only the rows in sight exist.
class LongTable {
  constructor(body, columns, make, update) {
    Object.assign(this, { body, make, update, items: [], rows: new Map() });
    const pad = () => h("tr", { class: "pad", "aria-hidden": "true" }, h("td", { colspan: columns }));
    this.top = pad();
    this.bottom = pad();
    body.append(this.top, this.bottom);
    this.moved = () => { if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); this.onmove?.(); }); };
    addEventListener("scroll", this.moved, { passive: true });
    addEventListener("resize", this.moved);
  }
  close() {
    removeEventListener("scroll", this.moved);
    removeEventListener("resize", this.moved);
  }
  setItems(items) {
    this.items = items;
    this.body.parentElement.setAttribute("aria-rowcount", items.length + 1);
    this.draw();
  }
  get rowHeight() { return this.measured ?? 58; }
  range() {
    const above = -this.body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(above / this.rowHeight) - 6);
    const last = Math.min(this.items.length, Math.ceil((above + innerHeight) / this.rowHeight) + 6);
    return [Math.min(first, Math.max(0, last - 1)), Math.max(last, 0)];
  }
  draw() {
    const [first, last] = this.range();
    const wanted = this.items.slice(first, last);
    const ids = new Set(wanted.map((item) => item.id));
    for (const [id, row] of this.rows) {
      if (!ids.has(id)) { row.remove(); this.rows.delete(id); }
    }
    // Rows stay where they are, so that the focus does too.
    let before = this.top;
    wanted.forEach((item, place) => {
      let row = this.rows.get(item.id);
      if (!row) { row = this.make(item); this.rows.set(item.id, row); }
      if (before.nextSibling !== row) before.after(row);
      row.setAttribute("aria-rowindex", first + place + 2);
      this.update(row, item);
      before = row;
    });
    const height = this.rows.size ? [...this.rows.values()][0].getBoundingClientRect().height : 0;
    if (height && height !== this.measured) { this.measured = height; this.moved(); }
    this.top.firstChild.style.height = `${first * this.rowHeight}px`;
    this.bottom.firstChild.style.height = `${Math.max(0, this.items.length - last) * this.rowHeight}px`;
    this.top.hidden = first === 0;
    this.bottom.hidden = last >= this.items.length;
  }
  inSight() {
    const [first, last] = this.range();
    return this.items.slice(first, last).map((item) => item.id);
  }
  // The row that is `step` from the one with the focus gets it.
  move(step) {
    const focused = document.activeElement?.closest("tr");
    const id = [...this.rows].find(([, row]) => row === focused)?.[0];
    const place = id === undefined ? (step > 0 ? this.range()[0] + (this.range()[0] ? 6 : 0) : 0) : this.items.findIndex((item) => item.id === id) + step;
    const item = this.items[Math.min(Math.max(place, 0), this.items.length - 1)];
    if (!item) return;
    const top = this.body.getBoundingClientRect().top + scrollY + Math.max(0, this.items.indexOf(item)) * this.rowHeight;
    const head = 70;
    if (top < scrollY + head) scrollTo(0, top - head);
    else if (top + this.rowHeight > scrollY + innerHeight) scrollTo(0, top + this.rowHeight - innerHeight + 8);
    this.draw();
    this.rows.get(item.id)?.querySelector("a")?.focus({ preventScroll: true });
  }
}
