// Lists: search as you type, filters, ticked rows, moving by keyboard, quick look.
(() => {
  "use strict";

  const root = document.querySelector("[data-list]");
  if (!root) return;

  const { Offcanvas } = window.tabler.bootstrap;
  const { keys, openDrawer, rowUrl } = window.kontora;
  const body = document.getElementById("list-body");
  const search = root.querySelector("[data-list-search]");
  const TYPING_PAUSE = 300;
  const BUSY_AFTER = 200;
  // where a page begins; a new question starts from the first page
  const PLACE = ["page", "exact"];

  // ---- asking for the rows
  function here() {
    const params = new URLSearchParams(location.search);
    PLACE.forEach((name) => params.delete(name));
    return params;
  }

  function fetchList(url) {
    window.htmx.ajax("GET", url, { source: body, target: body, swap: "innerHTML" });
  }

  function show(params) {
    // a saved view alone asks its own question; an empty search says that this one asks for all
    if (params.has("view") && !params.has("search")) params.set("search", "");
    const query = params.toString();
    fetchList(location.pathname + (query ? `?${query}` : ""));
  }

  let timer;
  function searchNow() {
    clearTimeout(timer);
    const params = here();
    const wanted = search.value.trim();
    if ((params.get("search") ?? "") === wanted) return;
    if (wanted) params.set("search", wanted);
    else params.delete("search");
    show(params);
  }

  search?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(searchNow, TYPING_PAUSE);
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") searchNow();
    else if (event.key === "Escape" && search.value) {
      event.preventDefault();
      search.value = "";
      searchNow();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      focusRow(0);
    }
  });

  // the filters are fetched as the panel opens: they show what the list shows then
  const fields = document.querySelector("[data-filter-fields]");
  document.getElementById("filters")?.addEventListener("show.bs.offcanvas", () => {
    const url = fields.dataset.filterFields + location.search;
    window.htmx.ajax("GET", url, { target: fields, swap: "innerHTML" });
  });
  document.querySelector("[data-filters]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const params = here();
    for (const field of form.elements) if (field.name) params.delete(field.name);
    for (const [name, value] of new FormData(form)) if (value !== "") params.append(name, value);
    Offcanvas.getInstance(document.getElementById("filters"))?.hide();
    show(params);
  });

  // a period and days of one's own are one question: the last one given counts
  document.querySelector("[data-filters]")?.addEventListener("change", (event) => {
    const period = event.target.closest("fieldset")?.querySelector(".k-period");
    if (!period) return;
    if (event.target !== period) period.value = "";
    else period.parentElement.querySelectorAll("input").forEach((end) => (end.value = ""));
  });

  let busy;
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== body) return;
    clearTimeout(busy);
    busy = setTimeout(() => body.setAttribute("aria-busy", "true"), BUSY_AFTER);
  });
  body.addEventListener("htmx:afterRequest", () => {
    clearTimeout(busy);
    body.removeAttribute("aria-busy");
  });
  body.addEventListener("htmx:afterSwap", (event) => {
    nameControls();
    labelCells();
    if (event.detail.target !== body) return;
    body.querySelector(".k-table-wrap")?.scrollTo(0, 0);
    if (search && document.activeElement !== search)
      search.value = new URLSearchParams(location.search).get("search") ?? "";
    countTicks();
  });
  document.body.addEventListener("htmx:pushedIntoHistory", () => {
    if (search && document.activeElement !== search)
      search.value = new URLSearchParams(location.search).get("search") ?? "";
  });

  // a link to another page or order of this list; one opened in a new tab is the browser's
  body.addEventListener("click", (event) => {
    const link = event.target.closest("a.k-sort, .k-chips a, .k-pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fetchList(link.pathname + link.search);
  });

  // ---- ticked rows
  const bar = root.querySelector("[data-selection]");
  const boxes = () => [...body.querySelectorAll("[data-tick]")];
  let lastTicked;

  function countTicks() {
    const all = boxes();
    const ticked = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("tr").classList.toggle("k-ticked", box.checked));
    const master = body.querySelector("[data-tick-all]");
    if (master) {
      master.checked = all.length > 0 && ticked.length === all.length;
      master.indeterminate = ticked.length > 0 && ticked.length < all.length;
    }
    if (!bar) return;
    bar.hidden = ticked.length === 0;
    root.classList.toggle("k-selecting", ticked.length > 0);
    bar.querySelector("[data-selection-count]").textContent = ticked.length;
    const detail = { all: all.length, ticked: ticked.length };
    root.dispatchEvent(new CustomEvent("k:ticked", { detail }));
  }

  function tickAll(on) {
    boxes().forEach((box) => (box.checked = on));
    countTicks();
  }

  body.addEventListener("click", (event) => {
    const box = event.target.closest("[data-tick]");
    if (!box) return;
    if (event.shiftKey && lastTicked?.isConnected) {
      const all = boxes();
      const [from, to] = [all.indexOf(lastTicked), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
    }
    lastTicked = box;
    countTicks();
  });
  body.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) tickAll(event.target.checked);
    else if (event.target.matches("[data-tick]")) countTicks();
  });
  bar?.querySelector("[data-selection-clear]").addEventListener("click", () => {
    tickAll(false);
    search?.focus();
  });

  // ---- a click beside the link opens the quick look
  function quickLook(row) {
    if (row) openDrawer(rowUrl(row, "quick/"));
  }

  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.closest("a, button, input, select, label, .dropdown, .k-col-tick"))
      return;
    if (window.getSelection().toString()) return;
    quickLook(row);
  });

  // ---- keyboard
  const rows = () => [...body.querySelectorAll("tr[data-row]")];
  const current = () => document.activeElement.closest?.("tr[data-row]");

  function focusRow(index) {
    const all = rows();
    const row = all[Math.min(Math.max(index, 0), all.length - 1)];
    row?.querySelector("[data-row-link]").focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  // what the controls of a row are called: their word, then the name of the row
  const WORDS = {
    "[data-tick]": "t-tick",
    "[role=switch]": "t-notify",
    ".k-pencil": "t-edit",
    ".k-dots": "t-actions",
  };

  function nameControls() {
    for (const row of rows()) {
      for (const [control, word] of Object.entries(WORDS)) {
        const name = `${word} n-${row.dataset.row}`;
        row.querySelector(control)?.setAttribute("aria-labelledby", name);
      }
      row.querySelectorAll("[data-menu-url]").forEach((button) => (button.ariaHasPopup = "menu"));
    }
  }

  // on a phone, where there is no header, the names of the columns stand before the values
  const phone = window.matchMedia("(max-width: 767.98px)");

  function labelCells() {
    if (!phone.matches) return;
    const labels = [...body.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
    for (const row of rows())
      [...row.cells].forEach((cell, place) => (cell.dataset.label = labels[place]));
  }
  phone.addEventListener("change", labelCells);

  const step = (by) => () => focusRow(current() ? rows().indexOf(current()) + by : 0);
  keys.set("j", step(1));
  keys.set("k", step(-1));
  keys.set("o", () => quickLook(current()));
  keys.set("x", () => {
    const box = current()?.querySelector("[data-tick]");
    if (!box) return;
    box.checked = !box.checked;
    countTicks();
  });

  nameControls();
  labelCells();
  countTicks();
})();
