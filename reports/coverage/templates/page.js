"use strict";
// Everything that comes from a target reaches the page as text, never as markup: textContent alone is set here.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SIGNS = ["✕", "w", "?", "○", "✓", "–"];
  const [VIOLATED, WAIVED, INCONCLUSIVE, UNSEEN, PASSED, NONE] = [0, 1, 2, 3, 4, 5];
  const by = (id) => document.getElementById(id);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  // A long name in camel case breaks before a word, and not within one.
  const words = (name) => name.split(/(?<=[a-z0-9])(?=[A-Z])/).flatMap((word, at) => (at ? [make("wbr"), word] : [word]));
  const subjects = [...new Set(data.rules.map((rule) => rule.subject))];
  const rows = data.mutations.map((mutation) => ({
    ...mutation,
    codes: [...mutation.states].map(Number),
    text: `${mutation.name} ${mutation.area} ${mutation.server} ${mutation.hazard}`.toLowerCase(),
  }));
  // Rules and subjects are keys as well: these four are none.
  let sorting = { key: "@state", descending: true };
  let current = [0, 0];

  // A column covers some rules: all of a subject, or one.
  function columns() {
    const chosen = by("columns").value;
    const numbers = data.rules.map((_, index) => index);
    if (chosen === "") {
      return subjects.map((subject) => ({
        key: subject, name: subject, kind: "subject",
        rules: numbers.filter((index) => data.rules[index].subject === subject),
      }));
    }
    return numbers
      .filter((index) => chosen === "*" || data.rules[index].subject === chosen)
      .map((index) => ({ key: data.rules[index].id, name: data.rules[index].id, kind: "tall", rules: [index] }));
  }

  // What a cell says of some rules at a mutation: how many are in each state, and what matters most.
  function judged(row, rules) {
    const counts = [0, 0, 0, 0, 0, 0];
    for (const index of rules) counts[row.codes[index]] += 1;
    const applicable = rules.length - counts[NONE];
    let state = [VIOLATED, WAIVED, INCONCLUSIVE].find((one) => counts[one]);
    let sign = state === undefined ? "" : SIGNS[state] + (rules.length > 1 ? counts[state] : "");
    let partial = false;
    if (state === undefined) {
      if (!applicable) state = NONE;
      else if (!counts[PASSED]) state = UNSEEN;
      else state = PASSED;
      partial = state === PASSED && counts[UNSEEN] > 0;
      sign = partial ? `${counts[PASSED]}/${applicable}` : SIGNS[state];
    }
    // A label has to contain what is seen: https://www.w3.org/WAI/WCAG22/Understanding/label-in-name
    const number = (index) => (partial && index === PASSED ? sign : counts[index]);
    const said = data.states
      .map((name, index) => (counts[index] ? (rules.length > 1 ? `${number(index)} ${name}` : name) : ""))
      .filter(Boolean)
      .join(", ");
    return { state, sign, partial, said, counts };
  }

  const every = data.rules.map((_, index) => index);
  const weight = (row, rules) => {
    const { counts } = judged(row, rules);
    return counts[VIOLATED] * 1e6 + counts[WAIVED] * 1e4 + counts[INCONCLUSIVE] * 1e2 + counts[UNSEEN];
  };

  function visible() {
    const wanted = by("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [area, server, state] = ["area", "server", "state"].map((id) => by(id).value);
    return rows.filter(
      (row) =>
        wanted.every((word) => row.text.includes(word)) &&
        (!area || row.area === area) &&
        (!server || row.server === server) &&
        (!state || row.states.includes(state)),
    );
  }

  function sorted(listed, shown) {
    const { key, descending } = sorting;
    const column = shown.find((one) => one.key === key);
    const value = {
      "@name": (row) => row.name.toLowerCase(),
      "@requests": (row) => row.requests,
      "@seconds": (row) => row.seconds,
      "@state": (row) => weight(row, every),
    }[key] || ((row) => weight(row, column ? column.rules : every));
    const sign = descending ? -1 : 1;
    return [...listed].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return x < y ? -sign : x > y ? sign : a.name < b.name ? -1 : 1;
    });
  }

  function header(shown) {
    const cells = [
      ["@name", "Mutation", "name"],
      ...shown.map((column) => [column.key, column.name, column.kind]),
      ["@requests", "Requests", "count"],
      ["@seconds", "Seconds", "count"],
    ].map(([key, name, kind]) => {
      const button = make("button", { type: "button", textContent: name });
      button.dataset.sort = key;
      const cell = make("th", { scope: "col", className: kind }, button);
      if (sorting.key === key) cell.setAttribute("aria-sort", sorting.descending ? "descending" : "ascending");
      return cell;
    });
    return make("thead", {}, make("tr", {}, ...cells));
  }

  function body(listed, shown) {
    const lines = listed.map((row) => {
      const name = make("th", { scope: "row" }, make("span", {}, ...words(row.name)));
      name.append(make("small", { textContent: [row.area || row.server, row.hazard].filter(Boolean).join(" · ") }));
      const cells = shown.map((column) => {
        const { state, sign, partial, said } = judged(row, column.rules);
        const cell = make("td", { className: `c s${state}${partial ? " part" : ""}`, tabIndex: -1 });
        cell.append(make("span", { textContent: sign }));
        cell.setAttribute("aria-label", `${row.name}, ${column.name}: ${said}`);
        cell.dataset.mutation = row.name;
        cell.dataset.column = column.key;
        return cell;
      });
      const numbers = [String(row.requests), row.seconds.toFixed(1)];
      return make("tr", {}, name, ...cells, ...numbers.map((text) => make("td", { className: "n", textContent: text })));
    });
    return make("tbody", {}, ...lines);
  }

  function draw() {
    const shown = columns();
    const listed = sorted(visible(), shown);
    const table = make("table", {}, make("caption", { className: "skip", textContent: "Mutations by rules" }));
    table.setAttribute("role", "grid");
    table.append(header(shown), body(listed, shown));
    by("table").replaceChildren(listed.length ? table : make("p", { className: "none", textContent: "No mutation is like that." }));
    by("shown").textContent = `${listed.length} of ${rows.length} mutations`;
    current = [0, 0];
    const first = cell(0, 0);
    if (first) first.tabIndex = 0;
  }

  const cell = (row, column) => by("table").querySelectorAll("tbody tr")[row]?.querySelectorAll("td.c")[column];

  // One stop for the tabulator, arrows within: https://www.w3.org/WAI/ARIA/apg/patterns/grid/
  function move(target) {
    const [row, column] = [target.parentElement.sectionRowIndex, target.cellIndex - 1];
    cell(...current)?.setAttribute("tabindex", "-1");
    current = [row, column];
    target.tabIndex = 0;
    target.focus();
  }

  function ruling(row, index) {
    const rule = data.rules[index];
    const state = row.codes[index];
    const sign = make("span", { className: `c s${state}` }, make("span", { textContent: SIGNS[state] }));
    sign.setAttribute("aria-hidden", "true");
    const part = make("div", { className: "ruling" });
    // Names in a rule's sentence stand between backticks.
    const parts = rule.sentence.split("`").map((text, at) => (at % 2 ? make("code", { textContent: text }) : text));
    part.append(make("h3", {}, sign, make("span", {}, ...parts)));
    const places = row.places ? row.places[index] : 0;
    const facts = [`${rule.level} ${rule.id}: ${data.states[state]}`];
    if (places) facts.push(`${places.toLocaleString("en")} places judged`);
    const clause = make("a", { href: rule.url, rel: "noreferrer", textContent: rule.clause });
    part.append(make("p", { className: "meta" }, `${facts.join(", ")} · `, clause));
    for (const reason of row.reasons?.[rule.id] || []) part.append(make("p", { textContent: reason }));
    for (const fingerprint of row.findings?.[rule.id] || []) {
      const copy = by(`f-${fingerprint}`).cloneNode(true);
      copy.removeAttribute("id");
      copy.open = true;
      part.append(copy);
    }
    const hidden = row.hidden?.[rule.id];
    if (hidden) part.append(make("p", { className: "note", textContent: `${hidden} findings stand in violations.jsonl.` }));
    return part;
  }

  function open(name, key) {
    const row = rows.find((one) => one.name === name);
    const column = columns().find((one) => one.key === key);
    const order = [...column.rules].sort((a, b) => row.codes[a] - row.codes[b] || a - b);
    by("cell-title").replaceChildren(...words(name), `: ${column.name}`);
    by("cell-body").replaceChildren(...order.map((index) => ruling(row, index)));
    if (row.skipped && order.some((index) => row.codes[index] === UNSEEN)) {
      const reasons = row.skipped.map((reason) => make("li", { textContent: reason }));
      by("cell-body").append(make("h3", { textContent: "Not asked" }), make("ul", { className: "plain" }, ...reasons));
    }
    by("cell").showModal();
    by("cell").scrollTop = 0;
  }

  function option(select, value, text) {
    by(select).append(make("option", { value, textContent: text }));
  }

  async function copy(button) {
    const text = button.parentElement.querySelector("pre").textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // A page from a file may not be let at the clipboard: what is selected can be copied by hand.
      getSelection().selectAllChildren(button.parentElement.querySelector("pre"));
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    if (target && target.tagName === "DETAILS") target.scrollIntoView();
  }

  const distinct = (key) => [...new Set(rows.map((row) => row[key]).filter(Boolean))].sort();
  for (const key of ["area", "server"]) for (const value of distinct(key)) option(key, value, value);
  by("area").parentElement.hidden = !distinct("area").length;
  data.states.forEach((name, index) => option("state", String(index), name));
  for (const subject of subjects) option("columns", subject, `rules on ${subject}`);
  option("columns", "*", "all rules");
  by("filters").hidden = false;
  by("filters").addEventListener("input", draw);
  by("filters").addEventListener("submit", (event) => event.preventDefault());
  by("filters").addEventListener("reset", () => setTimeout(draw));
  by("table").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-sort]");
    if (button) {
      const key = button.dataset.sort;
      sorting = { key, descending: sorting.key === key ? !sorting.descending : key !== "@name" };
      draw();
      by("table").querySelector(`[data-sort="${CSS.escape(key)}"]`).focus();
    }
    const target = event.target.closest("td.c");
    if (target) {
      move(target);
      open(target.dataset.mutation, target.dataset.column);
    }
  });
  by("table").addEventListener("keydown", (event) => {
    const target = event.target.closest("td.c");
    if (!target) return;
    const [row, column] = current;
    const last = target.parentElement.querySelectorAll("td.c").length - 1;
    const next = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1], Home: [row, 0], End: [row, last],
    }[event.key];
    if (event.key === "Enter" || event.key === " ") open(target.dataset.mutation, target.dataset.column);
    else if (!next) return;
    else if (cell(...next)) move(cell(...next));
    event.preventDefault();
  });
  by("cell").addEventListener("click", (event) => { if (event.target === by("cell")) by("cell").close(); });
  document.addEventListener("click", (event) => {
    if (event.target.matches("button.copy")) copy(event.target);
  });
  by("unseen").addEventListener("change", (event) => {
    document.getElementById("schema").classList.toggle("only", event.target.checked);
  });
  addEventListener("hashchange", reveal);
  draw();
  reveal();
})();
