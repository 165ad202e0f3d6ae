"use strict";
// The page of `journeymap preview`. Everything that files say is put in as text; a map is what the server drew, and the policy of the page runs no script in it.

const at = (id) => document.getElementById(id);
const shown = { key: "", number: -1, style: "", rows: [], scale: 0, wide: 0 };
let look = { style: "flow", theme: "auto", styles: [] };
const sheet = at("sheet").attachShadow({ mode: "open" });
const dark = matchMedia("(prefers-color-scheme: dark)");

// --- what the address says

function asked() {
  return new URLSearchParams(location.hash.slice(1));
}

function ask(name, value) {
  const all = asked();
  all.set(name, value);
  history.replaceState(null, "", `#${all}`);
  show(true);
}

// --- the map

function scale() {
  const fit = Math.min(1, (at("map").clientWidth - 24) / shown.wide);
  return shown.scale || Math.max(0.5, fit);
}

function zoom() {
  const svg = sheet.querySelector("svg");
  if (!svg) return;
  svg.style.width = `${shown.wide * scale()}px`;
  svg.style.height = "auto";
  svg.style.display = "block";
  at("scale").textContent = shown.scale ? `${Math.round(100 * scale())} %` : "fit";
}

function zoomed(by) {
  const map = at("map"), before = scale();
  const middle = [map.scrollLeft + map.clientWidth / 2, map.scrollTop + map.clientHeight / 2];
  shown.scale = by === 0 ? 0 : Math.min(5, Math.max(0.2, before * by));
  zoom();
  const grown = scale() / before;
  map.scrollTo(middle[0] * grown - map.clientWidth / 2, middle[1] * grown - map.clientHeight / 2);
}

function put(text) {
  // The policy lets no style of a picture stand in the page; a sheet that the script makes may. Labels have no "<" of their own.
  const styles = [];
  const bare = text.replace(/<style>([^<]*)<\/style>/g, (_, words) => {
    const made = new CSSStyleSheet();
    made.replaceSync(words);
    styles.push(made);
    return "";
  });
  const svg = document.importNode(new DOMParser().parseFromString(bare, "image/svg+xml").documentElement, true);
  const map = at("map"), place = [map.scrollLeft, map.scrollTop];
  sheet.adoptedStyleSheets = styles;
  sheet.replaceChildren(svg);
  shown.wide = Number(svg.getAttribute("width")) || 1000;
  zoom();
  map.scrollTo(...place);
}

function empty(words) {
  at("empty").hidden = !words;
  at("empty").textContent = words;
  at("sheet").hidden = Boolean(words);
}

// --- what check says

function made(name, kind, words) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.textContent = words;
  return element;
}

function explained(code) {
  const details = made("details", "", ""), page = made("pre", "", "...");
  details.append(made("summary", "", `What ${code} means`), page);
  details.addEventListener("toggle", async () => {
    if (!details.open || page.textContent !== "...") return;
    const answer = await fetch(`/manual?code=${encodeURIComponent(code)}`);
    page.textContent = answer.ok ? await answer.text() : "There is no manual page.";
  });
  return details;
}

function finding(said) {
  const item = made("li", said.level, "");
  const message = made("p", "message", "");
  message.append(made("span", "level", `${said.level} ${said.code} `), said.message);
  item.append(made("span", "place", said.place), message);
  if (said.excerpt) item.append(made("pre", "", said.excerpt));
  if (said.help) item.append(made("p", "help", said.help));
  item.append(explained(said.code));
  return item;
}

function counted(counts) {
  const words = Object.entries(counts).filter(([, n]) => n).map(([level, n]) => `${n} ${level}${n === 1 ? "" : "s"}`);
  return words.join(", ");
}

function told(sight) {
  const words = counted(sight.counts);
  at("sum").textContent = words ? `check says: ${words}` : "check has nothing to say";
  const open = new Set([...document.querySelectorAll("details[open] summary")].map((each) => each.textContent));
  const height = at("told").scrollTop;
  at("findings").replaceChildren(...sight.findings.map(finding));
  for (const each of document.querySelectorAll("details")) each.open = open.has(each.firstChild.textContent);
  at("told").scrollTop = height;
}

// --- what there is to see

function files() {
  const select = at("files");
  const options = shown.rows.map((row) => {
    const words = counted(row.counts);
    const option = made("option", "", `${row.file}${words ? ` (${words})` : ""}`);
    option.value = row.key;
    return option;
  });
  at("files-label").hidden = options.length < 2;
  // A list that is open would close.
  const same = options.length === select.options.length && options.every((each, place) => each.isEqualNode(select.options[place]));
  if (!same) select.replaceChildren(...options);
  select.value = shown.key;
}

