// Small acts of a button or select: copy a text, print, submit on change.
import { words } from "./net.js";
import { toast } from "./toast.js";

document.addEventListener("click", async ({ target }) => {
  const copy = target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    toast(words.copied);
  }
  if (target.closest("[data-print]")) window.print();
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-submit]")) target.form.requestSubmit();
});
