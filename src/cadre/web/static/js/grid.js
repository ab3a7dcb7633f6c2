// The grid: rows of one table, edited in place. What is typed is kept until it is written or dropped.
import { TabulatorFull as Tabulator } from "/static/vendor/tabulator_esm.min.mjs";
import { followNews } from "/static/js/news.js";

const place = document.querySelector("#grid");
const told = JSON.parse(document.querySelector("#grid-data").textContent);
const columns = new Map(told.columns.map((one) => [one.name, one]));
const bar = document.querySelector("#grid-bar");
const status = document.querySelector("#grid-status");
const faultsPlace = document.querySelector("#grid-faults");
const KEY = `cadre:${told.form}:drafts`;
// On paper there is room for so many columns; what else a row says, its own page tells.
const printed = new Set(told.columns.filter((one) => told.shown.includes(one.name) && !one.many && one.name !== "note").slice(0, 9).map((one) => one.name));
let grid;
let seen = told.change;
let fresh = 0;

// Each row of the grid: its cells by column, and in `_` what the desk knows of it.
function lineOf(row) {
  return { ...row.cells, id: row.id, _: { key: row.id, revision: row.revision, was: { ...row.cells }, faults: {}, conflict: null, gone: false } };
}

function newLine(cells = {}, faults = {}) {
  fresh += 1;
  return { ...cells, _: { key: `new ${fresh}`, revision: "", was: {}, faults, conflict: null, gone: false } };
}

const text = (value) => (value === undefined || value === null ? "" : String(value));

function changes(line) {
  const cells = {};
  for (const name of columns.keys()) {
    if (name === "id" && line._.revision) continue;
    if (text(line[name]) !== text(line._.was[name])) cells[name] = text(line[name]);
  }
  return cells;
}

const isDraft = (line) => line._.gone || !line._.revision || Object.keys(changes(line)).length > 0;
// The rows themselves: what the grid gives as its data are copies.
const allLines = () => grid.getRows().map((row) => row.getData());
const drafts = () => allLines().filter(isDraft);

function node(tag, words = "", more = {}) {
  const made = document.createElement(tag);
  made.textContent = words;
  for (const [name, value] of Object.entries(more)) made.setAttribute(name, value);
  return made;
}

const sentence = (fault) => [fault.problem, fault.allowed ? `Allowed: ${fault.allowed}.` : "", fault.remedy].filter(Boolean).join(" ");

// A cell shows its text, and what is wrong with it below.
function shown(cell) {
  const line = cell.getData();
  const name = cell.getField();
  const element = cell.getElement();
  const fault = line._.faults[name];
  element.classList.toggle("faulty", Boolean(fault));
  element.classList.toggle("changed", !fault && (name !== "id" || !line._.revision) && text(line[name]) !== text(line._.was[name]));
  const whole = node("div");
  if (name === "id" && line._.revision) {
    whole.append(node("a", line.id, { href: told.form.replace(/(\?|$)/, `${line.id.split("/").map(encodeURIComponent).join("/")}$1`) }));
  } else {
    whole.append(node("span", text(cell.getValue())));
  }
  if (fault) whole.append(node("span", sentence(fault), { class: "says" }));
  return whole;
}

// What a column may hold is offered by the browser's own list, below the line that is written in.
function listOf(column) {
  const values = column.choices.length ? column.choices.map((one) => [one, ""]) : column.names;
  if (!values.length || column.many) return "";
  const list = node("datalist", "", { id: `list-${column.name}` });
  for (const [value, called] of values) list.append(node("option", called, { value }));
  document.body.append(list);
  return list.id;
}

function editorOf(column) {
  const list = listOf(column);
  return (cell, onRendered, success, cancel) => {
    const input = node("input", "", { type: "text", "aria-label": `${column.label} of ${cell.getData().id || "the new row"}`, autocomplete: "off", spellcheck: "false" });
    if (list) input.setAttribute("list", list);
    input.value = text(cell.getValue());
    let done = false;
    const end = (how) => {
      if (done) return;
      done = true;
      how(input.value);
    };
    onRendered(() => {
      input.focus({ preventScroll: true });
      input.select();
    });
    input.addEventListener("blur", () => end(success));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(success);
      if (event.key === "Escape") end(() => cancel());
    });
    return input;
  };
}

