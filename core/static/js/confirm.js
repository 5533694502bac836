// data-confirm="Question" on a button or link asks before the click goes on. Without scripts the act happens directly.
const dialog = document.getElementById("hs-confirm");
const allowed = new WeakSet();

function ask(target) {
  const { confirm, confirmDetail = "", confirmLabel, confirmKind = "primary" } = target.dataset;
  const ok = dialog.querySelector("[value=ok]");
  dialog.querySelector("h2").textContent = confirm;
  dialog.querySelector("p").textContent = confirmDetail;
  ok.textContent = confirmLabel || target.textContent.trim();
  ok.className = `btn ${confirmKind === "bad" ? "btn-quiet btn-bad" : "btn-primary"}`;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "ok") return;
    allowed.add(target);
    target.click();
  }, { once: true });
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-confirm]");
  if (!target || !dialog || allowed.delete(target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(target);
}, { capture: true });
