// The keyboard in tables: Enter goes on, Ctrl+Enter adds a row, Alt+Up and Alt+Down move it.

const form = document.querySelector("form[data-document]");
const CONTROLS = "textarea, select, input:not([type=hidden])";

const press = (command) => {
  const button = document.createElement("button");
  Object.assign(button, { type: "submit", name: "do", value: command, hidden: true });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
};

const goOn = (control) => {
  const all = [...form.querySelectorAll(`.page :is(${CONTROLS})`)].filter((each) => each.getClientRects().length);
  all[all.indexOf(control) + 1]?.focus();
};

const isEmpty = (row) =>
  [...row.querySelectorAll("textarea, input[type=text]")].every((control) => !control.value.trim());

const keys = {
  ArrowUp: { alt: true, verb: "up" },
  ArrowDown: { alt: true, verb: "down" },
  Enter: { ctrl: true, verb: "add" },
  Backspace: { ctrl: true, verb: "delete" },
};

const answer = (event) => {
  const control = event.target;
  if (event.isComposing || !control.matches?.(CONTROLS)) return;
  const key = keys[event.key];
  const row = control.closest("[data-row]");
  const isCtrl = event.ctrlKey || event.metaKey;
  if (key && row && Boolean(key.alt) === event.altKey && Boolean(key.ctrl) === isCtrl && !event.shiftKey) {
    if (key.verb === "delete" && !isEmpty(row)) return;
    event.preventDefault();
    press(`${key.verb}:${row.dataset.row}`);
  } else if (event.key === "Enter" && !isCtrl && !event.altKey && control.matches(".line-field, input[type=text]")) {
    event.preventDefault();
    goOn(control);
  }
};

if (form?.querySelector("[data-row] textarea")) {
  form.addEventListener("keydown", answer);
  // After a row was added or moved the address names it: the cursor goes on there.
  // Not before the browser has gone to the row itself, for that takes the focus away.
  const row = document.getElementById(location.hash.slice(1));
  if (row?.matches("[data-row]")) setTimeout(() => row.querySelector(CONTROLS)?.focus({ preventScroll: true }), 50);
}
