// Progress of htmx requests, faults made visible, and focus where a person expects it after a swap.
import { words } from "./net.js";
import { toast } from "./toast.js";

const lazy = (event) => event.detail.elt?.closest?.(".hs-lazy");
let running = 0;

const count = (step) => (event) => {
  if (lazy(event)) return;
  running = Math.max(0, running + step);
  document.body.classList.toggle("is-busy", running > 0);
};

function fail(text) {
  return (event) => {
    const card = lazy(event);
    const told = event.detail.xhr?.getResponseHeader("HX-Trigger")?.includes("hansa:toast");
    if (!card) return told || toast(text, "bad");
    const body = card.querySelector(".hs-body");
    const note = document.createElement("p");
    const again = document.createElement("button");
    note.className = "hs-2";
    note.textContent = `${text} `;
    again.type = "button";
    again.className = "btn btn-quiet btn-sm";
    again.textContent = words.again;
    again.addEventListener("click", () => window.htmx.trigger(body, "load"));
    body.replaceChildren(note, again);
    card.classList.add("is-failed");
  };
}

const focus = (root) => root.querySelector?.("[data-focus]")?.focus();

document.addEventListener("htmx:beforeRequest", count(1));
document.addEventListener("htmx:afterRequest", count(-1));
document.addEventListener("htmx:responseError", fail(words.fault));
document.addEventListener("htmx:sendError", fail(words.offline));
document.addEventListener("htmx:afterSwap", (event) => lazy(event)?.classList.add("is-loaded"));
document.addEventListener("htmx:afterSettle", (event) => focus(event.detail.elt));
focus(document);
