// A refused form comes back without the files chosen in it, as no page may choose files. The browser keeps them until the next page,
// which chooses them again if it is that form. Whatever the next page is, they are forgotten then. Refused is not "dirty": that ends as
// soon as what was typed is kept as a draft.
const KEEP = "form[data-guard][enctype='multipart/form-data']";

// Opened once, with the page: a refused form may be answered sooner than a store is opened.
const base = new Promise((done, fail) => {
  const opened = indexedDB.open("hansa-files", 1);
  opened.onupgradeneeded = () => opened.result.createObjectStore("chosen");
  opened.onerror = fail;
  opened.onsuccess = () => done(opened.result);
});

async function stored(work) {
  const change = (await base).transaction("chosen", "readwrite");
  const asked = work(change.objectStore("chosen"));
  return new Promise((done, fail) => {
    change.oncomplete = () => done(asked.result);
    change.onabort = fail;
  });
}

function choose(input, files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
}

stored((chosen) => {
  const asked = chosen.get("form");
  chosen.clear();
  return asked;
})
  .then((kept) => {
    const form = document.querySelector(`${KEEP}[data-refused]`);
    if (!form || kept?.action !== form.getAttribute("action")) return;
    for (const input of form.querySelectorAll("[type=file]:not([aria-invalid=true])")) {
      if (kept.files[input.name] && !input.files.length) choose(input, kept.files[input.name]);
    }
  })
  .catch(() => null);

document.addEventListener("submit", ({ target: form, defaultPrevented }) => {
  if (defaultPrevented || !form.matches(KEEP)) return;
  const inputs = [...form.querySelectorAll("[type=file]")].filter((input) => input.files.length);
  const files = Object.fromEntries(inputs.map((input) => [input.name, [...input.files]]));
  if (inputs.length) stored((chosen) => chosen.put({ action: form.getAttribute("action"), files }, "form")).catch(() => null);
});
