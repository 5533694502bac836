// Short news that may be missed: {message, kind, undo: {label, url}} from HX-Trigger "hansa:toast".
import { post, words } from "./net.js";

const area = document.getElementById("hs-toasts");

const button = (text, css, action) => {
  const node = document.createElement("button");
  node.type = "button";
  node.className = css;
  node.textContent = text;
  node.addEventListener("click", action);
  return node;
};

async function undo(node, url) {
  node.remove();
  const answer = await post(url);
  if (answer.ok) location.reload();
  else toast(words.fault, "bad");
}

export function toast(message, kind = "ok", undoing = null) {
  if (!area || !message) return;
  for (const old of area.children) if (!undoing && old.firstChild.textContent === message) old.remove(); // said again, not once more
  const node = document.createElement("div");
  const text = document.createElement("span");
  node.className = `hs-toast is-${kind}`;
  text.textContent = message;
  node.append(text);
  if (undoing) node.append(button(undoing.label, "is-undo", () => undo(node, undoing.url)));
  const close = button("×", "is-close", () => node.remove());
  close.setAttribute("aria-label", words.close);
  node.append(close);
  area.append(node);
  const leave = () => (node.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : node.remove());
  setTimeout(leave, undoing || kind === "bad" ? 12000 : 6000);
}

document.addEventListener("hansa:toast", ({ detail }) => toast(detail.message ?? detail.value, detail.kind, detail.undo));
for (const item of document.querySelectorAll("[data-toast]")) toast(item.dataset.toast, item.dataset.kind);

// News of the act that led here, left by the server in a cookie; an undo goes to our own server only.
const left = document.cookie.match(/(?:^|; )hansa_toast=([^;]*)/);
if (left) {
  document.cookie = "hansa_toast=; path=/; max-age=0; samesite=lax";
  const told = JSON.parse(decodeURIComponent(left[1]));
  const own = told.undo && new URL(told.undo.url, location.href).origin === location.origin;
  toast(told.message, told.kind, own ? told.undo : null);
}
