// form[data-guard]: warns before typed text is lost, and sends a form once however often the button is pressed.
import { words } from "./net.js";

const dirty = () => document.querySelector("form[data-guard][data-dirty]");

// A refused form is the answer to a POST, which the browser cannot load again on Back: its place in the history becomes that of the form.
if (dirty()) history.replaceState(history.state, "", location.href);

document.addEventListener("input", ({ target }) => {
  const form = target.form?.closest("[data-guard]") ?? target.closest?.("[data-guard]");
  if (form) form.dataset.dirty = "";
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (!form || event.defaultPrevented) return;
  if (Date.now() - Number(form.dataset.sent ?? 0) < 5000) return event.preventDefault();
  form.dataset.sent = Date.now();
  delete form.dataset.dirty;
  event.submitter?.setAttribute("aria-busy", "true");
});

addEventListener("beforeunload", (event) => {
  if (!dirty()) return;
  event.preventDefault();
  event.returnValue = words.leave;
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }
});