function columnOf(one) {
  const numeric = one.kind === "number" || one.kind === "whole number";
  const made = {
    title: one.label,
    field: one.name,
    formatter: shown,
    visible: told.shown.includes(one.name),
    frozen: one.name === "id",
    headerFilter: "input",
    headerFilterParams: { elementAttributes: { "aria-label": `Filter by ${one.label}`, autocomplete: "off" } },
    headerTooltip: one.unit ? `${one.help} (${one.unit})` : one.help,
    minWidth: one.name === "id" ? 130 : 110,
    maxInitialWidth: one.kind === "text" ? 320 : 220,
    hozAlign: numeric ? "right" : "left",
    formatterPrint: (cell) => text(cell.getValue()),
    print: printed.has(one.name),
    sorter: numeric ? "number" : "string",
  };
  if (told.edits) {
    made.editor = editorOf(one);
    made.editable = (cell) => !cell.getData()._.gone && !(one.name === "id" && cell.getData()._.revision);
  }
  return made;
}

function doer(cell) {
  const line = cell.getData();
  const words = !line._.revision ? "Drop" : line._.gone ? "Keep" : told.withdraw;
  return node("button", words, { type: "button", class: "plain row-do", "aria-label": `${words} ${line.id || "the new row"}` });
}

function act(_event, cell) {
  const line = cell.getData();
  if (!line._.revision) cell.getRow().delete().then(changed);
  else {
    document.activeElement?.blur();
    line._.gone = !line._.gone;
    line._.faults = {};
    cell.getRow().reformat();
    changed();
  }
}

// Both versions at the row, and the choice between them.
function conflictBox(row, line) {
  const conflict = line._.conflict;
  const box = node("div", "", { class: "conflict", role: "group", "aria-label": `Two versions of ${line.id}` });
  const gone = !conflict.revision;
  const parts = conflict.fields.filter((one) => one.field);
  box.append(node("p", `${conflict.by} ${gone ? "took this row out" : "changed this row"} at ${conflict.at.slice(0, 16).replace("T", " ")} UTC (change ${conflict.change}). Yours isn't written yet.`));
  if (parts.length) {
    const table = node("table");
    const head = table.createTHead().insertRow();
    for (const words of ["Field", "When you read it", "Yours", "Theirs"]) head.append(node("th", words, { scope: "col" }));
    const body = table.createTBody();
    for (const one of parts) {
      const line = body.insertRow();
      line.append(node("th", one.field, { scope: "row" }));
      for (const value of [one.base, one.yours, one.theirs]) line.append(node("td", text(value) || "blank"));
    }
    box.append(table);
  }
  const keep = node("button", line._.gone ? "Take it out all the same" : gone ? "Add mine anew" : "Keep mine", { type: "button" });
  const take = node("button", "Take theirs", { type: "button", class: "plain" });
  keep.addEventListener("click", () => keepMine(row, line));
  take.addEventListener("click", () => takeTheirs(row, line));
  box.append(keep, take);
  return box;
}

// Yours where you changed a cell, theirs elsewhere; the next save builds on theirs.
function keepMine(row, line) {
  const { theirs, revision } = line._.conflict;
  const own = changes(line);
  for (const name of columns.keys()) if (!(name in own)) line[name] = theirs[name] ?? (revision ? "" : line[name]);
  line._.was = { ...theirs };
  line._.revision = revision;
  line._.conflict = null;
  refresh(row);
  save();
}

function takeTheirs(row, line) {
  const { theirs, revision } = line._.conflict;
  if (!revision) {
    row.delete().then(changed);
    return;
  }
  for (const name of columns.keys()) line[name] = theirs[name] ?? "";
  Object.assign(line._, { was: { ...theirs }, revision, conflict: null, faults: {}, gone: false });
  refresh(row);
}

function refresh(row) {
  row.reformat();
  changed();
}

function rowShown(row) {
  const line = row.getData();
  const element = row.getElement();
  element.classList.toggle("gone", line._.gone);
  element.querySelector(".conflict")?.remove();
  if (line._.conflict) element.append(conflictBox(row, line));
}

