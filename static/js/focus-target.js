// A link to a field ("#answer-severity") puts the cursor in it; without us it only scrolls there.

const focusTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches("input, textarea, select")) target.focus();
};

addEventListener("hashchange", focusTarget);
// The same link twice changes no hash.
addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.hash === location.hash) focusTarget();
});
if (location.hash) focusTarget();
