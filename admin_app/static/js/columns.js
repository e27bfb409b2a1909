// The columns dialog: order by dragging or by the arrow buttons.
(() => {
  "use strict";

  const list = document.querySelector("[data-columns]");
  if (!list) return;

  const { text } = window.kontora;
  const live = document.querySelector("[data-columns-live]");
  const first = () => (list.firstElementChild.hasAttribute("data-fixed") ? 1 : 0);
  const place = (item) => [...list.children].indexOf(item);

  function say(item) {
    const name = item.querySelector(".k-column-label").textContent.trim();
    live.textContent = text("moved", {
      name,
      place: place(item) + 1,
      total: list.childElementCount,
    });
  }

  function moveTo(item, index) {
    const others = [...list.children].filter((other) => other !== item);
    const bounded = Math.min(Math.max(index, first()), others.length);
    if (bounded === place(item)) return;
    list.insertBefore(item, others[bounded] ?? null);
    say(item);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("[data-column]");
    moveTo(item, place(item) + Number(button.dataset.move));
    button.focus();
  });

  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const item = grip?.closest("[data-column]");
    if (!item || item.hasAttribute("data-fixed")) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.classList.add("k-dragged");
    const drag = (move) => {
      const over = [...list.children].find((other) => {
        const box = other.getBoundingClientRect();
        return move.clientY >= box.top && move.clientY < box.bottom;
      });
      if (over && over !== item) moveTo(item, place(over));
    };
    const drop = () => {
      item.classList.remove("k-dragged");
      grip.removeEventListener("pointermove", drag);
    };
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  });

  // the list may have been filtered since the page was drawn
  document.getElementById("columns").addEventListener("show.bs.modal", (event) => {
    event.target.querySelector("[data-current-url]").value = location.pathname + location.search;
  });
})();