// What isn't written yet is kept in this browser tab, so that a reload loses nothing.
function changed() {
  const some = drafts();
  if (!bar) return;
  document.querySelector("#grid-save").disabled = !some.length;
  document.querySelector("#grid-drop").disabled = !some.length;
  document.querySelector("#grid-save").textContent = some.length ? `Save ${some.length} ${some.length === 1 ? "row" : "rows"}` : "Save";
  const kept = some.map((line) => ({ key: line._.key, revision: line._.revision, was: line._.was, gone: line._.gone, cells: Object.fromEntries([...columns.keys()].map((name) => [name, text(line[name])])) }));
  try {
    if (kept.length) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch { /* A browser that keeps nothing still edits. */ }
  listFaults(some);
}

function listFaults(some) {
  const faults = some.flatMap((line) => Object.entries(line._.faults).map(([name, fault]) => ({ line, name, fault })));
  faultsPlace.replaceChildren();
  if (!faults.length) return;
  const box = node("div", "", { class: "note-box bad" });
  box.append(node("p", `${faults.length} ${faults.length === 1 ? "cell keeps a row" : "cells keep rows"} from being written:`));
  const list = node("ul");
  for (const { line, name, fault } of faults) {
    const item = node("li");
    const go = node("button", `${line.id || "new row"}, ${columns.get(name)?.label ?? "the row"}`, { type: "button", class: "plain row-do" });
    go.addEventListener("click", () => goTo(line, name));
    item.append(go, ` ${sentence(fault)}`);
    list.append(item);
  }
  box.append(list);
  faultsPlace.append(box);
}

const rowOf = (line) => grid.getRows().find((row) => row.getData() === line);

async function goTo(line, name) {
  const row = rowOf(line);
  grid.showColumn(name);
  await grid.scrollToRow(row, "center", false).catch(() => {});
  const cell = row.getCell(columns.has(name) ? name : "id");
  cell.getElement().scrollIntoView({ block: "nearest", inline: "center" });
  if (told.edits && cell.getColumn().getDefinition().editor) cell.edit(true);
}

async function ask(address, body) {
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body) });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error([said.detail || `The desk answers ${answer.status}.`, said.remedy || ""].join(" "));
  return said;
}

function say(words, tone = "") {
  status.textContent = words;
  status.className = tone || "quiet";
}

let saving = false;
async function save() {
  const some = drafts().filter((line) => !line._.conflict);
  if (saving || !some.length) return;
  saving = true;
  say("Saving...");
  const edits = some.map((line) => ({ id: line._.revision ? line._.key : text(line.id).trim(), cells: line._.gone ? {} : changes(line), revision: line._.revision, remove: line._.gone }));
  try {
    const made = await ask(told.api.edits, { edits, partly: true });
    await settle(some, made);
    const words = [made.seq ? `${made.done.length} ${made.done.length === 1 ? "row" : "rows"} recorded as change ${made.seq}.` : "Nothing was recorded."];
    const left = new Set([...made.problems, ...made.conflicts].map((one) => one.row)).size;
    if (left) words.push(`${left} ${left === 1 ? "row stays" : "rows stay"} here, unsaved.`);
    say(words.join(" "));
  } catch (error) {
    say(`Nothing was written. ${error.message} What you typed stays here.`, "fault");
  } finally {
    saving = false;
  }
}

// What became of each row that was sent: written ones are as the desk has them now.
async function settle(some, made) {
  for (const line of some) {
    line._.faults = {};
    line._.conflict = null;
  }
  for (const one of made.problems) some[one.row - 1]._.faults[one.column || "id"] = one;
  for (const one of made.conflicts) some[one.row - 1]._.conflict = one;
  for (const one of made.done) {
    const line = some[one.row - 1];
    const row = rowOf(line);
    if (one.became === "removed") {
      await row.delete();
      continue;
    }
    for (const name of columns.keys()) line[name] = one.cells[name] ?? "";
    line.id = one.id;
    Object.assign(line._, { key: one.id, revision: one.revision, was: { ...one.cells } });
  }
  for (const line of some) again(line);
  changed();
}

// A row shown anew.
function again(line) {
  rowOf(line)?.reformat();
}

