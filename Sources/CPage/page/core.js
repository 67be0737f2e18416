"use strict";

// What the page knows. Views draw it, the API and its events change it.
const state = {
  status: null,
  access: null,
  jobs: [], // In the order of the file.
  byId: new Map(),
  board: new Map(), // By the id of the job: outcomes, mean duration, schedule in words.
  stale: new Set(), // Ids of jobs whose board is to be asked for again.
  open: new Map(), // Runs under way, by number.
  failures: [], // Runs that ended badly, newest first.
  filter: { text: "", state: "all", tag: "", order: "file" },
  daemonTimes: false,
  offset: 0, // How far the daemon's clock is ahead of this one, in ms.
  live: "off",
  isLoading: true,
};

const bad = new Set(["failed", "timed_out", "abandoned", "missed"]);
const $ = (id) => document.getElementById(id);
const now = () => Date.now() + state.offset;

// Elements are made here alone, and text is never markup.
const svgNames = new Set(["svg", "rect", "line", "text", "title", "g", "path"]);
function h(name, attributes, ...children) {
  const node = svgNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Words and times.
const outcomes = {
  succeeded: ["✓", "succeeded", 16], failed: ["✗", "failed", 24], timed_out: ["◔", "timed out", 24],
  abandoned: ["!", "abandoned", 24], cancelled: ["⊘", "cancelled", 9], skipped: ["–", "skipped", 6],
  missed: ["○", "missed", 12], running: ["▶", "running"], starting: ["▶", "running"], queued: ["…", "queued"],
  waiting_retry: ["↻", "waits for a retry"], paused: ["=", "paused"], disabled: ["×", "disabled"],
};
function badge(word, more) {
  const [glyph, text] = outcomes[word] ?? ["·", word];
  return h("span", { class: `badge ${word}`, title: more }, h("span", { class: "glyph", "aria-hidden": "true" }, glyph), text);
}
const icons = {
  run: "M4 2.5v11l9-5.5z", pause: "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z", resume: "M3 2.5h2.4v11H3zM7 2.5v11l7-5.5z",
};
const icon = (name) => h("svg", { class: "glyph", viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: icons[name] }));
const runBadge = (run) => badge(run.outcome ?? run.state, run.reason ?? undefined);

const formats = new Map();
function format(options) {
  const zone = state.daemonTimes && state.status ? state.status.timezone : undefined;
  const key = JSON.stringify([options, zone]);
  if (!formats.has(key)) {
    let made;
    try { made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone, hourCycle: "h23" }); }
    catch { made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC", hourCycle: "h23" }); }
    formats.set(key, made);
  }
  return formats.get(key);
}
const date = (at) => format({ weekday: "short", day: "2-digit", month: "short" }).format(new Date(at));
const clock = (at) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(at));
const hourMinute = (at) => format({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
const full = (at) => (at ? `${date(at)} ${clock(at)}` : "–");
const zoneName = () => (state.daemonTimes && state.status
  ? state.status.timezone : Intl.DateTimeFormat().resolvedOptions().timeZone);

function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return stretch(seconds * 1000);
}
function stretch(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} m ${String(s % 60).padStart(2, "0")} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} m`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}
function bytes(count) {
  if (count === null || count === undefined) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let place = 0;
  while (count >= 1024 && place < 4) { count /= 1024; place += 1; }
  return `${place ? count.toFixed(1) : count} ${units[place]}`;
}
const countdown = (at) => {
  const left = Date.parse(at) - now();
  return left >= 0 ? `in ${stretch(left)}` : left > -60000 ? "now" : `${stretch(-left)} ago`;
};
const ago = (at) => `${stretch(now() - Date.parse(at))} ago`;
const runSeconds = (run) => (run.started_at && run.ended_at && run.outcome !== "abandoned"
  ? Math.max(0, (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000) : null);

function toast(text, kind, link) {
  const node = h("div", { class: `toast ${kind ?? ""}` }, text, link ? [" ", h("a", { href: link }, "Show")] : null);
  $("toasts").append(node);
  setTimeout(() => node.remove(), kind === "bad" ? 9000 : 5000);
}
function fillStatic(node, ...children) { node.replaceChildren(...children.flat(9).filter(Boolean)); }
