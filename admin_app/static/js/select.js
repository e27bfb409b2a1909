// Tom Select over selects that are long, multiple or filled from the server.
(() => {
  "use strict";

  const { text } = window.kontora;
  const LONG = 12;
  const PAGE = 20;

  function option(item) {
    if (!Array.isArray(item))
      return {
        value: String(item.value ?? item.id),
        text: item.text ?? item.label,
        sub: item.sub,
        mark: item.mark,
      };
    return { value: String(item[0]), text: item[1], sub: item[2] };
  }

  // the look-up may depend on what another field of the form holds
  function loader(address, select) {
    const other = select.dataset.ajaxWith;
    return (query, done) => {
      const url = new URL(address, location.href);
      if (other) url.searchParams.set(other, select.form?.elements[other]?.value ?? "");
      url.searchParams.set("query", query);
      url.searchParams.set("limit", PAGE);
      fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((response) => (response.ok ? response.json() : Promise.reject(response)))
        .then((body) => done((body.results ?? body).map(option)))
        .catch(() => done());
    };
  }

  // a long list that is the same for all: fetched when it is first opened
  function allAtOnce(address) {
    let asked = false;
    return {
      preload: "focus",
      shouldLoad: () => !asked,
      load(_query, done) {
        asked = true;
        fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then((response) => (response.ok ? response.json() : Promise.reject(response)))
          .then((body) => done(body.map(option)))
          .catch(() => {
            asked = false;
            done();
          });
      },
    };
  }

  function line(tag, data, escape) {
    const sub = data.sub ? `<span class="k-option-sub">${escape(data.sub)}</span>` : "";
    const sign = data.mark
      ? ` <span class="k-mark k-text-orange" role="img" title="${escape(data.mark)}" aria-label="${escape(data.mark)}">≈</span>`
      : "";
    return `<div class="${tag}"><span>${escape(data.text)}${sign}</span>${tag === "option" ? sub : ""}</div>`;
  }

  const render = {
    option: (data, escape) => line("option", data, escape),
    item: (data, escape) => line("item", data, escape),
    option_create: (data, escape) =>
      `<div class="create" role="option">${escape(text("create", { name: data.input }))}</div>`,
    no_results: () =>
      `<div class="no-results" role="option" aria-disabled="true">${text("nothing_found")}</div>`,
    loading: () =>
      `<div class="k-option-loading" role="option" aria-disabled="true">${text("loading")}</div>`,
  };

  // the chosen item gives its place to what is being typed
  function markTyping(typed) {
    this.wrapper.classList.toggle("k-typing", typed !== "");
  }

  function settings(select) {
    const { ajaxUrl, optionsUrl, create } = select.dataset;
    const common = {
      plugins: select.multiple ? { remove_button: { title: text("remove") } } : {},
      render,
      maxOptions: ajaxUrl ? PAGE + 5 : null,
      allowEmptyOption: !ajaxUrl && !select.multiple,
      closeAfterSelect: !select.multiple,
      // a new name travels as new:NAME, so that it cannot be taken for an id
      create: create ? (input) => ({ value: `new:${input}`, text: input }) : false,
      createOnBlur: false,
      persist: false,
      onType: markTyping,
      onBlur() {
        markTyping.call(this, "");
      },
      onItemAdd() {
        markTyping.call(this, "");
      },
    };
    if (optionsUrl) return { ...common, ...allAtOnce(optionsUrl) };
    if (!ajaxUrl) return common;
    return {
      ...common,
      valueField: "value",
      labelField: "text",
      searchField: [],
      score: () => () => 1,
      preload: "focus",
      loadThrottle: 250,
      load: loader(ajaxUrl, select),
      hideSelected: true,
      onType(typed) {
        markTyping.call(this, typed);
        this.clearOptions();
      },
    };
  }

  function wants(select) {
    if (select.tomselect || select.closest("template")) return false;
    const { select: asked, ajaxUrl, optionsUrl } = select.dataset;
    return asked !== undefined || ajaxUrl || optionsUrl || select.multiple || select.options.length > LONG;
  }

  // what was found for another company is asked for anew
  function forgetWithOther(select) {
    const other = select.dataset.ajaxWith && select.form?.elements[select.dataset.ajaxWith];
    other?.addEventListener?.("change", () => {
      const control = select.tomselect;
      control.clear(true);
      control.clearOptions();
      control.loadedSearches = {};
      control.load("");
    });
  }

  function enhance(root) {
    const selects = root.matches?.("select")
      ? [root]
      : (root.querySelectorAll?.("select.form-select") ?? []);
    for (const select of selects) {
      if (!wants(select)) continue;
      new window.TomSelect(select, settings(select));
      forgetWithOther(select);
      // the label belongs to Tom Select's own input now
      select.setAttribute("aria-hidden", "true");
    }
  }

  window.htmx.onLoad(enhance);
  enhance(document);
})();
