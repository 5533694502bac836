// Repeating rows: [data-rows] holds [data-row] elements and a <template> whose __index__ becomes the row's number.
function add(box) {
  const template = box.querySelector(":scope > template");
  const indexes = [...box.querySelectorAll("[data-row]")].map((row) => Number(row.dataset.row));
  const index = Math.max(-1, ...indexes) + 1;
  const shell = document.createElement("template");
  shell.innerHTML = template.innerHTML.replaceAll("__index__", index);
  template.before(shell.content);
  const row = template.previousElementSibling;
  window.htmx?.process(row);
  row.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function remove(row) {
  const next = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : row.previousElementSibling;
  const box = row.closest("[data-rows]");
  const landing = next?.querySelector("input:not([type=hidden]), select, textarea") ?? box.querySelector("[data-row-add]");
  row.remove();
  landing?.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const adding = event.target.closest("[data-row-add]");
  const removing = event.target.closest("[data-row-remove]");
  if (adding) add(adding.closest("[data-rows]"));
  if (removing) remove(removing.closest("[data-row]"));
});