function banner(row) {
  const errors = row ? row.counts.error : 0;
  const bug = row && row.bug;
  const words = bug ? `This is a bug in journeymap, not in your file: ${bug}`
    : errors && row.old ? `${errors === 1 ? "An error keeps" : `${errors} errors keep`} this file from being drawn. The map is the last good one, of before the fault.`
      : errors && !row.map ? `${errors === 1 ? "An error keeps" : `${errors} errors keep`} this file from being drawn.` : "";
  at("banner").hidden = !words;
  if (at("banner").textContent !== words) at("banner").textContent = words;
  at("map").classList.toggle("old", Boolean(row && row.old));
}

async function show(anew) {
  const wanted = asked();
  const row = shown.rows.find((each) => each.key === wanted.get("file")) || shown.rows[0];
  const style = look.styles.includes(wanted.get("style")) ? wanted.get("style") : look.style;
  const same = row && row.key === shown.key && row.number === shown.number && style === shown.style;
  const moved = !row || row.key !== shown.key;
  if (row) Object.assign(shown, { key: row.key, number: row.number, style });
  files();
  banner(row);
  for (const each of document.querySelectorAll("#styles input")) each.checked = each.value === style;
  if (!row) {
    shown.key = "";
    at("findings").replaceChildren();
    at("sum").textContent = "";
    at("title").textContent = "journeymap preview";
    empty("There is no journey here. Save one, and it is drawn.");
    return;
  }
  at("title").textContent = row.title || row.file;
  document.title = `${row.counts.error ? "\u26a0 " : ""}${row.title || row.file}`;
  if (same && !anew) return;
  const still = () => shown.key === row.key && shown.number === row.number && shown.style === style;
  try {
    await Promise.all([sight(row, still), map(row, style, still, moved)]);
    state(row.measuring ? "Measuring: no numbers yet" : "");
  } catch {
    // The server is gone: the stream says so, and shows it all anew when it is back.
  }
}

async function sight(row, still) {
  const answer = await fetch(`/sight?file=${row.key}`);
  const said = answer.ok ? await answer.json() : null;
  if (said && still()) told(said);
}

async function map(row, style, still, moved) {
  if (!row.map) {
    empty(row.counts.error ? "There is no map of this file yet." : "Nothing of this file can be drawn by itself.");
    return;
  }
  const answer = await fetch(`/map.svg?file=${row.key}&style=${style}`);
  const text = await answer.text();
  if (!still()) return;
  empty(answer.ok ? "" : text);
  if (!answer.ok) return;
  put(text);
  if (moved) at("map").scrollTo(0, 0);
}

function state(words) {
  at("state").textContent = words;
}

function theme() {
  const is = look.theme === "auto" ? dark.matches : look.theme === "dark";
  document.documentElement.toggleAttribute("data-dark", is);
  document.querySelector("meta[name=color-scheme]").content = look.theme === "auto" ? "light dark" : look.theme;
}

// --- who is heard

function listen() {
  let anew = true;
  const stream = new EventSource("/events");
  stream.addEventListener("state", (event) => {
    shown.rows = JSON.parse(event.data).files;
    show(anew);
    anew = false;
  });
  stream.addEventListener("open", () => { anew = true; state(""); });
  stream.addEventListener("error", () => state("Not connected. Is journeymap preview still running?"));
}

function hear() {
  at("files").addEventListener("change", (event) => ask("file", event.target.value));
  at("styles").addEventListener("change", (event) => ask("style", event.target.value));
  at("zoom").addEventListener("click", (event) => {
    const by = { in: 1.25, out: 0.8, fit: 0 }[event.target.dataset.zoom];
    if (by !== undefined) zoomed(by);
  });
  at("map").addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomed(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  }, { passive: false });
  document.addEventListener("keydown", (event) => {
    const by = { "+": 1.25, "=": 1.25, "-": 0.8, 0: 0 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
    zoomed(by);
  });
  addEventListener("resize", zoom);
  addEventListener("hashchange", () => show(false));
  dark.addEventListener("change", theme);
}

async function begin() {
  look = await (await fetch("/look")).json();
  theme();
  for (const style of look.styles) {
    const label = made("label", "", style), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "style", value: style });
    label.prepend(input);
    at("styles").append(label);
  }
  hear();
  listen();
}

begin();
