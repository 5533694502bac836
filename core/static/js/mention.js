// textarea[data-mention=url] suggests people after an @. GET url?q=…, with the other fields of the form that decide who
// reads, answers {"items": [{"value", "label", "detail"}]}; the choice is written as @Name. Pattern: ARIA 1.2 combobox.
const boxes = new WeakMap();
const STARTED = /(^|\s)@([^\s@][^@\n]{0,40}|)$/;
let serial = 0;

class Mention {
  constructor(area) {
    this.area = area;
    this.list = document.createElement("ul");
    this.list.id = `hs-mention-${++serial}`;
    this.list.className = "hs-suggest";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "@");
    this.list.hidden = true;
    area.after(this.list);
    for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": this.list.id, autocomplete: "off" })) area.setAttribute(name, value);
    area.addEventListener("input", () => this.later());
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.point(event));
  }

  started() {
    return this.area.value.slice(0, this.area.selectionStart).match(STARTED)?.[2] ?? null;
  }

  later() {
    clearTimeout(this.timer);
    if (this.started() === null) this.close();
    else this.timer = setTimeout(() => this.search(), 150);
  }

  async search() {
    const query = this.started();
    if (query === null) return this.close();
    const url = new URL(this.area.dataset.mention, location.href);
    const chosen = new FormData(this.area.form);
    for (const name of ["audience", "partner_id"]) if (chosen.has(name)) url.searchParams.set(name, chosen.get(name));
    url.searchParams.set("q", query);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || query !== this.started()) return;
    const { items } = await answer.json();
    if (items.length) this.show(items);
    else this.close();
  }

  show(items) {
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.list.hidden = false;
    this.mark(0);
  }

  option(item, index) {
    const node = document.createElement("li");
    const text = document.createElement("div");
    node.id = `${this.list.id}-${index}`;
    node.setAttribute("role", "option");
    node.dataset.value = item.value;
    text.append(Object.assign(document.createElement("span"), { textContent: item.label }));
    if (item.detail) text.append(Object.assign(document.createElement("small"), { textContent: item.detail }));
    node.append(text);
    return node;
  }

  options() {
    return [...this.list.children];
  }

  mark(index) {
    this.active = index;
    this.options().forEach((node, at) => node.setAttribute("aria-selected", at === index));
    this.area.setAttribute("aria-activedescendant", this.options()[index].id);
    this.options()[index].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (this.list.hidden) return;
    const count = this.options().length;
    if (event.key === "ArrowDown") this.mark((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.mark((this.active - 1 + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.pick(this.options()[this.active]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  point(event) {
    event.preventDefault();
    const node = event.target.closest("[role=option]");
    if (node) this.pick(node);
  }

  pick(node) {
    const end = this.area.selectionStart;
    const query = this.started() ?? "";
    this.area.setRangeText(`${node.dataset.value} `, end - query.length, end, "end");
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }
}

function start(root) {
  for (const area of root.querySelectorAll?.("textarea[data-mention]") ?? []) {
    if (!boxes.has(area)) boxes.set(area, new Mention(area));
  }
}

document.addEventListener("htmx:load", ({ target }) => start(target));
start(document);
