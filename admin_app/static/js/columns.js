// The columns dialog: order by dragging or by the arrow buttons.
(() => {
  "use strict";

  const { text } = window.kontora;
  const all = (item) => [...item.parentElement.children];
  const place = (item) => all(item).indexOf(item);

  function say(item) {
    const name = item.querySelector(".k-column-label").textContent.trim();
    item.closest("form").querySelector("[data-columns-live]").textContent = text("moved", {
      name,
      place: place(item) + 1,
      total: all(item).length,
    });
  }

  function moveTo(item, index) {
    const others = all(item).filter((other) => other !== item);
    const first = others[0].hasAttribute("data-fixed") ? 1 : 0;
    const bounded = Math.min(Math.max(index, first), others.length);
    if (bounded === place(item)) return;
    item.parentElement.insertBefore(item, others[bounded] ?? null);
    say(item);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-columns] [data-move]");
    if (!button) return;
    const item = button.closest("[data-column]");
    moveTo(item, place(item) + Number(button.dataset.move));
    button.focus();
  });

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-columns] [data-grip]");
    const item = grip?.closest("[data-column]");
    if (!item || item.hasAttribute("data-fixed")) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.classList.add("k-dragged");
    const drag = (move) => {
      const over = all(item).find((other) => {
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
})();
