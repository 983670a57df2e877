"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const ID = 0, FILE = 1, LINE = 2, COLUMN = 3, CODE = 4, APPLICABILITY = 5, KIND = 6, METHOD = 7, SDK = 8, EVENT = 9;
  const MESSAGE = 10, SUGGESTION = 11, EVIDENCE = 12, HUNKS = 13;
  const PAGE = 100;
  const at = (id) => document.getElementById(id);
  const make = (tag, text, name) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (name) node.className = name;
    return node;
  };

  // --- decisions: id -> [verdict, note, edits]; what a person wrote elsewhere is carried along
  const decisions = new Map(Object.entries(data.decisions));
  const history = [];
  const store = `segment-to-amplitude ${data.plan}`;
  const moves = new Map();
  for (const finding of data.findings) {
    const move = data.files[finding[FILE]][2];
    if (!finding[HUNKS].length || !move) continue;
    if (!moves.has(move)) moves.set(move, []);
    moves.get(move).push(finding);
  }
  const verdict = (finding) => (decisions.get(finding[ID]) || [null])[0];
  const note = (finding) => (decisions.get(finding[ID]) || [null, ""])[1];
  const others = (finding) => moves.get(data.files[finding[FILE]][2]) || [];
  const exported = () => ({
    format: data.format, version: data.version, plan: data.plan,
    decisions: [...decisions].filter(([, one]) => one[0] || one[1] || one[2]).map(([id, one]) => ({
      id, ...(one[0] ? { verdict: one[0] } : {}), ...(one[1] ? { note: one[1] } : {}),
      ...(one[2] ? { edits: one[2].map(([start, end, text]) => ({ start, end, text })) } : {}),
    })),
  });
  let saving = 0;
  let failed = "";
  const save = () => {
    clearTimeout(saving);
    saving = setTimeout(() => {
      const text = JSON.stringify(exported());
      if (!data.saves_to) {
        try { localStorage.setItem(store, text); } catch { /* a browser may keep nothing for files */ }
        return;
      }
      fetch(data.saves_to, { method: "POST", body: text, headers: { "Content-Type": "application/json" } })
        .then((answer) => { failed = answer.ok ? "" : " Not saved: the review has ended."; })
        .catch(() => { failed = " Not saved: the review has ended."; })
        .finally(report);
    }, 150);
  };
  const load = (found) => {
    for (const one of found.decisions || []) {
      const edits = one.edits ? one.edits.map((each) => [each.start, each.end, each.text || ""]) : null;
      decisions.set(one.id, [one.verdict || null, one.note || "", edits]);
    }
  };
  const put = (findings, change) => {
    const before = findings.map((finding) => [finding[ID], decisions.get(finding[ID])]);
    if (!before.length) return;
    history.push([chosen, before]);
    for (const finding of findings) decisions.set(finding[ID], change(decisions.get(finding[ID]) || [null, "", null]));
    save();
  };
  const decide = (findings, value) => put(findings.filter((one) => one[HUNKS].length), (one) => [value, one[1], one[2]]);
  const undo = () => {
    const last = history.pop();
    if (!last) return;
    for (const [id, one] of last[1]) one === undefined ? decisions.delete(id) : decisions.set(id, one);
    chosen = last[0];
    save();
    show();
  };

  // --- filters
  const haystacks = data.findings.map((finding) =>
    [data.files[finding[FILE]][0], finding[CODE], finding[METHOD], finding[EVENT], finding[MESSAGE], finding[SDK]]
      .join("\n").toLowerCase());
  const fields = {
    "by-applicability": (finding) => finding[APPLICABILITY],
    "by-language": (finding) => data.files[finding[FILE]][1],
    "by-method": (finding) => finding[METHOD],
    "by-code": (finding) => finding[CODE],
    "by-owner": (finding) => data.files[finding[FILE]][3],
    "by-decision": (finding) => (finding[HUNKS].length ? verdict(finding) || "not decided" : "nothing to decide"),
  };
  let shown = [];
  let page = 0;
  let chosen = data.findings[0];
  const fill = () => {
    for (const [name, value] of Object.entries(fields)) {
      const options = name === "by-decision"
        ? ["accepted", "rejected", "not decided", "nothing to decide"]
        : [...new Set(data.findings.map(value))].filter(Boolean).sort();
      at(name).append(new Option("all", ""), ...options.map((option) => new Option(option, option)));
    }
  };
  const filter = () => {
    const words = at("search").value.toLowerCase().split(" ").filter(Boolean);
    const path = at("by-path").value;
    const asked = Object.entries(fields).map(([name, value]) => [at(name).value, value]).filter(([value]) => value);
    shown = data.findings.filter((finding, index) =>
      words.every((word) => haystacks[index].includes(word)) && data.files[finding[FILE]][0].includes(path) &&
      asked.every(([value, of]) => of(finding) === value));
    if (!shown.includes(chosen) && shown.length) chosen = shown[0];
    page = Math.max(0, Math.floor(shown.indexOf(chosen) / PAGE));
    show();
  };

  // --- the list
  const words = (finding) => {
    if (!finding[HUNKS].length) return "–";
    const value = verdict(finding);
    if (value !== "accepted") return value === "rejected" ? "✗ rejected" : "not decided";
    return others(finding).every((other) => verdict(other) === "accepted") ? "✓ accepted" : "✓ accepted, waits";
  };
  const row = (finding) => {
    const line = make("tr");
    line.dataset.id = finding[ID];
    if (finding === chosen) line.setAttribute("aria-current", "true");
    const place = make("th");
    place.scope = "row";
    const open = make("button", `${data.files[finding[FILE]][0]}:${finding[LINE]}`);
    open.type = "button";
    open.addEventListener("click", () => choose(finding));
    place.append(open);
    line.append(place, make("td", finding[METHOD] || finding[KIND]));
    const kind = make("td");
    kind.append(make("b", finding[APPLICABILITY], `word-${finding[APPLICABILITY]}`), ` ${finding[CODE]}`);
    line.append(kind, make("td", words(finding)));
    return line;
  };
  const list = (everything) => {
    const part = everything ? shown : shown.slice(page * PAGE, (page + 1) * PAGE);
    document.querySelector("#list tbody").replaceChildren(...part.map(row));
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    at("page").textContent = `page ${page + 1} of ${pages}`;
    at("previous").disabled = page === 0;
    at("next").disabled = page >= pages - 1;
  };
  const report = () => {
    let accepted = 0, rejected = 0, open = 0, written = 0;
    for (const group of moves.values()) {
      const own = group.filter((finding) => verdict(finding) === "accepted").length;
      accepted += own;
      rejected += group.filter((finding) => verdict(finding) === "rejected").length;
      open += group.filter((finding) => !verdict(finding)).length;
      if (own === group.length) written += own;
    }
    at("status").textContent = `${shown.length} of ${data.findings.length} references shown. ${accepted} accepted, ` +
      `${rejected} rejected, ${open} not decided; ${written} changes would be written.${failed}`;
  };

  // --- the detail
  const tokens = (cell, flat) => {
    for (let index = 0; index < flat.length; index += 2) {
      cell.append(flat[index] ? make("span", flat[index + 1], flat[index]) : flat[index + 1]);
    }
  };
  const diff = (rows, number) => {
    const table = make("table", undefined, "diff");
    const columns = make("colgroup");
    columns.append(make("col", undefined, "narrow"), make("col"), make("col", undefined, "narrow"), make("col"));
    table.append(make("caption", `Hunk ${number}: before on the left, after on the right`, "hidden"), columns);
    for (const [oldNumber, old, newNumber, now] of rows) {
      const same = now === undefined;
      const line = make("tr");
      const left = make("td", undefined, !same && oldNumber ? "old" : "");
      const right = make("td", undefined, !same && newNumber ? "new" : "");
      if (old) tokens(left, old);
      if (same) tokens(right, old);
      else if (now) tokens(right, now);
      if (!same && oldNumber) left.prepend(make("span", "removed ", "hidden"));
      if (!same && newNumber) right.prepend(make("span", "added ", "hidden"));
      line.append(make("td", oldNumber || "", "number"), left, make("td", newNumber || "", "number"), right);
      table.append(line);
    }
    return table;
  };
  const button = (text, does) => {
    const node = make("button", text);
    node.type = "button";
    node.addEventListener("click", does);
    return node;
  };
  const detail = () => {
    const body = at("detail-body");
    if (!chosen) return;
    const [path, language, move, owner] = data.files[chosen[FILE]];
    at("detail-title").textContent = `${path}:${chosen[LINE]}:${chosen[COLUMN]}`;
    const [title, explanation, advice] = data.codes[chosen[CODE]];
    const parts = [];
    const head = make("p");
    head.append(make("b", chosen[APPLICABILITY], `word-${chosen[APPLICABILITY]}`), ` ${chosen[CODE]}: ${chosen[MESSAGE]}`);
    parts.push(head, make("p", [language, chosen[SDK], chosen[METHOD], chosen[EVENT] && `event ${chosen[EVENT]}`,
      owner && `owner ${owner}`].filter(Boolean).join(" · ")));
    if (chosen[HUNKS].length) {
      const buttons = make("div", undefined, "buttons");
      buttons.append(
        button("Accept", () => act("accepted")), button("Reject", () => act("rejected")),
        button("Clear", () => { decide([chosen], null); show(); }), make("span", words(chosen)));
      parts.push(buttons);
      const group = others(chosen);
      if (group.length > 1) {
        const paths = new Set(group.map((finding) => finding[FILE])).size;
        const waits = group.filter((finding) => verdict(finding) !== "accepted").length;
        const line = make("p", `Moves with ${group.length - 1} more changes in ${paths} ${paths === 1 ? "file" : "files"}: ` +
          (waits ? `none of them is written while ${waits} are not accepted. ` : "all are accepted. "));
        line.append(button("Accept all of them", () => { decide(group, "accepted"); show(); }));
        parts.push(line);
      }
      if ((decisions.get(chosen[ID]) || [])[2]) parts.push(make("p", "Another text was written for this change in a terminal."));
      chosen[HUNKS].forEach((rows, index) => parts.push(diff(rows, index + 1)));
    } else {
      parts.push(make("p", "Nothing is changed here."));
    }
    if (chosen[SUGGESTION]) parts.push(make("h4", "Suggestion"), make("pre", chosen[SUGGESTION]));
    if (chosen[EVIDENCE].length) {
      const chain = make("ol");
      chain.append(...chosen[EVIDENCE].map((step) => make("li", step)));
      parts.push(make("h4", "Evidence"), chain);
    }
    parts.push(make("h4", title || chosen[CODE]), make("p", `${explanation} ${advice}`));
    const label = make("label", "Note ");
    const area = make("textarea", note(chosen));
    area.id = "note";
    area.rows = 2;
    const of = chosen;
    area.addEventListener("change", () => { put([of], (one) => [one[0], area.value, one[2]]); });
    label.append(area);
    parts.push(label);
    body.replaceChildren(...parts);
  };
  const show = () => { list(); detail(); report(); };
  const choose = (finding) => {
    chosen = finding;
    const index = shown.indexOf(finding);
    if (index >= 0) page = Math.floor(index / PAGE);
    show();
    const current = document.querySelector("#list tr[aria-current] button");
    if (current) { current.focus({ preventScroll: true }); current.scrollIntoView({ block: "nearest" }); }
  };
  const step = (by) => {
    const next = shown[shown.indexOf(chosen) + by] || (shown.includes(chosen) ? null : shown[0]);
    if (next) choose(next);
  };
  const act = (value) => {
    if (!chosen || !chosen[HUNKS].length) return;
    decide([chosen], value);
    const from = shown.indexOf(chosen);
    const next = shown.slice(from + 1).find((finding) => finding[HUNKS].length && !verdict(finding));
    choose(next || chosen);
  };
  const download = () => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(exported(), null, 1) + "\n"], { type: "application/json" }));
    link.download = "decisions.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // --- wiring
  const theme = (value) => { document.documentElement.dataset.theme = value; };
  theme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  at("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  at("show-help").addEventListener("click", () => at("help").showModal());
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("filters").addEventListener("input", filter);
  at("previous").addEventListener("click", () => { page -= 1; list(); });
  at("next").addEventListener("click", () => { page += 1; list(); });
  at("accept-shown").addEventListener("click", () => { decide(shown, "accepted"); show(); });
  at("reject-shown").addEventListener("click", () => { decide(shown, "rejected"); show(); });
  at("clear-shown").addEventListener("click", () => { decide(shown, null); show(); });
  at("undo").addEventListener("click", undo);
  at("export").addEventListener("click", download);
  at("import").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    try { load(JSON.parse(await file.text())); save(); show(); } catch { failed = " That file holds no decisions."; report(); }
  });
  addEventListener("beforeprint", () => list(true));
  addEventListener("afterprint", () => list());
  const keys = {
    j: () => step(1), k: () => step(-1), a: () => act("accepted"), r: () => act("rejected"), u: undo, x: download,
    c: () => { decide([chosen], null); show(); }, m: () => { decide(others(chosen), "accepted"); show(); },
    n: () => at("note") && at("note").focus(), "/": () => at("search").focus(), "?": () => at("help").showModal(),
  };
  addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (writes && event.key === "Escape") { event.target.blur(); choose(chosen); return; }
    if (writes || event.ctrlKey || event.metaKey || event.altKey || at("help").open || !at("keys").checked) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  try {
    const kept = data.saves_to ? null : localStorage.getItem(store);
    if (kept) load(JSON.parse(kept));
  } catch { /* nothing was kept */ }
  fill();
  filter();
})();
