// Several values of one field: e-mails, phones, channels.
(() => {
  "use strict";

  const valueOf = (row) => row.querySelector('input[name$="-value"]');

  function add(editor) {
    const rows = editor.querySelector("[data-multi-rows]");
    const next = Number(editor.dataset.next ?? rows.childElementCount);
    editor.dataset.next = next + 1;
    const row = editor.querySelector("template").content.firstElementChild.cloneNode(true);
    for (const part of row.querySelectorAll("[name], [value='__i__']")) {
      part.name = part.name.replace("__i__", next);
      if (part.getAttribute("value") === "__i__") part.setAttribute("value", next);
    }
    rows.append(row);
    ensureDefault(editor);
    valueOf(row).focus();
  }

  function ensureDefault(editor) {
    const radios = [...editor.querySelectorAll("[data-multi-rows] input[type=radio]")];
    if (radios.length && !radios.some((radio) => radio.checked)) radios[0].checked = true;
  }

  function remove(row) {
    const editor = row.closest("[data-multi]");
    const near = row.previousElementSibling ?? row.nextElementSibling;
    if (near) {
      row.remove();
      valueOf(near).focus();
    } else {
      valueOf(row).value = "";
      valueOf(row).focus();
    }
    ensureDefault(editor);
    editor.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-multi-add]");
    if (adder) add(adder.closest("[data-multi]"));
    const remover = event.target.closest("[data-multi-remove]");
    if (remover) remove(remover.closest("[data-multi-row]"));
  });

  // Enter adds a row, Backspace in an empty one takes it away
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-multi-row]");
    if (!row || event.target !== valueOf(row) || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.target.value.trim()) add(row.closest("[data-multi]"));
    } else if (event.key === "Backspace" && event.target.value === "" && !event.repeat) {
      if (row.parentElement.childElementCount > 1) {
        event.preventDefault();
        remove(row);
      }
    }
  });

  document.querySelectorAll("[data-multi]").forEach(ensureDefault);
})();
