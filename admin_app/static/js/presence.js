// Who else has this card open: a report every few seconds, and a word when the tab is closed.
(() => {
  "use strict";

  const { csrf } = window.kontora;
  const BEAT = 8000;
  const box = () => document.getElementById("presence");
  if (!box()) return;

  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const tab = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const editing = box().hasAttribute("data-presence-editing");
  let tag = "";
  let timer = 0;
  let gone = false;

  function body(fields) {
    const data = new FormData();
    for (const [name, value] of Object.entries({ csrf_token: csrf, tab, ...fields }))
      data.set(name, value);
    return data;
  }

  // one who looks at another tab of his browser is not here, unless he has begun to write
  const away = () => document.hidden && !editing;

  async function beat() {
    clearTimeout(timer);
    if (away()) return;
    const { presence, presenceVersion } = box().dataset;
    try {
      const answer = await fetch(presence, {
        method: "POST",
        credentials: "same-origin",
        headers: { "HX-Request": "true", ...(tag && { "If-None-Match": `"${tag}"` }) },
        body: body({ version: presenceVersion, editing: editing ? "1" : "" }),
      });
      // signed out, or the row is gone: whatever is done next on the page will tell
      if ([401, 403, 404].includes(answer.status)) return (gone = true);
      if (answer.status === 200) {
        tag = (answer.headers.get("ETag") ?? "").replaceAll('"', "");
        box().innerHTML = await answer.text();
      }
    } catch {
      // no connection: the next report comes anyway
    }
    if (!away()) timer = setTimeout(beat, BEAT);
  }

  const leave = () => {
    clearTimeout(timer);
    navigator.sendBeacon(box().dataset.presenceLeave, body({}));
  };
  const come = () => {
    tag = "";
    if (!gone) beat();
  };
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && come());
  document.addEventListener("visibilitychange", () => {
    if (away()) leave();
    else if (!editing) come();
  });

  // ---- refresh: the card anew around what is being typed
  async function refreshCard() {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = [".k-header", ".k-card-facts"];
    if (document.querySelector(".k-strip") && fresh.querySelector(".k-strip")) parts.push(".k-strip");
    if (!window.kontora.card?.dirty()) parts.push("#card-tabs");
    for (const part of parts) {
      const [here, there] = [document.querySelector(part), fresh.querySelector(part)];
      if (!here || !there) return location.reload();
      here.replaceChildren(...there.childNodes);
      window.htmx.process(here);
    }
    box().dataset.presenceVersion = fresh.getElementById("presence").dataset.presenceVersion;
    document.dispatchEvent(new CustomEvent("card:fresh"));
    come();
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-presence-refresh]")) return;
    if (!editing) return refreshCard();
    const link = document.createElement("a"); // a link, so that the form asks before it is left
    link.href = location.pathname + location.search;
    document.body.append(link);
    link.click();
    link.remove();
  });

  beat();
})();
