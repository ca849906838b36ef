"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  for (const element of $$(".needs-script")) element.hidden = false;

  // Theme: as the system, light, dark. A report opened from a file may have no storage.
  const themes = ["", "light", "dark"];
  const button = $("#theme");
  const remember = (theme) => { try { localStorage.setItem("accel-theme", theme); } catch { /* not kept */ } };
  const recall = () => { try { return localStorage.getItem("accel-theme") || ""; } catch { return ""; } };
  const show = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    button.textContent = `Theme: ${theme || "as the system"}`;
  };
  let theme = themes.includes(recall()) ? recall() : "";
  show(theme);
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    show(theme);
    remember(theme);
  });

  // Filters, and pages: a row that fits no filter is out, one that waits for its page is for later.
  const table = $("#table"), page = Number(table.dataset.page);
  const rows = $$("tbody tr", table);
  const texts = new Map();
  const search = $("#search"), cloud = $("#cloud"), only = $("#only"), chosen = $("#chosen");
  let component = "", componentCloud = "", limit = page, fitting = [];
  const tests = {
    "": () => true,
    cost: (row) => Number(row.dataset.cost) >= 0,
    unpriced: (row) => row.dataset.priced === "unpriced",
    findings: (row) => Number(row.dataset.findings) > 0,
    protect: (row) => "protect" in row.dataset,
  };
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const within = (row) => {
    if (!component) return true;
    const parts = row.dataset.parts ? row.dataset.parts.split("|") : [];
    // The box of what no component holds stands for the loose resources of its cloud.
    if (componentCloud && component === "no component") return !parts.length && row.dataset.cloud === componentCloud;
    return row.dataset.component === component || parts.includes(component);
  };
  const paginate = () => {
    fitting.forEach((row, index) => row.classList.toggle("later", index >= limit));
    const left = fitting.length - Math.min(limit, fitting.length);
    $("#pages").hidden = left === 0;
    $("#more").textContent = `Show ${Math.min(page, left)} more`;
    // Thousands of rows at once take a browser seconds.
    $("#all").textContent = left <= 10 * page ? `Show all ${fitting.length}` : `Show ${10 * page} more`;
    const shown = left ? `, the first ${limit} shown` : "";
    $("#count").textContent = `${fitting.length} of ${rows.length} resources${shown}`;
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) => (!cloud.value || row.dataset.cloud === cloud.value) && tests[only.value](row) && within(row)
      && words.every((word) => textOf(row).includes(word));
    fitting = [];
    for (const row of rows) {
      const fit = fits(row);
      row.classList.toggle("out", !fit);
      if (fit) fitting.push(row);
    }
    limit = page;
    paginate();
    $("#none").hidden = fitting.length > 0;
    chosen.hidden = !component;
    $("b", chosen).textContent = component;
  };
  const grow = (to) => {
    const next = fitting[limit];
    limit = to;
    paginate();
    // What was read last stays in place, and the keyboard goes on with the first new row.
    if (next) $("summary", next).focus({ preventScroll: true });
  };
  $("#more").addEventListener("click", () => grow(limit + page));
  $("#all").addEventListener("click", () => grow(limit + 10 * page));
  const clear = () => {
    component = componentCloud = "";
    search.value = cloud.value = only.value = "";
    filter();
  };
  search.addEventListener("input", filter);
  for (const choice of [cloud, only]) choice.addEventListener("change", filter);
  $(".filters").addEventListener("submit", (event) => event.preventDefault());
  $(".filters").addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  $("button", chosen).addEventListener("click", () => { component = componentCloud = ""; filter(); });
  for (const link of $$("a[data-component]")) {
    link.addEventListener("click", () => {
      clear();
      component = link.dataset.component;
      componentCloud = link.dataset.cloud || "";
      filter();
    });
  }
  // A finding leads to its resource, whatever the filters hide.
  const uncover = () => {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !rows.includes(row)) return;
    if (row.classList.contains("out")) clear();
    const at = fitting.indexOf(row);
    if (at >= limit) { limit = Math.ceil((at + 1) / page) * page; paginate(); }
    row.scrollIntoView();
  };
  window.addEventListener("hashchange", uncover);

  filter();
  uncover();

  // Sorting.
  const numeric = new Set(["cost", "findings"]);
  const heads = $$("#table th[data-sort]");
  for (const head of heads) {
    const key = head.dataset.sort;
    const sorter = document.createElement("button");
    sorter.type = "button";
    sorter.textContent = head.textContent;
    head.replaceChildren(sorter);
    sorter.addEventListener("click", () => {
      const first = numeric.has(key) ? "descending" : "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? second : first;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const compare = numeric.has(key)
        ? (a, b) => Number(a.dataset[key]) - Number(b.dataset[key])
        : (a, b) => a.dataset[key].localeCompare(b.dataset[key]);
      rows.sort((a, b) => sign * compare(a, b));
      const body = $("tbody", table);
      for (const row of rows) body.append(row);
      filter();
    });
  }

  // The picture: what a component gives to and takes from.
  const picture = $(".picture svg");
  if (picture) {
    const nodes = $$(".node", picture), links = $$(".links path", picture);
    const follow = (key) => {
      const near = new Set([key]);
      for (const link of links) {
        const lit = link.dataset.from === key || link.dataset.to === key;
        link.classList.toggle("lit", lit);
        if (lit) near.add(link.dataset.from).add(link.dataset.to);
      }
      for (const node of nodes) node.classList.toggle("lit", near.has(node.dataset.node));
      picture.classList.add("following");
    };
    const rest = () => picture.classList.remove("following");
    for (const node of nodes) {
      node.addEventListener("pointerenter", () => follow(node.dataset.node));
      node.addEventListener("pointerleave", rest);
      node.addEventListener("focus", () => follow(node.dataset.node));
      node.addEventListener("blur", rest);
    }
  }

  // On a narrow screen the list is what can be read.
  if (matchMedia("(max-width: 640px)").matches && $("#components")) $("#components").open = true;

  // Paper shows what is folded away on the screen, properties excepted.
  const folded = $$("main > section > details");
  let open = [];
  window.addEventListener("beforeprint", () => { open = folded.map((one) => one.open); for (const one of folded) one.open = true; });
  window.addEventListener("afterprint", () => folded.forEach((one, index) => { one.open = open[index]; }));
})();
