// input[type=range][data-slides=id]: a slider beside a field for a number; either follows the other.
const rounded = (text) => String(Math.round(Number(text)));

document.addEventListener("input", ({ target }) => {
  const field = target.dataset?.slides && document.getElementById(target.dataset.slides);
  if (field) field.value = rounded(target.value);
  const slider = target.id && document.querySelector(`input[data-slides="${CSS.escape(target.id)}"]`);
  if (slider && Number.isFinite(Number(target.value))) slider.value = target.value;
});