// A block goes to the desk whole; rows that can't be written come back as drafts, each fault at its cell.
async function paste(block, from) {
  say("Pasting...");
  const made = await ask(told.api.paste, { text: block, seen, columns: from });
  const lines = new Map(allLines().map((line) => [line._.key, line]));
  const added = [];
  for (const one of made.changed.done) {
    const line = lines.get(one.id);
    const row = { id: one.id, revision: one.revision, cells: one.cells };
    if (!line) added.push(lineOf(row));
    else {
      Object.assign(line, lineOf(row));
      again(line);
    }
  }
  for (const one of made.left) {
    const left = leftLine(one, made.changed, lines);
    if (left) added.unshift(left);
  }
  if (added.length) await grid.addData(added, true);
  changed();
  const words = [made.changed.seq ? `${made.changed.done.length} rows recorded as change ${made.changed.seq}.` : "No row was recorded."];
  if (made.left.length) words.push(`${made.left.length} ${made.left.length === 1 ? "row stays" : "rows stay"} in the grid, each fault at its cell.`);
  if (made.left_out.length) words.push(`Not read, as no such column is there: ${made.left_out.join(", ")}.`);
  say(words.join(" "));
  return { made, words: words.join(" ") };
}

// A row that wasn't written, as a new line; null where it is laid over one that is there.
function leftLine(one, changedRows, lines) {
  const faults = Object.fromEntries(changedRows.problems.filter((x) => x.row === one.row).map((x) => [x.column || "id", x]));
  const conflict = changedRows.conflicts.find((x) => x.row === one.row) ?? null;
  const known = lines.get(text(one.cells.id).trim());
  if (!known) return newLine(one.cells, faults);
  Object.assign(known, one.cells);
  Object.assign(known._, { faults, conflict });
  again(known);
  return null;
}

// Where a cell was chosen, a block without names goes into the columns from there on.
function columnsFrom(cell) {
  const visible = grid.getColumns().filter((one) => one.isVisible() && columns.has(one.getField())).map((one) => one.getField());
  const start = cell ? visible.indexOf(cell) : 0;
  return visible.slice(Math.max(0, start));
}

function pasteIntoGrid(event) {
  if (event.target.closest("input, textarea, select")) return;
  const block = event.clipboardData?.getData("text/plain") ?? "";
  if (!block.trim()) return;
  event.preventDefault();
  const field = event.target.closest(".tabulator-cell")?.getAttribute("tabulator-field");
  paste(block, columnsFrom(field)).catch((error) => {
    // Nothing pasted is lost: it stands in the box, with the reason.
    document.querySelector("#paste").open = true;
    document.querySelector("#paste-text").value = block;
    say(error.message, "fault");
  });
}

function pasteFromBox(event) {
  event.preventDefault();
  const box = document.querySelector("#paste-text");
  const place = document.querySelector("#paste-told");
  place.replaceChildren();
  paste(box.value, []).then(({ made, words }) => {
    place.append(node("p", words));
    const names = made.columns.filter(Boolean);
    box.value = made.left.length ? [names, ...made.left.map((one) => names.map((name) => text(one.cells[name])))].map((cells) => cells.join("\t")).join("\n") : "";
    faultsOf(made, place);
  }).catch((error) => place.append(node("p", error.message, { class: "fault" })));
}

function faultsOf(made, place) {
  const list = node("ul");
  for (const one of made.changed.problems) list.append(node("li", `Line ${one.row}, ${columns.get(one.column)?.label ?? "the row"}: ${sentence(one)}`));
  for (const one of made.changed.conflicts) list.append(node("li", `Line ${one.row}, ${one.id}: changed by ${one.by} meanwhile.`));
  if (list.childElementCount) place.append(list);
}

function restore() {
  let kept = [];
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch { /* As if nothing was kept. */ }
  const lines = new Map(allLines().map((line) => [line._.key, line]));
  for (const one of kept) {
    const line = lines.get(one.key);
    if (!one.revision) grid.addRow(newLine(one.cells), true);
    else if (line) {
      Object.assign(line, one.cells);
      // The revision that was seen when it was typed counts, so that others' work is met as a conflict.
      Object.assign(line._, { revision: one.revision, was: one.was, gone: one.gone });
      rowOf(line)?.reformat();
    }
  }
  if (kept.length) say("What you typed before and didn't save is here again.");
  changed();
}

// The part that scrolls stands between grid and rows: it is told as the group of the rows.
function nameParts() {
  place.setAttribute("aria-label", `Rows of ${told.table.replaceAll("_", " ")}`);
  place.removeAttribute("aria-owns");
  place.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
  place.querySelector(".tabulator-table").setAttribute("role", "presentation");
}

