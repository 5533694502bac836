// form[data-check=url]: a field that was changed is judged by the server when it is left; the answer is the field anew.
import { post } from "./net.js";

const before = new WeakMap();

async function judge(field, input) {
  const form = input.form;
  const data = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  data.delete("_key");
  data.set("_field", input.name);
  const answer = await post(form.dataset.check, data).catch(() => null);
  const moved = !field.isConnected || field.contains(document.activeElement);
  if (!moved && answer && (answer.ok || answer.status === 422)) {
    window.htmx.swap(field, await answer.text(), { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  }
}

document.addEventListener("focusin", ({ target }) => {
  if (target.form?.dataset.check) before.set(target, target.value);
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const field = target.closest?.(".hs-field");
  const skipped = !target.form?.dataset.check || !target.name || target.type === "password" || target.type === "file";
  if (skipped || !field || field.contains(relatedTarget) || before.get(target) === target.value) return;
  judge(field, target);
});
