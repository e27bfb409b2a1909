// Lists: from the ticked rows of a page to all rows that match.
(() => {
  "use strict";

  const root = document.querySelector("[data-list]");
  const bar = root?.querySelector("[data-selection]");
  if (!bar?.dataset.matchingUrl) return;

  const body = document.getElementById("list-body");
  const place = bar.querySelector("[data-select-all-place]");
  const count = bar.querySelector("[data-selection-count]");
  let offered;

  function only(page) {
    delete root.dataset.allMatching;
    count.textContent = page;
    place.querySelector("[data-select-page]")?.setAttribute("hidden", "");
    place.querySelector("[data-select-matching]")?.removeAttribute("hidden");
  }

  function withdraw() {
    offered = undefined;
    delete root.dataset.allMatching;
    place.replaceChildren();
  }

  // the true number is counted only when somebody has ticked a whole page of more
  function offer() {
    const asked = location.search;
    if (offered === asked) return;
    withdraw();
    offered = asked;
    const url = new URL(bar.dataset.matchingUrl, location.href);
    url.searchParams.set("match", asked.slice(1));
    window.htmx.ajax("GET", url.pathname + url.search, { target: place, swap: "innerHTML" });
  }

  root.addEventListener("k:ticked", (event) => {
    const { all, ticked } = event.detail;
    const total = Number(body.querySelector("[data-total]")?.dataset.total);
    // a phone has no box for the whole page: there the first tick is enough
    const master = body.querySelector("[data-tick-all]");
    const whole = ticked === all && total > all;
    if (!ticked || !(whole || master?.offsetParent === null)) return withdraw();
    only(ticked);
    offer();
  });

  place.addEventListener("click", (event) => {
    const matching = event.target.closest("[data-select-matching]");
    const page = place.querySelector("[data-select-page]");
    if (matching) {
      root.dataset.allMatching = "";
      count.textContent = matching.dataset.selectMatching;
      matching.hidden = true;
      page.hidden = false;
      page.focus();
    } else if (event.target.closest("[data-select-page]")) {
      only(body.querySelectorAll("[data-tick]:checked").length);
      place.querySelector("[data-select-matching]").focus();
    }
  });
})();