let resizing;
function fit() {
  clearTimeout(resizing);
  resizing = setTimeout(() => {
    if (!place.querySelector(".tabulator-editing")) grid.redraw();
  }, 200);
}

function begin() {
  const defined = told.columns.map(columnOf);
  if (told.edits) defined.splice(1, 0, { title: "", field: "_do", formatter: doer, cellClick: act, headerSort: false, frozen: true, width: 104, hozAlign: "center", resizable: false, print: false });
  grid = new Tabulator(place, {
    data: told.rows.map(lineOf),
    columns: defined,
    layout: "fitDataFill",
    height: "34rem",
    index: "__none",
    rowFormatter: rowShown,
    placeholder: told.edits ? "No rows yet. Add one, or paste a block." : "No rows.",
    editTriggerEvent: "click",
    columnDefaults: { resizable: true },
    // Made anew by itself, the grid would close a cell that somebody writes in.
    autoResize: false,
    // On paper all rows stand, not those that fit into the frame.
    printAsHtml: true,
    printStyled: false,
    printRowRange: "active",
  });
  if (told.api.rows) followNews({ address: told.api.rows, change: told.change, lines: () => allLines().filter((line) => line._.revision), isWritten, bring });
  window.addEventListener("resize", fit);
  document.querySelector("#all-columns")?.addEventListener("change", (event) => {
    event.stopPropagation();
    for (const name of columns.keys()) if (!told.shown.includes(name)) event.target.checked ? grid.showColumn(name) : grid.hideColumn(name);
    grid.redraw(true);
  });
  grid.on("tableBuilt", nameParts);
  if (!told.edits) return;
  bar.hidden = false;
  grid.on("cellEdited", (cell) => {
    // The row isn't made anew here: the next of its cells may be open for writing already.
    delete cell.getData()._.faults[cell.getField()];
    cell.getElement().classList.remove("faulty");
    cell.getElement().querySelector(".says")?.remove();
    cell.getElement().classList.toggle("changed", text(cell.getValue()) !== text(cell.getData()._.was[cell.getField()]));
    changed();
  });
  grid.on("tableBuilt", restore);
  document.querySelector("#grid-save").addEventListener("click", save);
  document.querySelector("#grid-drop").addEventListener("click", dropAll);
  document.querySelector("#grid-add").addEventListener("click", add);
  document.querySelector("#paste-form").addEventListener("submit", pasteFromBox);
  place.addEventListener("paste", pasteIntoGrid);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      document.activeElement?.blur();
      save();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (drafts().length) event.preventDefault();
  });
}

// A row in which somebody writes stays as it is: when it is saved, both versions are shown.
const isWritten = (line) => isDraft(line) || Boolean(rowOf(line)?.getElement().querySelector(".tabulator-editing"));

// The rows as the desk has them now; those in which somebody writes aren't among what is found.
async function bring(found, own) {
  for (const [line, row] of found.changed) {
    for (const name of columns.keys()) line[name] = row.cells[name] ?? "";
    Object.assign(line._, { revision: row.revision, was: { ...row.cells }, faults: {} });
    again(line);
  }
  for (const line of found.gone) await rowOf(line)?.delete();
  if (found.added.length) await grid.addData(found.added.map(lineOf), false);
  // A block pasted over rows that aren't shown as they are now must still meet others' changes.
  if (!own) seen = found.change;
  if (!bar) return;
  changed();
  const words = own ? ` ${own} ${own === 1 ? "row stays" : "rows stay"} as you typed; when you save, both versions are shown.` : "";
  say(`The rows are shown as of change ${found.change}.${words}`);
}

async function add() {
  bar.scrollIntoView({ block: "nearest" });
  const row = await grid.addRow(newLine(), true);
  row.getCell(told.shown.find((name) => name !== "id") ?? "id").edit(true);
  changed();
}

async function dropAll() {
  for (const line of drafts()) {
    const row = rowOf(line);
    if (!line._.revision) await row.delete();
    else {
      for (const name of columns.keys()) line[name] = line._.was[name] ?? "";
      Object.assign(line._, { faults: {}, conflict: null, gone: false });
      row.reformat();
    }
  }
  changed();
  say("What wasn't saved is dropped.");
}

begin();
