// A status in the list may need a why: the row's form comes back with 422, a refusal with 409.
// Both are shown like any answer, in the row.

document.addEventListener("htmx:beforeSwap", (event) => {
  if (![409, 422].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
