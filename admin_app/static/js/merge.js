// Merging side by side: another main row proposes other values, what was chosen by hand stays.
(() => {
  "use strict";

  const form = document.querySelector("[data-merge]");
  const errors = document.querySelector("[data-form-errors]");
  errors?.focus();
  if (!form) return;

  const touched = new Set(
    [...new URLSearchParams(location.search).keys()].filter((name) => name !== "main"),
  );
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "radio") return;
    if (target.dataset.main === undefined) return touched.add(target.name);
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name === "ids" || name === "main" || touched.has(name)) asked.append(name, value);
    }
    location.assign(`${form.getAttribute("action")}?${asked}`);
  });
})();
