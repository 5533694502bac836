// "/" or Ctrl-K goes to the search; the search page on phones, where the field is not in the bar.
const typing = (node) => node.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const chord = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey && !typing(event.target);
  if (!chord && !slash) return;
  const field = document.getElementById("hs-q");
  if (!field) return;
  event.preventDefault();
  if (field.offsetParent) field.select();
  else location.assign(field.form.action);
});

// A letter presses what carries it in `data-key`; the access key does the same without this script.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || typing(event.target)) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  found.click();
});
