// Runs before the first paint: light or dark by the cookie, else by the system.
(() => {
  "use strict";

  const YEAR = 60 * 60 * 24 * 365;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function choice() {
    const found = document.cookie.match(/(?:^|;\s*)theme=(light|dark)/);
    return found ? found[1] : "auto";
  }

  function apply() {
    const chosen = choice();
    const dark = chosen === "dark" || (chosen === "auto" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    document.querySelectorAll("[data-theme-choice]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
    });
  }

  function choose(theme) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    const age = theme === "auto" ? 0 : YEAR;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
    apply();
  }

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
})();
