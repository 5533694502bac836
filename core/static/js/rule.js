// [data-rule] beside a rule's text: rows of conditions and the text, one made from the other by the server.
// While rows are shown, [data-rule-tree] travels with the form and speaks for the text.
import { post } from "./net.js";

const states = new WeakMap();
const stateOf = (box) => states.get(box) ?? states.set(box, { turn: 0, typed: 0 }).get(box);
const textOf = (box) => box.closest(".hs-rule").querySelector("[data-rule-text]");
const rootOf = (box) => box.querySelector("[data-rule-rows] > [data-rule-part]");
const showsRows = (box) => box.dataset.mode === "rows";

function valueOf(row) {
  const inputs = [...row.querySelectorAll("[data-rule-value]")];
  if (!inputs.length) return "";
  if (inputs[0].type === "checkbox") return inputs.filter((input) => input.checked).map((input) => input.value);
  if (inputs[0].matches("[data-rule-lines]")) return inputs[0].value.split("\n").map((line) => line.trim()).filter(Boolean);
  return inputs[0].value;
}

// The tree of the rows, and for each element what it became and in which group it is.
function snapshot(box) {
  const at = new Map();
  const read = (part, parent) => {
    const of = (name) => part.querySelector(`[data-rule-${name}]`)?.value ?? "";
    const kind = part.dataset.rulePart;
    const made = kind === "group" ? { group: of("group"), parts: [] } : kind === "text" ? { text: of("written") } : { fact: of("fact"), op: of("op"), value: valueOf(part) };
    at.set(part, { made, parent });
    if (kind === "group") for (const inner of part.querySelectorAll(":scope > [data-rule-part]")) made.parts.push(read(inner, made));
    return made;
  };
  return { tree: read(rootOf(box), null), at };
}

function carry(box) {
  const holder = box.querySelector("[data-rule-tree]");
  if (holder) holder.value = showsRows(box) && rootOf(box) ? JSON.stringify(snapshot(box).tree) : "";
}

// Ask the server about rows or a text; an answer that a later question overtook is dropped.
async function ask(box, words) {
  const state = stateOf(box);
  const turn = ++state.turn;
  const { vocabulary, expect, inSql = "", rule } = box.dataset;
  const answer = await post(box.dataset.shape, new URLSearchParams({ vocabulary, expect, in_sql: inSql, name: rule, ...words })).catch(() => null);
  if (!answer?.ok || turn !== state.turn) return null;
  const page = document.createElement("template");
  page.innerHTML = await answer.text();
  return turn === state.turn ? page.content : null;
}

