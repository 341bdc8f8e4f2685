// Text areas as tall as their text, where the browser does not know `field-sizing` yet.

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
};

if (!CSS.supports("field-sizing", "content")) {
  const all = (root) => root.querySelectorAll?.("textarea.field").forEach(grow);
  addEventListener("input", (event) => event.target.matches("textarea.field") && grow(event.target));
  addEventListener("resize", () => all(document));
  document.addEventListener("htmx:afterSettle", (event) => all(event.target));
  all(document);
}
