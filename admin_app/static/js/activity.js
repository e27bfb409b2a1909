// The time line and the files of a card: writing, uploading with progress, counters.
(() => {
  "use strict";

  const { toast, csrf, mayLose, text, noteEditor } = window.kontora;
  const { Modal } = window.tabler.bootstrap;
  const AT_ONCE = 2;
  const SHOWN_MS = 1200;

  const boxOf = (element) => element.closest("[data-activity]");

  // ---- the composer
  async function compose(box, about) {
    const form = box.querySelector("[data-composer]");
    form.hidden = false;
    box.querySelector("[data-compose-bar]").classList.add("k-composing");
    setAbout(form, about);
    form.scrollIntoView({ block: "nearest" });
    try {
      await noteEditor.start(form.querySelector("[data-note-editor]"), { focus: true });
    } catch {
      toast(text("offline"), "error");
    }
  }

  function setAbout(form, about) {
    form.elements.about.value = about?.key ?? "";
    form.querySelector("[data-composer-about]").hidden = !about;
    form.querySelector("[data-about-label]").textContent = about?.label ?? "";
  }

  function fold(form) {
    noteEditor.clear(form);
    setAbout(form, null);
    form.querySelector("[data-attached]").replaceChildren();
    form.querySelector(".k-error").replaceChildren();
    form.hidden = true;
    boxOf(form).querySelector("[data-compose-bar]").classList.remove("k-composing");
  }

  document.addEventListener("click", async (event) => {
    const at = (selector) => event.target.closest(selector);
    const box = at("[data-activity]");
    if (!box) return;
    if (at("[data-compose]")) return compose(box, null);
    if (at("[data-pick-files]")) return box.querySelector("[data-files]").click();
    if (at("[data-attach]")) return box.querySelector("[data-attach-files]").click();
    if (at("[data-about-remove]")) return setAbout(at("form"), null);
    if (at("[data-attached-remove]")) return at("li").remove();
    const about = at("[data-note-about]");
    if (about) {
      const label = about.closest("[data-entry]").dataset.entryLabel;
      return compose(box, { key: about.dataset.noteAbout, label });
    }
    const cancel = at("[data-compose-cancel]");
    if (cancel) {
      const form = cancel.closest("form");
      if (form.hasAttribute("data-dirty") && !(await mayLose())) return;
      fold(form);
      box.querySelector("[data-compose]").focus();
    }
    const link = at(".k-entry-about a");
    if (link && !document.getElementById(link.hash.slice(1))) {
      event.preventDefault();
      const url = new URL(box.querySelector(".k-line-filters").getAttribute("hx-get"), location.href);
      url.searchParams.set("card", box.querySelector(".k-line-filters [name=card]").value);
      url.searchParams.set("entry", link.hash.slice(1).replace("-", ":"));
      window.htmx.ajax("GET", url.pathname + url.search, { target: "#activity-body" });
    }
  });

  document.body.addEventListener("k:written", () => {
    const form = document.querySelector("[data-composer]");
    if (form) fold(form);
  });
  document.body.addEventListener("k:entered", () => {
    Modal.getInstance(document.getElementById("dialog"))?.hide();
    refresh(document.querySelector("[data-activity]"));
  });
  document.body.addEventListener("k:counts", (event) => {
    for (const key of ["activity", "files"]) {
      const count = document.querySelector(`#tab-${key} .k-count`);
      if (count && event.detail[key] !== undefined) count.textContent = event.detail[key];
    }
  });

  function refresh(box) {
    if (!box) return;
    const filters = box.querySelector(".k-line-filters");
    if (filters) return window.htmx.trigger(filters, "change");
    window.htmx.ajax("GET", box.dataset.afterUrl, { target: box.dataset.afterUpload });
  }

  // ---- files: two at a time, each with its bar
  const waiting = [];
  let running = 0;
  let arrived = 0;

  function add(box, files, attachTo) {
    for (const file of files) waiting.push({ box, file, attachTo, item: itemOf(box, file) });
    next();
  }

  function itemOf(box, file) {
    const list = box.querySelector("[data-uploads]");
    const item = box.querySelector("[data-upload-item]").content.firstElementChild.cloneNode(true);
    item.querySelector(".k-upload-file").textContent = file.name;
    item.querySelector("progress").setAttribute("aria-label", file.name);
    list.append(item);
    list.hidden = false;
    return item;
  }

  function drop(item) {
    const list = item.parentElement;
    item.remove();
    if (list) list.hidden = !list.childElementCount;
  }

  function failed(work, message) {
    work.item.classList.add("k-upload-failed");
    work.item.querySelector("progress").hidden = true;
    work.item.querySelector(".k-upload-state").textContent = message;
    work.item.querySelector("[data-upload-remove]").onclick = () => drop(work.item);
  }

  function next() {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
    if (!running && !waiting.length && arrived) {
      arrived = 0;
      refresh(document.querySelector("[data-activity]"));
    }
  }

  function send(work) {
    const { box, file, item } = work;
    if (file.size > Number(box.dataset.uploadLimit)) return failed(work, box.dataset.tooLarge);
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.open("POST", box.dataset.fileDrop);
    request.setRequestHeader("X-CSRFToken", csrf);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    const bar = item.querySelector("progress");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
    };
    const end = () => {
      running -= 1;
      next();
    };
    request.onload = () => {
      if (request.status === 401) return location.reload();
      if (request.status === 201) {
        bar.value = 100;
        arrived += 1;
        if (work.attachTo) attach(work.attachTo, request.response);
        setTimeout(() => drop(item), SHOWN_MS);
      } else failed(work, request.response?.error ?? text("failed"));
      end();
    };
    request.onerror = () => {
      failed(work, text("offline"));
      end();
    };
    request.onabort = () => {
      drop(item);
      end();
    };
    item.querySelector("[data-upload-remove]").onclick = () => request.abort();
    running += 1;
    request.send(body);
  }

  // a file of the note that is being written: the server takes only what this person has just sent
  function attach(form, { key, name, size }) {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.textContent = `${name} · ${size}`;
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "files", value: key });
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn-close btn-sm", ariaLabel: text("remove") });
    button.dataset.attachedRemove = "";
    item.append(label, input, button);
    form.querySelector("[data-attached]").append(item);
    form.setAttribute("data-dirty", "");
  }

  document.addEventListener("change", (event) => {
    const input = event.target.closest("[data-files], [data-attach-files]");
    if (!input) return;
    const form = input.matches("[data-attach-files]") ? input.closest("form") : null;
    add(boxOf(input), [...input.files], form);
    input.value = "";
  });
  document.addEventListener("k:file", (event) => {
    const form = event.target.closest("[data-composer]");
    add(boxOf(event.target), [event.detail], form);
  });

  // ---- dropping: onto the composer for the note, anywhere else for the card
  const target = (event) => {
    const box = event.target.closest?.("[data-activity]");
    const files = [...(event.dataTransfer?.types ?? [])].includes("Files");
    return files && box?.dataset.fileDrop ? box : null;
  };
  const here = (box, over) => (box.querySelector("[data-drop-here]").hidden = !over);

  document.addEventListener("dragover", (event) => {
    const box = target(event);
    if (!box) return;
    event.preventDefault();
    here(box, true);
  });
  document.addEventListener("dragleave", (event) => {
    const box = target(event);
    if (box && !box.contains(event.relatedTarget)) here(box, false);
  });
  document.addEventListener(
    "drop",
    (event) => {
      const box = target(event);
      if (!box) return;
      event.preventDefault();
      event.stopPropagation(); // Trix would take it too
      here(box, false);
      add(box, [...event.dataTransfer.files], event.target.closest("[data-composer]"));
    },
    true,
  );
})();
