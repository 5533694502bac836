// input[data-suggest=url]: offers what is known while one types; any other text may stand. Choosing fills what is still blank beside it.
// With data-suggest-all, whose list is short, they are offered as soon as one is there.
// The server answers GET url?q=… with {"items": [{"value", "detail", "fills": {field: value}}]}.
const known = new WeakMap();
let timer;
let serial = 0;

function option({ value, detail }) {
  const node = document.createElement("option");
  node.value = value;
  if (detail) node.label = `${value} · ${detail}`;
  return node;
}

function listOf(input) {
  if (input.list) return input.list;
  const list = document.createElement("datalist");
  list.id = `hs-known-${++serial}`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  return list;
}

async function offer(input) {
  const query = input.value.trim();
  if (query.length < 2 && input.dataset.suggestAll === undefined) return;
  const url = new URL(input.dataset.suggest, location.href);
  url.searchParams.set("q", query);
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || query !== input.value.trim()) return;
  const { items } = await answer.json();
  known.set(input, new Map(items.map((item) => [item.value, item])));
  listOf(input).replaceChildren(...items.map(option));
}

function fill(form, fills) {
  for (const [name, value] of Object.entries(fills)) {
    const field = form?.elements[name];
    if (!value || !field || field.value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches("input[data-suggest]")) return;
  clearTimeout(timer);
  const chosen = known.get(target)?.get(target.value);
  if (chosen) fill(target.form, chosen.fills);
  else timer = setTimeout(() => offer(target), 180);
});

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("input[data-suggest-all]") && !known.has(target)) offer(target);
});
