// Inputs with a mask: # is a digit, a a letter, $ the currency, all else stands there by itself.
// The server checks by the same rules (services/shared/masks.py); what does not fit is left to it.
(() => {
  "use strict";

  const SPECIAL = "#a$\\";

  function slotsOf(mask, currency) {
    const slots = [];
    const literal = (text) => slots.push(...[...text].map((char) => ({ kind: "literal", char })));
    const signs = [...mask];
    for (let place = 0; place < signs.length; place += 1) {
      const sign = signs[place];
      if (sign === "\\" && SPECIAL.includes(signs[place + 1] ?? "?")) literal(signs[(place += 1)]);
      else if (sign === "#") slots.push({ kind: "digit" });
      else if (sign === "a") slots.push({ kind: "letter" });
      else if (sign === "$") literal(currency || "$");
      else literal(sign);
    }
    return slots;
  }

  const isBlank = (char) => /\s/u.test(char);

  function takes(slot, char) {
    if (slot.kind === "digit") return /[0-9]/.test(char);
    if (slot.kind === "letter") return /\p{L}/u.test(char);
    return slot.char.toLowerCase() === char.toLowerCase();
  }

  // the writing of as much as was typed, null when something of it has no place; `ahead` adds what
  // always follows
  function guide(slots, text, ahead) {
    const typed = [...text].filter((char) => !isBlank(char));
    const signs = slots.map((slot) => slot.char).filter((char) => char && !/[\p{L}\d]/u.test(char));
    let out = "";
    let pending = "";
    let next = 0;
    for (const slot of slots) {
      if (slot.kind === "literal") {
        pending += slot.char;
        if (next < typed.length && !isBlank(slot.char) && takes(slot, typed[next])) {
          next += 1;
          out += pending;
          pending = "";
        }
        continue;
      }
      // a sign of the mask that an edit before it has moved
      while (next < typed.length && !takes(slot, typed[next]) && signs.includes(typed[next])) next += 1;
      if (next >= typed.length) break;
      if (!takes(slot, typed[next])) return null;
      out += pending + typed[next];
      pending = "";
      next += 1;
    }
    if (next < typed.length) return null;
    return ahead && out ? out + pending : out;
  }

  function sample(mask, currency) {
    const signs = { digit: "0", letter: "A" };
    return slotsOf(mask, currency)
      .map((slot) => signs[slot.kind] ?? slot.char)
      .join("");
  }

  const before = new WeakMap();

  document.addEventListener("beforeinput", (event) => {
    const input = event.target;
    if (!input.matches?.("input[data-mask]")) return;
    before.set(input, { value: input.value, at: input.selectionStart });
  });

  function settle(input, inputType, typed) {
    const { mask, maskCurrency } = input.dataset;
    if (!mask || input.value === "") return;
    const slots = slotsOf(mask, maskCurrency);
    const deleting = inputType.startsWith("delete");
    const guided = guide(slots, input.value, !deleting);
    const last = before.get(input);
    if (guided === null) {
      // one key that has no place here is not taken; what was pasted stays for the server to judge
      const one = inputType === "insertText" && [...typed].length === 1;
      if (one && last && guide(slots, last.value, false) !== null) {
        input.value = last.value;
        input.setSelectionRange(last.at, last.at);
      }
      return;
    }
    if (deleting && input.selectionStart === input.value.length) return;
    const head = guide(slots, input.value.slice(0, input.selectionStart), !deleting) ?? guided;
    if (guided === input.value) return;
    input.value = guided;
    const place = Math.min(head.length, guided.length);
    input.setSelectionRange(place, place);
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (event.isComposing || !input.matches?.("input[data-mask]")) return;
    settle(input, event.inputType ?? "", event.data ?? "");
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches?.("input[data-mask]")) settle(event.target, "insertText", event.data ?? "");
  });

  Object.assign(window.kontora, { mask: { sample } });
})();
