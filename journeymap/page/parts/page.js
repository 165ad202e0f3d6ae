"use strict";
// Everything works without this script but the choosing: it makes tabs of the pictures, lights ways, filters, finds and zooms.
// What the page shows is a `state`, what the address holds is the same state: so a link, a reload and the back button agree.
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const WORDS = ["style", "touchpoint", "path", "stage", "channel", "persona", "search", "theme"];
  const TICKS = ["friction", "broken"];
  const STEP = 1.25, LEAST = 0.1, MOST = 4;
  // The smallest texts of a map are 9.5 px high: what is wider than its box opens at 9 px, and is scrolled.
  const READABLE = 0.8, NARROW = 0.95;

  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const id = (name) => document.getElementById(name);

  const start = () => {
    const data = JSON.parse(id("data").textContent);
    const known = new Map(data.touchpoints.map((each) => [each.id, each]));
    const ways = all(".box [data-source], #ways tr[data-source]").map((each) => [each.dataset.source, each.dataset.target]);
    const say = (name, ...values) => values.reduce((text, value, place) => text.replaceAll(`{${place}}`, () => value), data.words[name]);
    const tabs = all("[role=tab]");
    const styles = tabs.map((tab) => tab.dataset.style);
    let state = read(), shown = "", over = null, found = -1;

    // --- the address -------------------------------------------------------------------------------------------------

    function read() {
      const said = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
      // As the page links to it where there are no scripts.
      if (location.hash.startsWith("#at-")) said.set("touchpoint", new URLSearchParams(`at=${location.hash.slice(4)}`).get("at"));
      const read = {};
      for (const word of WORDS) read[word] = said.get(word) || "";
      const only = (said.get("only") || "").split(",");
      for (const tick of TICKS) read[tick] = only.includes(tick);
      if (!styles.includes(read.style)) read.style = styles[0];
      if (!known.has(read.touchpoint)) read.touchpoint = "";
      if (!data.paths[read.path - 1]) read.path = "";
      if (!["light", "dark"].includes(read.theme)) read.theme = "";
      for (const word of ["stage", "channel", "persona"]) {
        const offered = id(word) ? [...id(word).options].map((option) => option.value) : [];
        if (!offered.includes(read[word])) read[word] = "";
      }
      for (const tick of TICKS) if (!id(tick)) read[tick] = false;
      return read;
    }

    function written() {
      const said = new URLSearchParams();
      for (const word of WORDS) if (state[word] && !(word === "style" && state.style === styles[0])) said.set(word, state[word]);
      const only = TICKS.filter((tick) => state[tick]).join(",");
      if (only) said.set("only", only);
      return said.toString();
    }

    // A step that the back button takes back, or (`quietly`) a change of the one that is there.
    function go(change, quietly = false) {
      state = { ...state, ...change };
      const said = written();
      if (said !== location.hash.slice(1)) {
        const address = said ? `#${said}` : location.pathname + location.search;
        if (quietly) history.replaceState(null, "", address);
        else history.pushState(null, "", address);
      }
      show();
    }

    // --- what is lit -------------------------------------------------------------------------------------------------

    const filtered = () => state.stage || state.channel || state.persona || state.search || state.friction || state.broken;

    function fits(each) {
      return (!state.stage || each.stage === state.stage)
        && (!state.channel || each.channel === state.channel)
        && (!state.persona || !each.personas.length || each.personas.includes(state.persona))
        && (!state.friction || each.friction) && (!state.broken || each.broken)
        && each.title.toLocaleLowerCase().includes(state.search.trim().toLocaleLowerCase());
    }

    // The touchpoints and ways that are lit: of a path, or one touchpoint with what leads to it and from it; all of them else.
    function lit() {
      const path = data.paths[state.path - 1];
      const middle = state.touchpoint || over;
      if (path && !over) return { cards: new Set(path), way: (one, other) => path.some((each, place) => each === one && path[place + 1] === other) };
      if (!middle) return { cards: null, way: () => true };
      const near = ways.filter((way) => way.includes(middle)).flat();
      return { cards: new Set([middle, ...near]), way: (one, other) => one === middle || other === middle };
    }

    function light() {
      const active = Boolean(filtered());
      const fit = new Set(data.touchpoints.filter(fits).map((each) => each.id));
      const { cards, way } = lit();
      const on = (name) => (!active || fit.has(name)) && (!cards || cards.has(name));
      const held = state.touchpoint || over;
      for (const each of all(".box [data-touchpoint]")) {
        const name = each.dataset.touchpoint;
        each.classList.toggle("dim", !on(name));
        each.classList.toggle("held", name === state.touchpoint);
        each.classList.toggle("near", name === held && !state.touchpoint);
        if (each.hasAttribute("aria-pressed")) each.setAttribute("aria-pressed", String(name === state.touchpoint));
      }
      for (const each of all(".box [data-source]")) {
        const { source, target } = each.dataset;
        each.classList.toggle("dim", !(way(source, target) && (!active || (fit.has(source) && fit.has(target)))));
      }
      for (const row of all("#touchpoints tbody tr")) {
        row.classList.toggle("out", active && !fit.has(row.dataset.touchpoint));
        row.classList.toggle("near", row.dataset.touchpoint === held);
      }
      for (const row of all("#ways tbody tr")) row.classList.toggle("out", active && !(fit.has(row.dataset.source) || fit.has(row.dataset.target)));
      return fit;
    }

    // --- showing -----------------------------------------------------------------------------------------------------

    function show() {
      dress();
      for (const tab of tabs) {
        const now = tab.dataset.style === state.style;
        tab.setAttribute("aria-selected", String(now));
        tab.tabIndex = now ? 0 : -1;
        id(tab.getAttribute("aria-controls")).hidden = !now;
      }
      find(".zoom").hidden = state.style === "table";
      for (const word of ["stage", "channel", "persona", "search", "theme"]) if (id(word) && id(word).value !== state[word]) id(word).value = state[word];
      for (const tick of TICKS) if (id(tick)) id(tick).checked = state[tick];
      id("clear").disabled = !filtered() && !state.path;
      for (const button of all("[data-path]")) {
        const now = button.dataset.path === state.path;
        button.setAttribute("aria-pressed", String(now));
        button.textContent = say(now ? "let_go" : "show");
      }
      if (!zooms.has(state.style)) settle();
      tell(light());
      detail();
    }

    function detail() {
      const name = state.touchpoint || over || "";
      for (const each of all("[data-detail]")) each.hidden = each.dataset.detail !== name;
      id("hint").hidden = Boolean(name);
      id("hint-cards").hidden = !touchable();
      id("hint-stages").hidden = touchable();
      id("close").hidden = !state.touchpoint;
      id("side").classList.toggle("empty", !state.touchpoint);
      if (name !== shown) id("side").scrollTop = 0;
      if (name !== shown && state.touchpoint) reveal(name);
      shown = name;
    }

    // On a narrow screen the details come from below: the card moves out of their way.
    function reveal(name) {
      if (getComputedStyle(id("side")).position === "fixed") cardOf(name)?.scrollIntoView({ block: "start", inline: "center" });
    }

    function tell(fit) {
      const parts = [];
      if (filtered()) parts.push(say("fit", fit.size, known.size));
      if (state.path) {
        const path = data.paths[state.path - 1];
        const drawn = new Set(all(`#panel-${state.style} [data-source]`).map((each) => `${each.dataset.source} ${each.dataset.target}`));
        const missing = path.slice(1).filter((each, place) => !drawn.has(`${path[place]} ${each}`)).length;
        parts.push(say("path", state.path));
        if (find(`#panel-${state.style} .arrow`) && missing) parts.push(say("missing", missing));
      }
      if (state.touchpoint) parts.push(say("kept", known.get(state.touchpoint).title));
      if (!touchable() && parts.length) parts.push(say("stages"));
      const said = parts.join(" ");
      if (id("status").textContent !== said) id("status").textContent = said;
    }

    const touchable = () => Boolean(find(`#panel-${state.style} [data-touchpoint]`));

    // The dark rules of the page and of its pictures ask what the reader prefers; here they are told.
    function dress() {
      const asks = { light: "not all", dark: "screen", "": "(prefers-color-scheme: dark)" }[state.theme];
      for (const sheet of document.styleSheets) {
        for (const rule of sheet.cssRules) {
          if (!(rule instanceof CSSMediaRule)) continue;
          if (rule.media.mediaText.includes("prefers-color-scheme")) dark.add(rule);
          if (dark.has(rule)) rule.media.mediaText = asks;
        }
      }
    }

    // --- zoom --------------------------------------------------------------------------------------------------------

    const boxOf = (style) => find(`#panel-${style} .box`);

    function settle() {
      const box = boxOf(state.style);
      if (!box) return;
      const fit = fitting(box);
      zoom(fit < READABLE ? NARROW : Math.min(fit, 1.2));
    }

    // As it was drawn: a long map says itself how much smaller it would be on a slide.
    const drawn = (box) => find("svg", box).viewBox.baseVal;
    const wide = (box) => drawn(box).width;
    const fitting = (box) => box.clientWidth / wide(box);

    function zoom(scale, at = null) {
      const box = boxOf(state.style);
      if (!box) return;
      const svg = find("svg", box), before = zooms.get(state.style) || scale;
      const now = Math.min(MOST, Math.max(LEAST, scale));
      const [x, y] = at || [box.clientWidth / 2, 0];
      const place = [(box.scrollLeft + x) / before, (box.scrollTop + y) / before];
      svg.style.width = `${wide(box) * now}px`;
      svg.style.height = `${drawn(box).height * now}px`;
      zooms.set(state.style, now);
      box.scrollLeft = place[0] * now - x;
      box.scrollTop = place[1] * now - y;
      id("zoom-now").textContent = `${Math.round(100 * now)} %`;
    }

    const larger = (times) => zoom((zooms.get(state.style) || 1) * times);
    const fit = () => { const box = boxOf(state.style); if (box) zoom(fitting(box)); };

    // --- hands -------------------------------------------------------------------------------------------------------

    const hold = (name) => go({ touchpoint: state.touchpoint === name ? "" : name });

    function letGo() {
      const name = state.touchpoint, inside = id("side").contains(document.activeElement);
      over = null;
      if (name) go({ touchpoint: "" });
      else if (state.path) go({ path: "" });
      else show();
      if (name && inside) cardOf(name)?.focus({ preventScroll: true });
    }

    function jump(part) {
      part.scrollIntoView();
      part.focus({ preventScroll: true });
    }

    const cardOf = (name) => all(`#panel-${state.style} .card[tabindex], #panel-table tr[data-touchpoint] a`)
      .find((each) => (each.dataset.touchpoint || each.dataset.go) === name && each.checkVisibility());

    function look(name) {
      if (over === name) return;
      over = name;
      light();
      detail();
    }

    // Whoever goes on with Tab into what stands beside the map finds it still there.
    const away = (event) => { if (!id("side").contains(event.relatedTarget)) look(null); };

    function choose(card, box) {
      for (const each of all(".card[tabindex]", box)) each.tabIndex = -1;
      card.tabIndex = 0;
    }

    // The nearest card that way: what lies aside counts three times.
    function beside(card, box, key) {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
      const middle = (each) => { const { left, top, width, height } = each.getBoundingClientRect(); return [left + width / 2, top + height / 2]; };
      const [x, y] = middle(card);
      const far = (each) => {
        const [across, down] = middle(each).map((value, axis) => value - [x, y][axis]);
        const ahead = across * dx + down * dy;
        return ahead > 4 ? ahead + 3 * Math.abs(dx ? down : across) : Infinity;
      };
      return all(".card[tabindex]", box).map((each) => [far(each), each]).filter(([way]) => way < Infinity).sort((one, other) => one[0] - other[0])[0]?.[1];
    }

    function touch(box) {
      const cards = all(".card[data-touchpoint]", box).filter((card) => known.has(card.dataset.touchpoint));
      cards.forEach((card, place) => {
        const title = find("title", card);
        card.setAttribute("role", "button");
        card.setAttribute("aria-pressed", "false");
        card.setAttribute("aria-label", title ? title.textContent : known.get(card.dataset.touchpoint).title);
        title?.remove();
        card.setAttribute("tabindex", place ? "-1" : "0");
      });
      const at = (event) => event.target.closest?.(".card[tabindex]");
      box.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") look(at(event)?.dataset.touchpoint || null); });
      box.addEventListener("pointerleave", () => look(null));
      box.addEventListener("focusin", (event) => { const card = at(event); if (card) choose(card, box); if (card?.matches(":focus-visible")) look(card.dataset.touchpoint); });
      box.addEventListener("focusout", away);
      box.addEventListener("click", (event) => { const card = at(event); if (card && !moved) hold(card.dataset.touchpoint); });
      box.addEventListener("keydown", (event) => {
        const card = at(event);
        if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Enter" || event.key === " ") hold(card.dataset.touchpoint);
        else if (event.key.startsWith("Arrow")) beside(card, box, event.key)?.focus();
        else if (event.key === "Home") cards[0].focus();
        else if (event.key === "End") cards[cards.length - 1].focus();
        else return;
        event.preventDefault();
      });
      drag(box);
    }

    let moved = false;
    function drag(box) {
      let from = null;
      box.addEventListener("pointerdown", (event) => {
        moved = false;
        if (event.pointerType === "mouse" && event.button === 0) from = [event.clientX + box.scrollLeft, event.clientY + box.scrollTop, event.clientX, event.clientY];
      });
      addEventListener("pointermove", (event) => {
        if (!from) return;
        moved = moved || Math.hypot(event.clientX - from[2], event.clientY - from[3]) > 4;
        box.classList.toggle("drag", moved);
        if (moved) box.scrollTo(from[0] - event.clientX, from[1] - event.clientY);
      });
      addEventListener("pointerup", () => { from = null; box.classList.remove("drag"); });
      box.addEventListener("wheel", (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        const { left, top } = box.getBoundingClientRect();
        zoom((zooms.get(state.style) || 1) * Math.exp(-event.deltaY / 300), [event.clientX - left, event.clientY - top]);
      }, { passive: false });
    }

    function search(event) {
      if (event.key === "Escape" && state.search) { event.stopPropagation(); go({ search: "" }, true); }
      if (event.key !== "Enter") return;
      event.preventDefault();
      const hits = data.touchpoints.filter(fits);
      found = (found + 1) % Math.max(1, hits.length);
      if (state.search && hits.length) { go({ touchpoint: hits[found].id }); cardOf(hits[found].id)?.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    }

    function key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") return letGo();
      if (event.target.closest?.("input, select, textarea")) return;
      const act = { "/": () => { id("search").focus(); id("search").select(); }, "+": () => larger(STEP), "=": () => larger(STEP), "-": () => larger(1 / STEP), 0: fit }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    }

    function sortable(table) {
      const body = table.tBodies[0], rows = [...body.rows];
      [...table.tHead.rows[0].cells].forEach((head, place) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        if (head.hasAttribute("aria-label")) button.setAttribute("aria-label", head.getAttribute("aria-label"));
        head.replaceChildren(button);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down > 0 ? "ascending" : "descending");
          const value = (row) => row.cells[place].dataset.sort ?? row.cells[place].textContent;
          const order = (one, other) => {
            const [first, second] = [value(one), value(other)];
            // What is not known stands last, whichever way.
            if (!first || !second) return Boolean(second) - Boolean(first);
            return down * (first - second || (isNaN(first - second) ? first.localeCompare(second) : 0));
          };
          body.append(...[...rows].sort(order));
        });
      });
    }

    // --- all together ------------------------------------------------------------------------------------------------

    const zooms = new Map(), dark = new Set();
    for (const panel of all(".later")) panel.classList.remove("later");
    for (const box of all(".box")) touch(box);
    for (const table of all("table.sorted")) sortable(table);
    for (const tab of tabs) {
      tab.addEventListener("click", () => go({ style: tab.dataset.style }));
      tab.addEventListener("keydown", (event) => {
        const place = tabs.indexOf(tab), last = tabs.length - 1;
        const to = { ArrowRight: place === last ? 0 : place + 1, ArrowLeft: place ? place - 1 : last, Home: 0, End: last }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        tabs[to].focus();
        go({ style: tabs[to].dataset.style });
      });
    }
    for (const word of ["stage", "channel", "persona", "theme"]) id(word)?.addEventListener("change", (event) => go({ [word]: event.target.value }));
    for (const tick of TICKS) id(tick)?.addEventListener("change", (event) => go({ [tick]: event.target.checked }));
    id("search").addEventListener("input", (event) => { found = -1; go({ search: event.target.value }, true); });
    id("search").addEventListener("keydown", search);
    find(".filters").addEventListener("submit", (event) => event.preventDefault());
    id("clear").addEventListener("click", () => { go({ stage: "", channel: "", persona: "", search: "", path: "", friction: false, broken: false }); id("search").focus(); });
    id("close").addEventListener("click", letGo);
    id("side").addEventListener("focusout", away);
    id("zoom-in").addEventListener("click", () => larger(STEP));
    id("zoom-out").addEventListener("click", () => larger(1 / STEP));
    id("zoom-fit").addEventListener("click", fit);
    for (const button of all("[data-path]")) {
      button.addEventListener("click", () => {
        const now = state.path === button.dataset.path ? "" : button.dataset.path;
        const pictured = find(`#panel-${state.style} .arrow`) ? state.style : styles[0];
        go({ path: now, touchpoint: "", style: now ? pictured : state.style });
        if (now) id("map").scrollIntoView();
      });
    }
    for (const row of all("#touchpoints tbody tr")) {
      row.addEventListener("pointerenter", () => look(row.dataset.touchpoint));
      row.addEventListener("pointerleave", () => look(null));
      row.addEventListener("focusin", () => look(row.dataset.touchpoint));
      row.addEventListener("focusout", away);
    }
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href^='#']");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      // The address belongs to what is chosen: a way to a part of the page leaves it alone.
      if (!link.dataset.go) return jump(id(link.hash.slice(1)));
      go({ touchpoint: link.dataset.go });
      if (!link.closest("#map")) id("map").scrollIntoView();
      cardOf(link.dataset.go)?.focus({ preventScroll: true });
    });
    document.addEventListener("keydown", key);
    addEventListener("popstate", () => { state = read(); show(); });
    // A phone's bars come and go: that is no other width.
    let width = innerWidth;
    addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; zooms.clear(); settle(); } });
    const closed = [];
    addEventListener("beforeprint", () => { for (const each of all("section > details:not([open]), .chapter:not([open])")) { each.open = true; closed.push(each); } });
    addEventListener("afterprint", () => { for (const each of closed.splice(0)) each.open = false; });
    show();
    if (location.hash.includes("=") || state.touchpoint) id("map").scrollIntoView();
    if (state.touchpoint) reveal(state.touchpoint);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
