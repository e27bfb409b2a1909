// What every page shares: texts, requests, toasts, keyboard.
(() => {
  "use strict";

  const { Toast, Modal, Offcanvas } = window.tabler.bootstrap;
  const texts = JSON.parse(document.getElementById("k-texts").textContent);
  const csrf = document.querySelector('meta[name="csrf-token"]').content;

  function text(key, values = {}) {
    return Object.entries(values).reduce(
      (line, [name, value]) => line.replaceAll(`{${name}}`, value),
      texts[key] ?? key,
    );
  }

  // ---- toasts
  function showToast(element) {
    Toast.getOrCreateInstance(element).show();
    element.addEventListener("hidden.bs.toast", () => element.remove());
  }

  function toast(message, kind = "info") {
    const template = document.getElementById("toast-template");
    const element = template.content.firstElementChild.cloneNode(true);
    element.classList.replace("k-toast-info", `k-toast-${kind}`);
    element.setAttribute("role", kind === "error" ? "alert" : "status");
    element.querySelector(".k-toast-text").textContent = message;
    document.getElementById("toasts").append(element);
    showToast(element);
  }

  document.querySelectorAll("#toasts .toast").forEach(showToast);

  // ---- requests: the token goes with every write, a failure is always said
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf;
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 401) return location.reload();
    toast(xhr.getResponseHeader("X-Message") || text("failed"), "error");
  });
  document.body.addEventListener("htmx:sendError", () => toast(text("offline"), "error"));
  // the server may answer with HX-Trigger: {"toast": {"text": ..., "kind": ...}}
  document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));

  function post(url, fields = []) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    form.hidden = true;
    for (const [name, value] of [["csrf_token", csrf], ...fields]) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }

  // ---- pages of a row in a list: its table knows where they begin
  function rowUrl(element, page) {
    const { rows } = element.closest("[data-rows]").dataset;
    return `${rows}${page}?id=${element.closest("[data-row]").dataset.row}`;
  }

  // ---- keyboard: letters also on a Cyrillic layout
  const BY_CODE = { KeyJ: "j", KeyK: "k", KeyX: "x", KeyN: "n", KeyO: "o" };

  function keyOf(event) {
    if (/^[a-z/?]$/i.test(event.key)) return event.key.toLowerCase();
    if (/^[а-яёіїєґ]$/i.test(event.key)) return BY_CODE[event.code] ?? event.key;
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    return event.key;
  }

  function isTyping(target) {
    return Boolean(
      target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]"),
    );
  }

  function overlayIsOpen() {
    return Boolean(document.querySelector(".modal.show, .offcanvas.show"));
  }

  function showHelp() {
    const help = document.getElementById("keyboard-help");
    if (help) Modal.getOrCreateInstance(help).show();
  }

  const keys = new Map([
    ["?", showHelp],
    [
      "/",
      () =>
        (
          document.querySelector("[data-list-search]") ??
          document.getElementById("global-search-input")
        )?.focus(),
    ],
    ["n", () => document.querySelector("[data-new]")?.click()],
  ]);

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
      event.preventDefault();
      document.getElementById("global-search-input")?.focus();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || overlayIsOpen()) return;
    const act = keys.get(keyOf(event));
    if (!act) return;
    event.preventDefault();
    act(event);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) showHelp();
    if (event.target.closest("[data-print]")) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy)
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => copy.classList.add("k-copied"));
  });

  // what scrolls sideways can be scrolled by keyboard too
  function reachScrollers() {
    document.querySelectorAll(".k-table-wrap, .k-panel-table").forEach((box) => {
      if (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight) return;
      if (box.querySelector("a[href], button, input:not([type=hidden])")) return;
      box.tabIndex = 0;
    });
  }
  reachScrollers();
  window.addEventListener("resize", reachScrollers);

  // a menu filled when it opens
  document.addEventListener("show.bs.dropdown", (event) => {
    const body = event.target.parentElement.querySelector("[data-load-url]");
    if (body) window.htmx.ajax("GET", body.dataset.loadUrl, { target: body, swap: "innerHTML" });
  });

  // the phone menu closes before the next page shows
  document.getElementById("sidebar")?.addEventListener("click", (event) => {
    if (event.target.closest("a")) Offcanvas.getInstance(event.currentTarget)?.hide();
  });

  window.kontora = { text, toast, post, rowUrl, keys, csrf, isTyping, overlayIsOpen };
})();
