// Light or dark: the person's choice if they made one, else the system's. Runs before the first paint.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // Storage may be forbidden; the system's choice stands.
    }
  };
  const isDark = () => (chosen() ?? (system.matches ? "dark" : "light")) === "dark";

  const show = () => {
    root.dataset.bsTheme = isDark() ? "dark" : "light";
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.textContent = isDark() ? "Use the light theme" : "Use the dark theme";
    }
  };

  const choose = () => {
    try {
      localStorage.setItem("theme", isDark() ? "light" : "dark");
    } catch {
      return;
    }
    show();
  };

  show();
  system.addEventListener("change", show);
  addEventListener("storage", show);
  addEventListener("DOMContentLoaded", show);
  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-theme-switch]")) choose();
  });
})();
