// Forms: Ctrl+Enter saves, nothing typed is lost by accident, one submit at a time.
(() => {
  "use strict";

  const { text, mayLose, overlayIsOpen } = window.kontora;

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-password-toggle]");
    if (!toggle) return;
    const input = toggle.parentElement.querySelector("input");
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    toggle.setAttribute("aria-pressed", String(show));
    toggle.setAttribute("aria-label", text(show ? "hide_password" : "show_password"));
  });

  // from the summary to the field, also when Tom Select or a group stands for it
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-to-field]");
    const field = link && document.getElementById(link.dataset.toField);
    if (!field) return;
    event.preventDefault();
    if (field.tomselect) return field.tomselect.focus();
    const inner = field.matches("fieldset")
      ? field.querySelector(".is-invalid, input:not([type=hidden])")
      : field;
    (inner ?? field).focus();
  });

  function lock(form) {
    form.querySelectorAll("button[type=submit]").forEach((button) => {
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-form], [data-submit-once]")) return;
    // after the browser has read which button was pressed
    setTimeout(() => lock(form));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  document.querySelector("[data-form-errors]")?.focus();

  const form = document.querySelector("form[data-form]");
  if (!form) return;

  const note = form.querySelector("[data-dirty-note]");
  const cancel = form.querySelector("[data-cancel]");
  // what was typed: rows of a list count by their order, empty ones not at all
  const ROW = /^(?!custom-)(.+)-(\d+)-(?:kind|value)$/;
  const CHOSEN_ROW = /^(?!custom-)(.+)-default$/;

  function state() {
    const told = [...new FormData(form)].filter(([, value]) => value !== "");
    const filled = told.filter(([name]) => name.endsWith("-value")).map(([name]) => name);
    const place = (list, number) =>
      filled.filter((name) => ROW.exec(name)?.[1] === list).indexOf(`${list}-${number}-value`);
    const known = told.map(([name, value]) => {
      const [, list, number] = ROW.exec(name) ?? [];
      if (list) return [list, place(list, number), value];
      const [, chosenOf] = CHOSEN_ROW.exec(name) ?? [];
      return chosenOf ? [name, place(chosenOf, value)] : [name, value];
    });
    return JSON.stringify(known.filter(([, at]) => at !== -1));
  }

  const invalid = Boolean(form.querySelector("[data-form-errors]"));
  let leaving = false;
  let saved = "";
  // Tom Select and the editors settle first
  requestAnimationFrame(() => (saved = state()));

  const dirty = () => !leaving && (invalid || state() !== saved);
  const refresh = () => note && (note.hidden = !dirty());
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);

  async function leave(go) {
    if (dirty() && !(await mayLose())) return;
    leaving = true;
    go();
  }

  // the language, signing out, the search: whatever else a page can send
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (event.defaultPrevented) return;
    if (other === form) leaving = true;
    else if (dirty() && !other.closest(".modal, .offcanvas")) {
      event.preventDefault();
      leave(() => other.requestSubmit(event.submitter));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (
      !link ||
      event.defaultPrevented ||
      event.button ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    if (link.target || link.getAttribute("href").startsWith("#") || !dirty()) return;
    event.preventDefault();
    leave(() => location.assign(link.href));
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || overlayIsOpen()) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".k-savebar button.btn-primary"));
    }
  });

  // Esc is read before any dialog or menu has closed on it
  const OPEN = ".dropdown-menu.show, .ts-wrapper.dropdown-active, .k-search-results:not([hidden])";
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !cancel || event.isComposing) return;
      if (overlayIsOpen() || document.querySelector(OPEN)) return;
      event.stopPropagation(); // the focus may still be in a dialog that closed, which closes on Esc
      leave(() => location.assign(cancel.href));
    },
    true,
  );
})();
