// The card: tabs are fetched alone; what was typed on the card is not lost by accident.
(() => {
  "use strict";

  const { mayLose } = window.kontora;
  const box = document.getElementById("card-tabs");
  const SKELETON_AFTER = 200;

  // ---- the strip of fields folds past two lines; its button is there only when needed
  function fold() {
    const strip = document.querySelector("[data-strip]");
    if (!strip) return;
    const list = strip.querySelector("dl");
    const more = strip.querySelector("[data-strip-more]");
    const open = more.getAttribute("aria-expanded") === "true";
    strip.classList.add("k-folded");
    more.hidden = list.scrollHeight <= list.clientHeight + 2;
    strip.classList.toggle("k-folded", !open);
  }
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-strip-more]");
    if (!more) return;
    more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true"));
    fold();
  });
  document.addEventListener("card:fresh", fold);
  window.addEventListener("resize", fold);
  document.fonts?.ready.then(fold);
  fold();

  // ---- what was typed in a form of the card and not sent
  const fields = () => box.querySelectorAll("form :is(input, textarea, select)");
  const changed = (field) => {
    if (!field.form || field.form.method === "get" || "sent" in field.form.dataset) return false;
    if (field.closest("[data-unguarded]") || field.type === "hidden") return false;
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.options)
      return [...field.options].some((o) => o.value && o.selected !== o.defaultSelected);
    return field.value !== field.defaultValue;
  };
  // an editor of its own kind says so by data-dirty on its form
  const dirty = () =>
    Boolean(box.querySelector("form[data-dirty]:not([data-sent])")) || [...fields()].some(changed);

  let leaving = false;
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.target.dataset.sent = "";
    if (box.contains(event.target)) leaving = true;
  });
  box.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form");
    if (form) form.dataset.sent = "";
  });
  box.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) event.target.closest("form")?.removeAttribute("data-sent");
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });

  // ---- tabs
  let last = null;

  function failed() {
    const body = document.getElementById("tab-body");
    body.replaceChildren(document.getElementById("tab-failed").content.cloneNode(true));
  }

  async function open(link) {
    if (dirty() && !(await mayLose())) return;
    last = link.dataset.tab;
    const key = link.id;
    const timer = setTimeout(() => {
      const skeleton = document.getElementById("skeleton").content.cloneNode(true);
      document.getElementById("tab-body").replaceChildren(skeleton);
    }, SKELETON_AFTER);
    box.ariaBusy = "true";
    box.querySelectorAll(".k-tab").forEach((tab) => tab.classList.toggle("active", tab === link));
    try {
      await window.htmx.ajax("GET", last, { source: box, target: box, swap: "innerHTML" });
    } catch {
      failed(); // no connection; the page has said so
    } finally {
      clearTimeout(timer);
      box.ariaBusy = null;
      if (box.querySelector("#tab-body .k-skeleton")) failed();
      document.getElementById(key)?.focus({ preventScroll: true });
      show(document.getElementById(key));
    }
  }

  const show = (link) => link?.scrollIntoView({ block: "nearest", inline: "nearest" });
  for (const kind of ["htmx:responseError", "htmx:sendError"]) {
    box.addEventListener(kind, (event) => event.detail.target === box && failed());
  }

  const plain = (event) =>
    !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  document.addEventListener("click", async (event) => {
    if (event.defaultPrevented || !plain(event)) return;
    const tab = event.target.closest("#card-tabs [data-tab]");
    if (tab) {
      event.preventDefault();
      return open(tab);
    }
    if (event.target.closest("[data-tab-again]")) {
      return open(box.querySelector(`[data-tab="${CSS.escape(last)}"]`));
    }
    const link = event.target.closest("a[href]");
    if (!link || link.target || /^(#|tel:|sms:|mailto:)/.test(link.getAttribute("href"))) return;
    if (link.hasAttribute("download") || !dirty()) return;
    event.preventDefault();
    if (!(await mayLose())) return;
    leaving = true;
    location.assign(link.href);
  });

  // arrow keys go along the tabs, Enter opens
  const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
  box.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-tab]");
    if (!here || !plain(event)) return;
    const all = [...box.querySelectorAll("[data-tab]")];
    const edge = { Home: all[0], End: all.at(-1) }[event.key];
    const step = STEPS[event.key];
    if (!edge && !step) return;
    event.preventDefault();
    const next = edge ?? all[(all.indexOf(here) + step + all.length) % all.length];
    next.focus();
    show(next);
  });

  show(box.querySelector(".k-tab.active"));
  // in one column the tabs stand far below: an address of a tab leads to it
  const narrow = window.matchMedia("(max-width: 991.98px)").matches;
  if (narrow && new URLSearchParams(location.search).has("tab")) box.scrollIntoView();
  window.kontora.card = { dirty, open: (key) => open(document.getElementById(`tab-${key}`)) };
})();
