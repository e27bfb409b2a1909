// The global search: a combobox whose options come from the server as you type.
(() => {
  "use strict";

  const input = document.getElementById("global-search-input");
  const list = document.getElementById("global-search-results");
  if (!input || !list) return;

  const options = () => [...list.querySelectorAll("a[role=option]")];

  function open() {
    const filled = list.childElementCount > 0 && input.value.trim() !== "";
    list.hidden = !filled;
    input.setAttribute("aria-expanded", String(filled));
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(option) {
    options().forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = options();
    if (!all.length) return;
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = now < 0 && step < 0 ? all.length - 1 : (now + step + all.length) % all.length;
    mark(all[next]);
  }

  list.addEventListener("htmx:afterSwap", () => {
    open();
    mark(options()[0]);
  });
  input.addEventListener("focus", open);
  input.addEventListener("input", () => input.value.trim() || close());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      list.querySelector('[aria-selected="true"]')?.click();
    } else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      close();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#global-search")) close();
  });
  document.getElementById("global-search").addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) close();
  });
})();
