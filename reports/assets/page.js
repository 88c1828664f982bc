"use strict";
(() => {
  const source = document.getElementById("due-data");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const { words, count, total, drawn, printed } = data;
  const digit = new Map(Array.from(data.alphabet, (sign, value) => [sign.charCodeAt(0), value]));
  const base = data.alphabet.length;

  // A column is unpacked to its sorted texts and, for each row, a place among them: sorting compares small numbers.
  const unpack = ({ texts, width, places }) => {
    let before = "";
    const entries = texts.map((coded) => (before = before.slice(0, digit.get(coded.charCodeAt(0))) + coded.slice(1)));
    const ranks = new Uint32Array(total);
    for (let row = 0, at = 0; row < total; row++) {
      let rank = 0;
      for (let i = 0; i < width; i++) rank = rank * base + digit.get(places.charCodeAt(at++));
      ranks[row] = rank;
    }
    return { entries, ranks };
  };
  const columns = {};
  for (const key of Object.keys(data.columns)) columns[key] = unpack(data.columns[key]);
  const text = (key, row) => columns[key].entries[columns[key].ranks[row]];

  const table = document.getElementById("due-table");
  const body = table.tBodies[0];
  const form = document.getElementById("due-filters");
  const search = document.getElementById("due-search");
  const scope = document.getElementById("due-scope");
  const selects = Array.from(form.querySelectorAll("select[data-key]"));
  const only = document.getElementById("due-only");
  const more = document.getElementById("due-more");
  const status = document.getElementById("due-status");
  const headers = Array.from(table.tHead.querySelectorAll("th"));
  let sorting = { key: "", descending: false };
  let order = Uint32Array.from({ length: total }, (_, row) => row);
  let found = order.subarray(0, count);
  let shown = Math.min(count, drawn);
  // What a number of the page asked for beside the fields of the form: a day, a silence, what became of last week.
  let asked = {};

  const sorted = () => {
    const rows = Uint32Array.from({ length: total }, (_, row) => row);
    if (!sorting.key) return rows;
    const { ranks } = columns[sorting.key];
    const sign = sorting.descending ? -1 : 1;
    return rows.sort((a, b) => sign * (ranks[a] - ranks[b]) || a - b);
  };

  // Each distinct text is looked at once; rows then only ask whether their text was a hit.
  const hits = (key, wanted) => Uint8Array.from(columns[key].entries, (entry) => (wanted(entry) ? 1 : 0));
  const matching = () => {
    const chosen = selects.filter((select) => select.value);
    const filters = chosen.map((s) => [columns[s.dataset.key].ranks, hits(s.dataset.key, (entry) => entry === s.value)]);
    for (const key of ["silence", "last"]) {
      if (asked[key]) filters.push([columns[key].ranks, hits(key, (entry) => entry === asked[key])]);
    }
    if (asked.day) filters.push([columns.next_due.ranks, hits("next_due", (entry) => entry.startsWith(asked.day))]);
    const kinds = { due: "tb", touches: "t", all: "to" }[scope.value];
    filters.push([columns.kind.ranks, hits("kind", (entry) => kinds.includes(entry))]);
    const needle = search.value.trim().toLowerCase();
    const has = (entry) => entry.toLowerCase().includes(needle);
    const searched = needle ? ["name", "id", "notes", "due_reason"].map((key) => [columns[key].ranks, hits(key, has)]) : [];
    return order.filter(
      (row) =>
        filters.every(([ranks, hit]) => hit[ranks[row]]) &&
        (!needle || searched.some(([ranks, hit]) => hit[ranks[row]])),
    );
  };

  const cell = (tag, content, kind, small) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    element.append(content);
    if (small) element.appendChild(document.createElement("small")).append(small);
    return element;
  };
  const line = (row) => {
    const element = document.createElement("tr");
    const state = text("state", row);
    element.className = "state-" + state;
    const place = text("id", row) + " · " + words.row.replace("{row}", text("row", row));
    const name = cell("th", text("name", row), "", place);
    name.scope = "row";
    const tier = document.createElement("td");
    tier.append(cell("span", text("tier", row), "tag"));
    element.append(
      name,
      cell("td", text("seller", row)),
      tier,
      cell("td", text("when", row), "when"),
      cell("td", text("next_due", row), "day"),
      cell("td", text("task", row), "", text("notes", row)),
      cell("td", text("due_reason", row), "reason"),
      cell("td", text("last_contact", row), "day"),
      cell("td", text("minutes", row), "n"),
    );
    return element;
  };

  const beside = columns.kind.ranks.reduce((sum, rank) => sum + (columns.kind.entries[rank] === "b"), 0);
  const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
  const say = () => {
    const words_for = !found.length ? words.none : shown < found.length ? words.shown : words.all;
    status.textContent = words_for
      .replace("{shown}", number(shown))
      .replace("{found}", number(found.length))
      .replace("{count}", number(scope.value === "all" ? total - beside : count));
    more.hidden = shown >= found.length;
  };
  const draw = (from) => {
    const rows = document.createDocumentFragment();
    for (let i = from; i < shown; i++) rows.append(line(found[i]));
    if (from) body.append(rows);
    else body.replaceChildren(rows);
    say();
  };
  const refilter = () => {
    found = matching();
    shown = Math.min(found.length, drawn);
    draw(0);
  };
  const resort = (key) => {
    sorting = { key, descending: sorting.key === key && !sorting.descending };
    for (const header of headers) {
      const own = header.dataset.key === key;
      header.setAttribute("aria-sort", own ? (sorting.descending ? "descending" : "ascending") : "none");
    }
    order = sorted();
    refilter();
  };

  for (const header of headers) {
    const button = cell("button", header.textContent, "screen");
    button.type = "button";
    button.title = words.sort;
    button.addEventListener("click", () => resort(header.dataset.key));
    // A browser repeats the words of a header on each printed page, but not its buttons.
    header.replaceChildren(cell("span", header.textContent, "paper"), button);
    header.setAttribute("aria-sort", "none");
  }
  const ask = (wanted) => {
    asked = wanted;
    const what = [
      wanted.day && words.day.replace("{day}", wanted.day),
      wanted.silence && words.silence[wanted.silence],
      wanted.last && words.last[wanted.last],
    ].filter(Boolean);
    only.textContent = words.only.replace("{what}", what.join(" · "));
    only.hidden = !what.length;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.rows[href='#due']");
    if (!link) return;
    search.value = "";
    scope.value = link.dataset.scope || "touches";
    for (const select of selects) select.value = link.dataset[select.dataset.key] || "";
    ask({ ...link.dataset });
    refilter();
  });
  search.addEventListener("input", refilter);
  for (const select of [scope, ...selects]) select.addEventListener("change", refilter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    ask({});
    setTimeout(refilter);
  });
  more.addEventListener("click", () => {
    const from = shown;
    shown = Math.min(found.length, shown + drawn);
    draw(from);
  });
  addEventListener("beforeprint", () => {
    if (shown >= Math.min(found.length, printed)) return;
    const from = shown;
    shown = Math.min(found.length, printed);
    draw(from);
  });
  form.hidden = false;
  say();
})();
