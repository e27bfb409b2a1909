// Similar rows: the queue by keyboard, and the form that warns while a new row is typed.
(() => {
  "use strict";

  const { keys, csrf } = window.kontora;
  const TYPING_PAUSE = 400;
  const PLACE = "k-similar-place";

  // ---- pairs: one is current, letters act on it
  const pairs = () => [...document.querySelectorAll("[data-pair]")];
  const current = () => document.activeElement?.closest?.("[data-pair]");

  function focusPair(index) {
    const all = pairs();
    const pair = all[Math.min(Math.max(index, 0), all.length - 1)];
    pair?.focus();
    pair?.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    focusPair(current() ? pairs().indexOf(current()) + by : 0);
  }

  function act(key) {
    const pair = current() ?? pairs()[0];
    if (!pair) return;
    if (pair !== document.activeElement && !pair.contains(document.activeElement)) pair.focus();
    pair.querySelector(`[data-pair-key="${key}"]`)?.click();
  }

  if (document.querySelector("[data-pairs-queue]")) {
    keys.set("j", () => step(1));
    keys.set("k", () => step(-1));
    for (const key of ["m", "n", "l"]) keys.set(key, () => act(key));
    document.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by || event.target !== current() || event.ctrlKey || event.metaKey || event.altKey)
        return;
      event.preventDefault();
      step(by);
    });
    // after a decision the next pair stands where this one stood
    document.addEventListener("submit", (event) => {
      const pair = event.target.closest("[data-pair]");
      if (pair) sessionStorage.setItem(PLACE, pairs().indexOf(pair));
    });
    const place = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (place !== null) focusPair(Number(place));
  }

  // ---- the form of a new row
  const box = document.querySelector("[data-similar-url]");
  const form = box?.closest("form");
  if (!form) return;

  let timer;
  let asked = 0;
  let before = "";

  function typed() {
    const data = new FormData(form);
    data.delete("similar_seen");
    return data;
  }

  async function ask() {
    const data = typed();
    const now = JSON.stringify([...data]);
    if (now === before) return;
    before = now;
    const mine = ++asked;
    const answer = await fetch(box.dataset.similarUrl, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": csrf },
      credentials: "same-origin",
    }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(...page.body.childNodes);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING_PAUSE);
  }
  before = JSON.stringify([...typed()]);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
})();
