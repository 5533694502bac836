// Selecting rows: form[data-bulk=<id of the bar>] holds [data-select-all] and a checkbox in each .c-sel cell.
// Shift selects a range.
const boxes = (form) => [...form.querySelectorAll(SELECT)];
const SELECT = ".c-sel input[type=checkbox]";
let last = null;

function update(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  for (const box of all) box.closest("tr")?.classList.toggle("is-on", box.checked);
  const head = form.querySelector("[data-select-all]");
  if (head) Object.assign(head, { checked: chosen > 0 && chosen === all.length, indeterminate: chosen > 0 && chosen < all.length });
  const bar = document.getElementById(form.dataset.bulk);
  if (!bar) return;
  bar.hidden = chosen === 0;
  const text = bar.querySelector("[data-text]");
  const every = form.querySelector("[name=all]");
  if (every && !chosen) every.checked = false;
  text.textContent = every?.checked ? every.closest("label").innerText : text.dataset.text.replace("{n}", chosen);
}

function range(form, box) {
  const all = boxes(form);
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (from >= 0) all.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
}

document.addEventListener("click", (event) => {
  const box = event.target.closest(SELECT);
  const form = box?.closest("[data-bulk]");
  if (form && event.shiftKey) {
    range(form, box);
    update(form);
  }
  if (box) last = box;
  const clear = event.target.closest("[data-bulk-clear]")?.closest(".hs-bulk");
  if (!clear) return;
  const owner = document.querySelector(`[data-bulk="${clear.id}"]`);
  boxes(owner).forEach((other) => (other.checked = false));
  update(owner);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-select-all]")) boxes(form).forEach((box) => (box.checked = event.target.checked));
  update(form);
});

document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-bulk]").forEach(update));
addEventListener("pageshow", () => document.querySelectorAll("[data-bulk]").forEach(update));
