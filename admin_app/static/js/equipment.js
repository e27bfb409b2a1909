// The tree of equipment: levels on demand, keys of a tree, moving by drag.
(() => {
  "use strict";

  const { toast, text, post } = window.kontora;
  const { Sortable } = window;
  const OPENS_AFTER = 700;

  const row = (item) => item.querySelector(":scope > .k-tree-row");
  const levelOf = (item) => item.querySelector(":scope > .k-tree-level");
  const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
  const pieces = (tree) =>
    [...tree.querySelectorAll(".k-tree-item")].filter((item) => item.offsetParent !== null);

  async function fragment(url) {
    const answer = await fetch(url, {
      credentials: "same-origin",
      headers: { "HX-Request": "true" },
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    return box.content;
  }

  // ---- opening and closing
  async function open(item) {
    const list = levelOf(item);
    const toggle = row(item).querySelector("[data-toggle-parts]");
    if (!list.childElementCount) {
      if (item.ariaBusy === "true") return;
      item.ariaBusy = "true";
      try {
        list.append(await fragment(toggle.dataset.toggleParts));
      } catch {
        toast(text("failed"), "error");
        return;
      } finally {
        item.ariaBusy = null;
      }
      ready(list);
    }
    list.classList.remove("k-closed");
    item.setAttribute("aria-expanded", "true");
  }

  function close(item) {
    levelOf(item).classList.add("k-closed");
    item.setAttribute("aria-expanded", "false");
  }

  const turn = (item) => (isOpen(item) ? close(item) : open(item));

  async function more(button) {
    const place = button.closest(".k-tree-more");
    button.disabled = true;
    try {
      const found = await fragment(button.dataset.treeMore);
      const first = found.querySelector(".k-tree-item");
      const list = place.parentElement;
      place.replaceWith(found);
      ready(list);
      if (first) focus(first);
    } catch {
      button.disabled = false;
      toast(text("failed"), "error");
    }
  }

  // ---- focus: one piece of a tree is in the tab order
  function focus(item) {
    const tree = item.closest("[data-tree]");
    tree.querySelectorAll('.k-tree-item[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
    item.tabIndex = 0;
    item.focus();
  }

  function step(item, by) {
    const all = pieces(item.closest("[data-tree]"));
    const next = all[all.indexOf(item) + by];
    if (next) focus(next);
  }

  function right(item) {
    if (!item.hasAttribute("aria-expanded")) return;
    if (!isOpen(item)) return open(item);
    const first = levelOf(item).querySelector(".k-tree-item");
    if (first) focus(first);
  }

  function left(item) {
    if (isOpen(item)) return close(item);
    const above = item.parentElement.closest(".k-tree-item");
    if (above) focus(above);
  }

  const KEYS = {
    ArrowDown: (item) => step(item, 1),
    ArrowUp: (item) => step(item, -1),
    ArrowRight: right,
    ArrowLeft: left,
    Home: (item) => focus(pieces(item.closest("[data-tree]"))[0]),
    End: (item) => focus(pieces(item.closest("[data-tree]")).at(-1)),
    Enter: (item) => row(item).querySelector(".k-tree-name").click(),
    " ": (item) => item.hasAttribute("aria-expanded") && turn(item),
    m: (item) => row(item).querySelector("[data-menu-url], .dropdown-toggle")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.(".k-tree-item");
    if (!item || event.target !== item || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key] ?? (event.code === "KeyM" ? KEYS.m : null);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(item);
  });

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle-parts]");
    if (toggle) return turn(toggle.closest(".k-tree-item"));
    const button = event.target.closest("[data-tree-more]");
    if (button) more(button);
  });

  // ---- moving by drag: onto another piece, or to the strip above for the top of the tree
  let target = null;
  let timer;

  function told(tree, answer) {
    toast(answer.text, "success");
    const last = document.querySelector("#toasts .toast:last-child");
    if (!answer.undo_url || !last) return;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn btn-sm k-toast-undo";
    undo.textContent = tree.dataset.undo;
    undo.addEventListener("click", () =>
      post(answer.undo_url, [["next", location.pathname + location.search]]),
    );
    last.querySelector(".k-toast-text").after(undo);
  }

  function count(item, by) {
    if (!item) return;
    const shown = row(item).querySelector("[data-parts]");
    const number = Number(shown.dataset.parts || 0) + by;
    shown.dataset.parts = number;
    shown.textContent = number || "";
    row(item).querySelector("[data-toggle-parts]").toggleAttribute("data-empty", number === 0);
    if (!number) item.removeAttribute("aria-expanded");
    else if (!item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", "false");
  }

  function relevel(item, depth) {
    item.setAttribute("aria-level", depth);
    for (const part of levelOf(item).children)
      if (part.matches(".k-tree-item")) relevel(part, depth + 1);
  }

  function put(item, whole, tree) {
    const from = item.parentElement.closest(".k-tree-item");
    count(from, -1);
    if (!whole) {
      tree.append(item);
      relevel(item, 1);
      return;
    }
    const list = levelOf(whole);
    const known = list.childElementCount || !whole.hasAttribute("aria-expanded");
    count(whole, 1);
    if (!known) return item.remove();
    list.append(item);
    relevel(item, Number(whole.getAttribute("aria-level")) + 1);
    open(whole);
  }

  async function move(item, place) {
    const tree = item.closest("[data-tree]");
    const whole = place.closest(".k-tree-item");
    const parent = whole ? whole.dataset.piece : tree.dataset.level;
    const above = item.parentElement.closest(".k-tree-item");
    if (parent === (above ? above.dataset.piece : tree.dataset.level)) return;
    const form = new FormData();
    form.set("parent", parent);
    form.set("drag", "1");
    const token = document.querySelector('meta[name="csrf-token"]').content;
    try {
      const answer = await fetch(`${tree.dataset.moveUrl}?id=${item.dataset.piece}`, {
        method: "POST",
        body: form,
        credentials: "same-origin",
        headers: { "X-CSRFToken": token },
      });
      if (answer.status === 409) return toast((await answer.json()).refused, "error");
      if (!answer.ok) throw new Error(answer.statusText);
      put(item, whole, tree);
      told(tree, await answer.json());
    } catch {
      toast(text("failed"), "error");
    }
  }

  function aim(place) {
    if (place === target) return;
    clearTimeout(timer);
    target?.classList.remove("k-tree-target");
    target = place;
    if (!place) return;
    place.classList.add("k-tree-target");
    const item = place.closest(".k-tree-item");
    // a closed piece opens while something is held over it
    if (item?.hasAttribute("aria-expanded") && !isOpen(item))
      timer = setTimeout(() => open(item), OPENS_AFTER);
  }

  function follow(event) {
    const { clientX, clientY } = event.touches?.[0] ?? event;
    const under = document.elementFromPoint(clientX, clientY);
    aim(under?.closest(".k-tree-row, [data-tree-top]") ?? null);
  }

  const MOVES = ["pointermove", "touchmove", "mousemove"];

  function movable(list) {
    if (!Sortable || list.dataset.sorted) return;
    list.dataset.sorted = "1";
    const box = list.closest("[data-tree-box]");
    Sortable.create(list, {
      handle: "[data-grip]",
      draggable: ".k-tree-item",
      sort: false,
      forceFallback: true,
      fallbackOnBody: true,
      onMove: () => false,
      onStart() {
        box.classList.add("k-tree-dragging");
        MOVES.forEach((name) => document.addEventListener(name, follow, { passive: true }));
      },
      onEnd({ item }) {
        const place = target;
        aim(null);
        box.classList.remove("k-tree-dragging");
        MOVES.forEach((name) => document.removeEventListener(name, follow));
        if (place && !item.contains(place)) move(item, place);
      },
    });
  }

  // ---- what was just loaded
  function ready(root) {
    const tree = root.closest?.("[data-tree]");
    if (!tree) return;
    if (!tree.querySelector('.k-tree-item[tabindex="0"]')) {
      const first = tree.querySelector(".k-tree-item");
      if (first) first.tabIndex = 0;
    }
    if (tree.dataset.movable === undefined) return;
    tree.querySelectorAll("[data-grip][hidden]").forEach((grip) => (grip.hidden = false));
    [tree, ...tree.querySelectorAll("[data-level]")].forEach(movable);
  }

  window.htmx.onLoad((root) => {
    for (const tree of root.querySelectorAll?.("[data-tree]") ?? []) ready(tree);
  });
  document.querySelectorAll("[data-tree]").forEach(ready);
})();
