// form[data-draft=url]: what is typed is kept on the server every few seconds; passwords and files never are.
import { post, words } from "./net.js";

const kept = new WeakMap();

function contents(form) {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("[type=password], [type=file]")) data.delete(field.name);
  data.delete("_key"); // one key stands for one act, and keeping a draft is not the act
  return new URLSearchParams(data);
}

async function keep(form, options) {
  const body = contents(form);
  const text = body.toString();
  if (!kept.has(form)) kept.set(form, "dirty" in form.dataset ? "" : text); // what was refused is worth keeping at once
  if (kept.get(form) === text || form.dataset.sent) return;
  kept.set(form, text);
  const answer = await post(form.dataset.draft, body, options).catch(() => null);
  if (!answer?.ok) kept.set(form, "");
  else delete form.dataset.dirty;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const status = form.querySelector("[data-draft-status]");
  if (!status) return;
  status.hidden = false;
  status.querySelector("span").textContent = answer?.ok ? words.saved.replace("{time}", time) : words.unsaved;
}

const all = (options) => document.querySelectorAll("form[data-draft]").forEach((form) => keep(form, options));

all();
setInterval(all, 4000);
document.addEventListener("visibilitychange", () => document.hidden && all({ keepalive: true }));
