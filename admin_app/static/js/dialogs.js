// Confirm, the dialog and the drawer: one of each on a page, filled on demand.
(() => {
  "use strict";

  const { Modal, Offcanvas } = window.tabler.bootstrap;
  const { text, post } = window.kontora;
  const SKELETON_AFTER = 200;

  // ---- confirm
  const confirmBox = document.getElementById("confirm");
  const accept = document.getElementById("confirm-action");

  function confirm({ title, body, action, danger }) {
    document.getElementById("confirm-title").textContent = title || text("sure");
    document.getElementById("confirm-text").textContent = body || "";
    accept.textContent = action || text("continue");
    accept.className = `btn ${danger ? "btn-danger" : "btn-primary"}`;
    const modal = Modal.getOrCreateInstance(confirmBox);
    return new Promise((resolve) => {
      let answer = false;
      const agree = () => {
        answer = true;
        modal.hide();
      };
      accept.addEventListener("click", agree);
      confirmBox.addEventListener("shown.bs.modal", () => accept.focus(), { once: true });
      confirmBox.addEventListener(
        "hidden.bs.modal",
        () => {
          accept.removeEventListener("click", agree);
          resolve(answer);
        },
        { once: true },
      );
      modal.show();
    });
  }

  function question(element) {
    const { confirmTitle, confirmText, confirmAction, confirmDanger } = element.dataset;
    return {
      title: confirmTitle,
      body: confirmText,
      action: confirmAction,
      danger: confirmDanger !== undefined,
    };
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const asks = event.submitter?.dataset.confirmTitle ? event.submitter : form;
    if (!asks.dataset.confirmTitle || form.dataset.confirmed) return;
    event.preventDefault();
    if (await confirm(question(asks))) {
      form.dataset.confirmed = "1";
      form.requestSubmit(event.submitter);
    }
  });

  document.body.addEventListener("htmx:confirm", async (event) => {
    const { elt } = event.detail;
    if (!elt.dataset?.confirmTitle) return;
    event.preventDefault();
    if (await confirm(question(elt))) event.detail.issueRequest(true);
  });

  // ---- a fragment into the dialog or the drawer
  async function load(url, target) {
    const timer = setTimeout(() => {
      target.replaceChildren(document.getElementById("skeleton").content.cloneNode(true));
    }, SKELETON_AFTER);
    target.replaceChildren();
    try {
      await window.htmx.ajax("GET", url, { target, swap: "innerHTML" });
    } finally {
      clearTimeout(timer);
      target.querySelector(".k-skeleton")?.remove();
    }
    return target.childElementCount > 0;
  }

  async function openDialog(url) {
    const filled = await load(url, document.getElementById("dialog-body"));
    if (filled) Modal.getOrCreateInstance(document.getElementById("dialog")).show();
  }

  async function openDrawer(url) {
    const drawer = Offcanvas.getOrCreateInstance(document.getElementById("drawer"));
    drawer.show();
    const filled = await load(url, document.getElementById("drawer-body"));
    if (!filled) drawer.hide();
  }

  document.getElementById("dialog")?.addEventListener("shown.bs.modal", (event) => {
    event.currentTarget
      .querySelector(
        ".modal-body input:not([type=hidden]), .modal-body select, .modal-body textarea",
      )
      ?.focus();
  });

  // ---- what was typed is not lost by accident: a dialog closed with it comes back unless one is sure
  const mayLose = () =>
    confirm({
      title: text("leave_title"),
      body: text("leave_text"),
      action: text("leave_action"),
      danger: true,
    });

  const typedIn = (box) =>
    [...box.querySelectorAll("form[method=post] :is(input, textarea)")].some(
      ({ type, value, defaultValue, form }) =>
        !["hidden", "checkbox", "radio"].includes(type) &&
        !("sent" in form.dataset) &&
        value !== defaultValue,
    );

  const dialogBox = document.getElementById("dialog");
  dialogBox?.addEventListener("submit", (event) => (event.target.dataset.sent = ""));
  dialogBox?.addEventListener("hidden.bs.modal", async () => {
    if (typedIn(dialogBox) && !(await mayLose())) Modal.getOrCreateInstance(dialogBox).show();
  });

  // the address of a dialog carries what the list shows or which rows are ticked
  function dialogUrl(button) {
    const url = new URL(button.dataset.dialogUrl, location.href);
    const wants = button.dataset.dialogWith;
    const all = document.querySelector("[data-list][data-all-matching]");
    if (wants === "ids" && all) url.searchParams.set("match", location.search.slice(1));
    if (wants === "list") {
      new URLSearchParams(location.search).forEach((value, name) =>
        url.searchParams.append(name, value),
      );
    }
    if (wants && !all) {
      document
        .querySelectorAll("[data-tick]:checked")
        .forEach((box) => url.searchParams.append("ids", box.value));
    }
    return url.pathname + url.search;
  }

  document.addEventListener("click", async (event) => {
    const dialog = event.target.closest("[data-dialog-url]");
    if (dialog) return openDialog(dialogUrl(dialog));
    const poster = event.target.closest("[data-post-url]");
    if (!poster) return;
    if (poster.dataset.confirmTitle && !(await confirm(question(poster)))) return;
    post(poster.dataset.postUrl, [["next", location.pathname + location.search]]);
  });

  Object.assign(window.kontora, { confirm, mayLose, openDialog, openDrawer });
})();
