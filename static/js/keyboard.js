// "/" goes to the search; j and k walk the rows of a linked table, Enter opens the one you are at.

const isTyping = (target) =>
  target.isContentEditable || Boolean(target.closest?.("input, textarea, select, dialog"));

const isShown = (element) => element.getClientRects().length > 0;

const rows = () => [...document.querySelectorAll("table.linked tbody tr")].filter((row) => row.querySelector("a[href]"));

const go = (step) => {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? all.at(step > 0 ? 0 : -1) : all[here + step];
  if (!next) return false;
  next.querySelector("a[href]").focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
};

const search = () => {
  const box = [...document.querySelectorAll("input.search")].find(isShown);
  box?.focus();
  box?.select();
  return Boolean(box);
};

// Enter needs no line here: the focus is on the row's link.
const keys = { "/": search, j: () => go(1), k: () => go(-1) };

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) return;
  if (keys[event.key]?.()) event.preventDefault();
});
