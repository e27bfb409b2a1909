// A long job that ends while the page is open says so once, and the page may follow.
(() => {
  "use strict";

  document.body.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.elt;
    const bar = target?.matches?.(".k-progress") ? target : document.getElementById(target?.id);
    if (!bar?.matches("[data-progress-finished]")) return;
    const follow = bar.closest("[data-when-done]");
    if (follow) location.assign(follow.dataset.whenDone);
  });
})();