function say(box, page) {
  const said = page.querySelector("[data-rule-said]");
  box.querySelector("[data-rule-said]").replaceWith(said);
  const field = box.closest(".hs-rule");
  field.classList.remove("is-bad");
  field.querySelector(":scope > .hs-err")?.remove();
  for (const input of box.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  if (said.dataset.bad) box.querySelector(`[data-path="${said.dataset.bad}"] [data-rule-value]`)?.setAttribute("aria-invalid", "true");
  if (showsRows(box)) textOf(box).value = said.dataset.text;
  countLater(box);
  return said;
}

function draw(box, page) {
  const rows = page.querySelector("[data-rule-rows]");
  box.querySelector("[data-rule-rows]").replaceWith(rows);
  rows.dispatchEvent(new Event("htmx:load", { bubbles: true }));
}

function countLater(box) {
  const state = stateOf(box);
  clearTimeout(state.counting);
  const said = box.querySelector("[data-rule-said]");
  const counted = box.querySelector("[data-rule-counted]");
  if (!box.dataset.count || !said.dataset.text.trim() || "faulty" in said.dataset) return counted.replaceChildren();
  state.counting = setTimeout(() => count(box, said, counted), 400);
}

async function count(box, said, counted) {
  const answer = await post(box.dataset.count, new URLSearchParams({ vocabulary: box.dataset.vocabulary, text: said.dataset.text })).catch(() => null);
  if (said.isConnected) counted.innerHTML = answer?.ok ? await answer.text() : "";
}

// Which control has the focus, to find its like in the rows that come back.
function place(box) {
  const here = document.activeElement?.closest("[data-rule-part]");
  if (!here || !box.contains(here)) return null;
  const kind = ["fact", "op", "value", "written", "group"].find((name) => document.activeElement.matches(`[data-rule-${name}]`));
  return kind && { path: here.dataset.path, kind };
}

function land(box, { path, kind }) {
  const part = box.querySelector(`[data-path="${path}"]`);
  (part?.querySelector(`[data-rule-${kind}]`) ?? part?.querySelector("select, input:not([type=hidden]), button"))?.focus();
}

// Change the rows: what is typed while the server answers is read anew, so nothing of it is lost.
async function change(box, mutate, landing) {
  const state = stateOf(box);
  const { tree, at } = snapshot(box);
  const focus = mutate(at) ?? landing;
  const typed = state.typed;
  box.querySelector("[data-rule-tree]").value = JSON.stringify(tree);
  textOf(box).dispatchEvent(new Event("input", { bubbles: true }));
  clearTimeout(state.timer);
  const page = await ask(box, { tree: JSON.stringify(tree) });
  if (!page) return;
  if (state.typed !== typed) return change(box, mutate, landing);
  const spot = focus ?? place(box);
  draw(box, page);
  say(box, page);
  carry(box);
  if (spot) land(box, spot);
}

function add(box, group, kind) {
  return change(box, (at) => {
    const { made } = at.get(group);
    const row = { fact: "", op: "", value: "" };
    made.parts.push(kind === "group" ? { group: made.group === "all" ? "any" : "all", parts: [row] } : row);
    const path = [group.dataset.path, made.parts.length - 1, ...(kind === "group" ? [0] : [])].filter((step) => step !== "").join(".");
    return { path, kind: "fact" };
  });
}

function remove(box, part) {
  return change(box, (at) => {
    const { made, parent } = at.get(part);
    const index = parent.parts.indexOf(made);
    parent.parts.splice(index, 1);
    const above = part.dataset.path.split(".").slice(0, -1);
    return parent.parts.length ? { path: [...above, Math.max(0, index - 1)].join("."), kind: "fact" } : { path: above.join("."), kind: "add" };
  });
}

function later(box, work) {
  const state = stateOf(box);
  clearTimeout(state.timer);
  state.timer = setTimeout(work, 350);
}

async function judge(box) {
  const words = showsRows(box) ? { tree: JSON.stringify(snapshot(box).tree) } : { text: textOf(box).value };
  const page = await ask(box, words);
  if (page) say(box, page);
}

async function show(box, mode) {
  if (mode === box.dataset.mode) return;
  const page = await ask(box, mode === "text" ? { tree: JSON.stringify(snapshot(box).tree) } : { text: textOf(box).value });
  if (!page) return;
  const said = say(box, page);
  if (mode === "rows" && !page.querySelector("[data-rule-rows]")) return textOf(box).focus();
  if (mode === "rows") draw(box, page);
  else textOf(box).value = said.dataset.text;
  box.dataset.mode = mode;
  for (const button of box.querySelectorAll("[data-rule-mode]")) button.setAttribute("aria-pressed", button.dataset.ruleMode === mode);
  carry(box);
  if (mode === "text") textOf(box).focus();
}

async function mend(box, { ruleFix, start, end }) {
  if (showsRows(box)) await show(box, "text");
  const text = textOf(box);
  // The server counts characters, the browser UTF-16 units.
  const unit = (count) => [...text.value].slice(0, count).join("").length;
  text.setRangeText(ruleFix, unit(Number(start)), unit(Number(end)), "end");
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-rule-add], [data-rule-remove], [data-rule-mode], [data-rule-fix]");
  const box = button?.closest("[data-rule]");
  if (!box) return;
  const part = button.closest("[data-rule-part]");
  if (button.dataset.ruleAdd) add(box, part, button.dataset.ruleAdd);
  else if (button.dataset.ruleMode) show(box, button.dataset.ruleMode);
  else if (button.dataset.ruleFix) mend(box, button.dataset);
  else remove(box, part);
});

document.addEventListener("change", ({ target }) => {
  const box = target.closest?.("[data-rule]");
  if (!box || !target.matches("[data-rule-fact], [data-rule-op]")) return;
  const part = target.closest("[data-rule-part]");
  // Another field has other values; what was compared with goes.
  change(box, target.matches("[data-rule-fact]") ? (at) => void (at.get(part).made.value = "") : () => undefined);
});

document.addEventListener("input", ({ target }) => {
  const box = target.closest?.("[data-rule]") ?? (target.matches?.("[data-rule-text]") && target.closest(".hs-rule").querySelector("[data-rule]"));
  if (!box || target.matches("[data-rule-fact], [data-rule-op]")) return;
  if (target.matches("[data-rule-text]") && showsRows(box)) return;
  stateOf(box).typed += 1;
  carry(box);
  later(box, () => judge(box));
});

// Enter goes on to the next condition instead of sending the form around it.
document.addEventListener("keydown", (event) => {
  const { target } = event;
  const box = target.closest?.("[data-rule]");
  if (event.key !== "Enter" || event.defaultPrevented || !box || !target.matches("input[data-rule-value], input[data-rule-written]")) return;
  event.preventDefault();
  add(box, target.closest("[data-rule-part=group]"), "row");
});

function start(root) {
  for (const box of root.querySelectorAll("[data-rule]")) {
    if (states.has(box)) continue;
    stateOf(box);
    carry(box);
    countLater(box);
  }
}

document.addEventListener("htmx:load", ({ target }) => start(target));
start(document);
