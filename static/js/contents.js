// Marks the section one is reading in the list of sections.

const links = new Map();
const visible = new Set();

const mark = () => {
  const sections = [...document.querySelectorAll(".page > section[id]")];
  const current = sections.find((section) => visible.has(section.id));
  for (const link of document.querySelectorAll(".contents a[href^='#']")) {
    if (link.hash === `#${current?.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target.id);
      else visible.delete(target.id);
    }
    mark();
  },
  { rootMargin: "-80px 0px -60% 0px" },
);

const watch = () => {
  for (const section of document.querySelectorAll(".page > section[id]")) {
    if (links.get(section.id) === section) continue;
    links.set(section.id, section);
    watcher.observe(section);
  }
};

watch();
document.addEventListener("htmx:afterSettle", () => {
  watch();
  mark();
});
