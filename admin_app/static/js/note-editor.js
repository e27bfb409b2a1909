// The editor of notes: Trix is fetched when somebody begins to write; @ offers colleagues.
(() => {
  "use strict";

  const WAIT = 120;
  let loading = null;

  function load(url) {
    loading ??= new Promise((done, failed) => {
      // Trix puts its rules into style elements of its own, which our policy forbids. While it
      // loads it gets elements that are no styles; activity.css says the same.
      const make = document.createElement;
      document.createElement = (name, ...more) =>
        name === "style"
          ? document.createElementNS("urn:kontora:inert", name)
          : make.call(document, name, ...more);
      const script = make.call(document, "script");
      const end = () => delete document.createElement;
      script.src = url;
      script.onload = () => {
        end();
        done();
      };
      script.onerror = () => {
        end();
        loading = null;
        failed(new Error(url));
      };
      document.head.append(script);
    });
    return loading;
  }

  const editorOf = (box) => box.querySelector("trix-editor");

  async function start(box, { focus = false } = {}) {
    await load(box.dataset.trix);
    if (!focus) return;
    const field = editorOf(box);
    if (field.editor) field.focus();
    else field.addEventListener("trix-initialize", () => field.focus(), { once: true });
  }

  function clear(form) {
    editorOf(form)?.editor?.loadHTML("");
    form.removeAttribute("data-dirty");
  }

  // ---- what was typed
  document.addEventListener("trix-initialize", (event) => {
    event.target.dataset.began = event.target.value;
  });
  document.addEventListener("trix-change", (event) => {
    const { form } = event.target;
    if (!form) return;
    form.toggleAttribute("data-dirty", event.target.value !== (event.target.dataset.began ?? ""));
    form.removeAttribute("data-sent");
    form.querySelector(".k-error")?.replaceChildren();
  });
  document.addEventListener("trix-file-accept", (event) => {
    event.preventDefault();
    if (event.file) event.target.dispatchEvent(new CustomEvent("k:file", { bubbles: true, detail: event.file }));
  });

  // ---- colleagues
  const BEFORE = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{0,30})?)$/u;
  let open = null;

  function asked(field) {
    const [from, to] = field.editor.getSelectedRange();
    if (from !== to) return null;
    const typed = BEFORE.exec(field.editor.getDocument().toString().slice(0, to));
    if (!typed) return null;
    const at = to - typed[1].length - 1;
    const there = field.editor.getDocument().getCommonAttributesAtRange([at, at + 1]);
    return there.href ? null : { at, to, query: typed[1] };
  }

  function close() {
    if (!open) return;
    open.list.hidden = true;
    open.field.removeAttribute("aria-activedescendant");
    open = null;
  }

  function mark(number) {
    open.chosen = (number + open.people.length) % open.people.length;
    [...open.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === open.chosen));
    });
    const option = open.list.children[open.chosen];
    open.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(field, wanted, people) {
    const list = field.closest("[data-note-editor]").querySelector("[data-people-list]");
    list.replaceChildren();
    people.forEach((person, index) => {
      const option = document.createElement("div");
      option.className = "k-person";
      option.role = "option";
      option.id = `${field.getAttribute("input")}-person-${index}`;
      option.dataset.index = index;
      const name = document.createElement("span");
      name.textContent = person.name;
      const sub = document.createElement("small");
      sub.textContent = person.sub;
      option.append(name, sub);
      list.append(option);
    });
    if (!people.length) return close();
    const rect = field.editor.getClientRectAtPosition(wanted.at);
    const box = field.parentElement.getBoundingClientRect();
    if (rect) {
      list.style.left = `${Math.max(0, Math.min(rect.left - box.left, box.width - 240))}px`;
      list.style.top = `${rect.bottom - box.top + 4}px`;
    }
    list.hidden = false;
    open = { field, list, people, wanted, chosen: 0 };
    mark(0);
  }

  let timer = 0;
  let latest = 0;
  function look(field) {
    clearTimeout(timer);
    const wanted = asked(field);
    if (!wanted) return close();
    const number = ++latest;
    timer = setTimeout(async () => {
      const url = new URL(field.closest("[data-note-editor]").dataset.people, location.href);
      url.searchParams.set("query", wanted.query);
      const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
      const people = answer?.ok ? await answer.json() : [];
      if (number === latest && asked(field)) show(field, wanted, people);
    }, WAIT);
  }

  function choose(index) {
    const { field, wanted, people } = open;
    const person = people[index];
    const link = document.createElement("a");
    link.href = `#mention-${Number(person.id)}`;
    link.textContent = `@${person.name}`;
    close();
    field.editor.setSelectedRange([wanted.at, wanted.to]);
    field.editor.deleteInDirection("backward");
    field.editor.insertHTML(`${link.outerHTML}&nbsp;`);
    field.focus();
  }

  document.addEventListener("trix-selection-change", (event) => look(event.target));
  document.addEventListener("trix-blur", () => setTimeout(close, 200));
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-people-list] [data-index]");
    if (!option || !open) return;
    event.preventDefault();
    choose(Number(option.dataset.index));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mention]");
    if (!button) return;
    const field = editorOf(button.closest("[data-note-editor]"));
    field.focus();
    const before = field.editor.getDocument().toString().slice(0, field.editor.getPosition());
    field.editor.insertString(/(^|\s)$/.test(before) ? "@" : " @");
  });

  // before Trix hears of the key
  document.addEventListener(
    "keydown",
    (event) => {
      const field = event.target.closest?.("trix-editor");
      if (!field) return;
      if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        return field.form?.requestSubmit();
      }
      if (!open || event.isComposing) return;
      const acts = {
        ArrowDown: () => mark(open.chosen + 1),
        ArrowUp: () => mark(open.chosen - 1),
        Enter: () => choose(open.chosen),
        Tab: () => choose(open.chosen),
        Escape: close,
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    },
    true,
  );

  // an editor that came with a fragment begins at once
  window.htmx.onLoad((root) => {
    const box = root.closest?.("[data-note-form]") ? root : root.querySelector?.("[data-note-form] [data-note-editor]");
    if (box) start(box.matches("[data-note-editor]") ? box : box.querySelector("[data-note-editor]"), { focus: true });
  });

  Object.assign(window.kontora, { noteEditor: { start, clear } });
})();
