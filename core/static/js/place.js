// [data-place=id]: on a click, and only then, the device is asked where it is; the field of that id gets latitude, longitude and accuracy.
import { toast } from "./toast.js";

const offered = (root) => {
  for (const button of root.querySelectorAll("[data-place]")) button.hidden = !navigator.geolocation;
};

offered(document);
document.addEventListener("htmx:load", ({ target }) => offered(target));

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-place]");
  if (!button) return;
  const field = document.getElementById(button.dataset.place);
  const done = () => {
    button.disabled = false;
    field.focus();
  };
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)} (±${Math.round(coords.accuracy)} m)`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      done();
    },
    () => {
      toast(button.dataset.placeFailed, "bad");
      done();
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
});
