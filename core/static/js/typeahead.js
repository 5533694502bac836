// input[data-typeahead=url] searches as one types and puts the choice into [data-typeahead-value] beside it.
// The value holder is a hidden input, or a <select> that serves those without scripts and is hidden here.
// The server answers GET url?q=… with {"items": [{"value", "label", "detail"}]}. Pattern: ARIA 1.2 combobox.
import { words } from "./net.js";

const boxes = new WeakMap();
let serial = 0;

class Typeahead {
  constructor(input) {
    this.input = input;
    this.field = input.closest(".hs-field");
    this.holder = this.field.querySelector("[data-typeahead-value]");
    this.list = document.createElement("ul");
    this.list.id = `hs-list-${++serial}`;
    this.list.className = "hs-suggest";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.field.querySelector("label")?.textContent.trim() ?? "");
    this.list.hidden = true;
    input.after(this.list);
    if (this.holder.tagName === "SELECT") this.replaceSelect();
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false", autocomplete: "off" })) input.setAttribute(name, value);
    this.picked = input.value;
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => this.point(event));
  }

  replaceSelect() {
    this.holder.hidden = true;
    this.input.hidden = false;
    this.input.value = this.holder.value ? this.holder.selectedOptions[0].text : "";
    const label = this.field.querySelector(`label[for="${this.holder.id}"]`);
    if (label) label.htmlFor = this.input.id ||= `${this.holder.id}-text`;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), 180);
  }

  async search() {
    const query = this.input.value.trim();
    if (!query) return this.close();
    const url = new URL(this.input.dataset.typeahead, location.href);
    url.searchParams.set("q", query);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || query !== this.input.value.trim()) return;
    this.show((await answer.json()).items, query);
  }

  show(items, query) {
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index, query)));
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "hs-2";
      none.textContent = words.none;
      this.list.append(none);
    }
    this.list.hidden = false;
    this.field.classList.add("hs-open");
    this.input.setAttribute("aria-expanded", "true");
    this.mark(items.length ? 0 : -1);
  }

  option(item, index, query) {
    const node = document.createElement("li");
    const text = document.createElement("div");
    const name = document.createElement("span");
    node.id = `${this.list.id}-${index}`;
    node.setAttribute("role", "option");
    node.dataset.value = item.value;
    node.dataset.label = item.label;
    const at = item.label.toLowerCase().indexOf(query.toLowerCase());
    if (at >= 0) {
      const hit = document.createElement("mark");
      hit.textContent = item.label.slice(at, at + query.length);
      name.append(item.label.slice(0, at), hit, item.label.slice(at + query.length));
    } else name.textContent = item.label;
    text.append(name);
    if (item.detail) text.append(Object.assign(document.createElement("small"), { textContent: item.detail }));
    node.append(text);
    return node;
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  mark(index) {
    this.active = index;
    this.options().forEach((node, at) => node.setAttribute("aria-selected", at === index));
    const node = this.options()[index];
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const count = this.options().length;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && !open) this.search();
    else if (event.key === "ArrowDown" && count) this.mark((this.active + 1) % count);
    else if (event.key === "ArrowUp" && open && count) this.mark((this.active - 1 + count) % count);
    else if (event.key === "Enter" && open && count) this.pick(this.options()[this.active]);
    else if (event.key === "Escape" && open) this.close();
    else return;
    event.preventDefault();
  }

  point(event) {
    event.preventDefault();
    const node = event.target.closest("[role=option]");
    if (node) this.pick(node);
  }

  pick(node) {
    this.set(node.dataset.value, node.dataset.label);
    this.close();
  }

  set(value, label) {
    if (this.holder.tagName === "SELECT" && ![...this.holder.options].some((option) => option.value === value)) {
      this.holder.add(new Option(label, value));
    }
    this.holder.value = value;
    this.input.value = this.picked = label;
    this.holder.dispatchEvent(new Event("input", { bubbles: true }));
    this.holder.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A text that was not chosen from the list must not stand beside another record's id.
  leave() {
    clearTimeout(this.timer);
    this.close();
    if (this.input.value === this.picked) return;
    if (this.input.value.trim() && this.picked) this.input.value = this.picked;
    else if (this.holder.value) this.set("", "");
  }

  close() {
    this.list.hidden = true;
    this.field.classList.remove("hs-open");
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function start(root) {
  for (const input of root.querySelectorAll("input[data-typeahead]")) {
    if (!boxes.has(input)) boxes.set(input, new Typeahead(input));
  }
}

document.addEventListener("htmx:load", ({ target }) => start(target));
start(document);
