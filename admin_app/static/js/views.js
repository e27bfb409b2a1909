// Saved views: the current tab in sight, the side bar's mark, the link to send.
(() => {
  "use strict";

  const { toast } = window.kontora;

  document
    .querySelector("[data-views] .k-tab.active")
    ?.scrollIntoView({ block: "nearest", inline: "center" });

  // the side bar's views come from the cache of the browser, so they do not know the page
  const menu = document.querySelector("[data-views-menu]");
  const viewOf = (url) => new URL(url, location.href).searchParams.get("view");
  menu?.addEventListener("htmx:afterSwap", () => {
    for (const link of menu.querySelectorAll("a[href]")) {
      const here = new URL(link.href).pathname === location.pathname;
      if (!here || viewOf(link.href) !== viewOf(location.href)) continue;
      link.classList.add("active");
      link.setAttribute("aria-current", "page");
    }
  });

  // browsers give the clipboard to pages under https alone
  function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    return Promise.resolve();
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-link]");
    if (!button) return;
    await copy(button.dataset.copyLink);
    toast(button.dataset.copied, "success");
  });
})();
