// Menus of rows: fetched when they are first opened, so that a list carries only their buttons.
(() => {
  "use strict";

  const { Dropdown } = window.tabler.bootstrap;
  const { toast, text, rowUrl } = window.kontora;

  async function fill(button) {
    const answer = await fetch(rowUrl(button, button.dataset.menuUrl), {
      credentials: "same-origin",
      headers: { "HX-Request": "true" },
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const menu = document.createElement("div");
    menu.className = "dropdown-menu dropdown-menu-end";
    menu.innerHTML = await answer.text();
    button.parentElement.classList.add("dropdown");
    button.after(menu);
    button.dataset.bsToggle = "dropdown";
    return Dropdown.getOrCreateInstance(button, { popperConfig: { strategy: "fixed" } });
  }

  // an on/off value changed in the row: the answer replaces the switch
  document.addEventListener("change", (event) => {
    const input = event.target.closest("[data-switch]");
    if (!input) return;
    window.htmx.ajax("POST", rowUrl(input, input.dataset.switch), {
      target: input.closest("label"),
      swap: "outerHTML",
      values: { on: input.checked ? "1" : "" },
    });
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-menu-url]");
    if (!button || button.dataset.bsToggle || button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    try {
      (await fill(button)).show();
      if (event.detail === 0) button.nextElementSibling.querySelector(".dropdown-item")?.focus();
    } catch {
      toast(text("failed"), "error");
    } finally {
      button.ariaBusy = null;
    }
  });
})();
