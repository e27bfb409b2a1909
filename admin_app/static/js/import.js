// The import wizard: dropping a file with the progress of its upload, moving keys, marking columns.
(() => {
  "use strict";

  const { text, toast, csrf } = window.kontora;

  // ---- the order in which keys are tried
  document.querySelectorAll("[data-order]").forEach((list) => {
    const live = list.parentElement.querySelector("[data-order-live]");
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-order-move]");
      if (!button) return;
      const item = button.closest("[data-order-item]");
      const step = Number(button.dataset.orderMove);
      const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(item);
      else other.after(item);
      const place = [...list.children].indexOf(item);
      const end = place === 0 || place === list.childElementCount - 1;
      const next = end ? item.querySelector(`[data-order-move="${-step}"]`) : button;
      next.focus();
      const name = item.querySelector("[data-order-name]").textContent.trim();
      live.textContent = text("moved", { name, place: place + 1, total: list.childElementCount });
      item.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // ---- the columns: a left out one is grey, one that was changed by hand says so
  const map = document.querySelector("[data-map]");
  const texts = map?.dataset ?? {};
  function mark(select) {
    const column = select.closest("[data-map-column]");
    const note = column.querySelector("[data-map-mark]");
    column.classList.toggle("k-map-left", select.value === "");
    if (select.value === select.dataset.found) note.textContent = note.dataset.first;
    else note.textContent = select.value === "" ? texts.textLeft : texts.textChosen;
  }
  map?.querySelectorAll("[data-map-mark]").forEach((note) => (note.dataset.first = note.textContent));
  map?.addEventListener("change", (event) => event.target.matches("select") && mark(event.target));

  // the button that reads anew is the way on once something about reading was changed
  const reading = document.querySelector("[data-reading]");
  reading?.addEventListener("change", () => {
    reading.querySelector("button").classList.add("btn-primary");
    document.querySelector("[data-check]").disabled = true;
  });

  // ---- the file
  const form = document.querySelector("[data-upload]");
  if (!form) return;

  const zone = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const idle = form.querySelector("[data-idle]");
  const busy = form.querySelector("[data-busy]");
  const bar = busy.querySelector("progress");
  const count = busy.querySelector("[data-upload-count]");
  let request = null;

  form.querySelector("[data-send]").hidden = true;
  form.querySelector("[data-pick]").hidden = false;
  input.classList.add("visually-hidden");
  input.tabIndex = -1;
  input.setAttribute("aria-hidden", "true");
  form.querySelector("[data-pick]").addEventListener("click", () => input.click());

  function show(sending) {
    idle.hidden = sending;
    busy.hidden = !sending;
    zone.setAttribute("aria-busy", String(sending));
  }

  function failed(message) {
    request = null;
    show(false);
    input.value = "";
    toast(message, "error");
  }

  function answered() {
    let body = {};
    try {
      body = JSON.parse(request.responseText);
    } catch {
      // an error page or the sign-in page: nothing in it for a script
    }
    if (request.status === 401) return location.reload();
    if (body.url) return location.assign(body.url);
    return failed(body.error || (request.status === 413 ? form.dataset.textLarge : text("failed")));
  }

  function send(file) {
    if (request || !file) return;
    if (file.size > Number(form.dataset.limit)) return failed(form.dataset.textLarge);
    if (file.size === 0) return failed(form.dataset.textEmpty);
    const data = new FormData(form);
    data.delete("file");
    data.append("file", file, file.name);
    busy.querySelector("[data-upload-name]").textContent = file.name;
    bar.removeAttribute("value");
    show(true);
    request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", csrf);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.round((100 * event.loaded) / event.total);
      bar.value = percent;
      count.textContent = `${percent} %`;
    });
    request.addEventListener("load", answered);
    request.addEventListener("error", () => failed(text("offline")));
    request.addEventListener("abort", () => {
      request = null;
      input.value = "";
      show(false);
    });
    request.send(data);
  }

  busy.querySelector("[data-abort]").addEventListener("click", () => request?.abort());
  input.addEventListener("change", () => send(input.files[0]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(input.files[0]);
  });

  // dropping beside the zone must not leave the page
  let depth = 0;
  const carriesFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (!carriesFile(event)) return;
    depth += 1;
    zone.classList.add("k-drop-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!carriesFile(event)) return;
    depth = Math.max(0, depth - 1);
    if (!depth) zone.classList.remove("k-drop-over");
  });
  document.addEventListener("dragover", (event) => carriesFile(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = 0;
    zone.classList.remove("k-drop-over");
    const files = event.dataTransfer.files;
    if (files.length > 1) return toast(form.dataset.textOne, "error");
    send(files[0]);
  });
})();
