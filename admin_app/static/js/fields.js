// Settings, fields: order by dragging or by buttons, and the form that shows what a type has.
(() => {
  "use strict";

  const { text, toast, csrf, mask } = window.kontora;

  // ---- order
  const lists = document.querySelectorAll("[data-order-url], [data-order]");
  const nameOf = (item) => {
    const named = item.querySelector("[data-order-name]");
    return (named.value ?? named.textContent).trim();
  };

  function say(list, item) {
    const items = [...list.children];
    document.querySelector("[data-order-live]").textContent = text("moved", {
      name: nameOf(item),
      place: items.indexOf(item) + 1,
      total: items.length,
    });
  }

  async function keep(list) {
    if (!list.dataset.orderUrl) {
      list.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const body = new FormData();
    body.append("csrf_token", csrf);
    for (const item of list.children) body.append("ids", item.dataset.orderItem);
    try {
      const answer = await fetch(list.dataset.orderUrl, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      toast(text("failed"), "error");
    }
  }

  for (const list of lists) {
    window.Sortable?.create(list, {
      handle: "[data-grip]",
      animation: 120,
      ghostClass: "k-sorting",
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        say(list, item);
        keep(list);
      },
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order-item] [data-move]");
    if (!button) return;
    const item = button.closest("[data-order-item]");
    const up = button.dataset.move === "-1";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (up) other.before(item);
    else other.after(item);
    // at either end the button is gone; the other one takes the focus
    const left = item[up ? "previousElementSibling" : "nextElementSibling"];
    (left ? button : item.querySelector(`[data-move="${up ? 1 : -1}"]`)).focus();
    say(item.parentElement, item);
    keep(item.parentElement);
  });

  // ---- choices
  const choices = document.querySelector("[data-choices]");
  if (choices) {
    let next = 1;
    const template = document.querySelector("[data-choice-template]");
    const add = () => {
      const row = template.content.firstElementChild.cloneNode(true);
      const token = `new${Date.now() % 1e6}${(next += 1)}`;
      for (const part of row.querySelectorAll("[name]")) {
        part.name = part.name.replace("new0", token);
        if (part.name === "row") part.value = token;
      }
      choices.append(row);
      row.querySelector("[data-order-name], input:not([type=hidden])").focus();
    };
    document.querySelector("[data-choice-add]").addEventListener("click", add);
    document.addEventListener("click", (event) => {
      const remover = event.target.closest("[data-choice-remove]");
      if (!remover) return;
      remover.closest("[data-order-item]").remove();
      choices.dispatchEvent(new Event("change", { bubbles: true }));
    });
    choices.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      if (!event.target.matches("input:not([type=checkbox])")) return;
      event.preventDefault();
      add();
    });
  }

  // ---- the form of a field
  const form = document.querySelector("form[data-form]");
  const named = (name) => form?.querySelector(`[name="${name}"]`);
  if (!named("visible")) return;

  function showKind() {
    const kind = form.querySelector('[name="kind"]:checked')?.value;
    if (kind === undefined) return;
    for (const part of form.querySelectorAll("[data-kinds]")) {
      part.hidden = !part.dataset.kinds.split(" ").includes(kind);
    }
    const ownList = named("choice_list_id")?.value === "";
    const lines = named("choices")?.closest(".k-field");
    if (lines) lines.hidden = !ownList;
  }

  // what cannot be chosen is not offered: required only where visible and editable
  function bind() {
    const [visible, editable, required] = ["visible", "editable", "required"].map(named);
    editable.disabled = !visible.checked;
    if (editable.disabled) editable.checked = false;
    required.disabled = !editable.checked;
    if (required.disabled) required.checked = false;
  }

  function showMask() {
    const tried = form.querySelector("[data-mask-try]");
    if (!tried || !named("mask")) return;
    const [pattern, currency] = [named("mask").value, named("currency").value];
    if (tried.dataset.mask !== pattern || tried.dataset.maskCurrency !== currency) tried.value = "";
    tried.dataset.mask = pattern;
    tried.dataset.maskCurrency = currency;
    tried.placeholder = mask.sample(pattern, currency);
  }

  const refresh = () => {
    showKind();
    bind();
    showMask();
  };
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  refresh();
})();
