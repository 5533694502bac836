// Requests to our own server, with the headers every unsafe request needs.
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const words = JSON.parse(meta("hansa-words") || "{}");

export const headers = () => ({ "X-CSRF-Token": meta("csrf-token"), "X-Membership": meta("membership") });

export const post = (url, body, options = {}) =>
  fetch(url, { method: "POST", body, headers: { ...headers(), "HX-Request": "true" }, ...options });

document.addEventListener("htmx:configRequest", (event) => Object.assign(event.detail.headers, headers()));
