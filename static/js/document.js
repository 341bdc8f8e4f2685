// The saved state in words, a warning before typed words are left behind, Ctrl+S, saving a section.

const form = document.querySelector("form[data-document]");
const shown = document.querySelector("[data-saved-state]");
let isLeavingOnPurpose = false;

const isChanged = (control) => {
  if (!control.name || control.type === "hidden") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) {
    const first = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
    return control.value !== first?.value;
  }
  return "defaultValue" in control && control.value !== control.defaultValue;
};

const hasUnsaved = () => Boolean(document.getElementById("refusals")) || [...form.elements].some(isChanged);

const show = (words) => {
  if (shown && shown.textContent !== words) shown.textContent = words;
};

const look = () => show(hasUnsaved() ? "Unsaved changes" : "Saved");

// Of the whole form only the section's own words go with its “Save”: the rest stays as it is.
const keepToSection = (event) => {
  const button = event.detail.elt;
  if (!button.matches?.("[data-section-save]")) return;
  const section = button.closest("section");
  for (const name of [...event.detail.formData.keys()]) {
    const control = form.elements.namedItem(name);
    const first = control?.length && !control.options ? control[0] : control;
    if (first?.closest?.("section")?.parentElement.id === "page" && !section.contains(first)) event.detail.formData.delete(name);
  }
  show("Saving…");
};

if (form && shown) {
  form.addEventListener("input", look);
  form.addEventListener("submit", () => {
    isLeavingOnPurpose = true;
    show("Saving…");
  });
  addEventListener("pageshow", () => {
    isLeavingOnPurpose = false;
    if (!document.getElementById("refusals")) look();
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeavingOnPurpose && hasUnsaved()) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener("htmx:configRequest", keepToSection);
  // What was refused comes back as a page of its own words: 409 and 422 are shown like 200.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", look);
  const isSave = (event) => event.detail.elt.matches?.("[data-section-save]");
  document.addEventListener("htmx:sendError", (event) => isSave(event) && show("Not saved: no connection"));
  document.addEventListener("htmx:responseError", (event) => {
    if (isSave(event) && ![409, 422].includes(event.detail.xhr.status)) show("Not saved");
  });
  // An “Undo” that stays in the address would come back with every reload.
  if (new URLSearchParams(location.search).has("deleted")) history.replaceState(null, "", location.pathname + location.hash);
  document.querySelector("#refusals, #reasons")?.focus();
}
