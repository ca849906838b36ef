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

  // Filters.
  const rows = $$("#table tbody tr");
  const texts = new Map();
  const search = $("#search"), cloud = $("#cloud"), only = $("#only"), chosen = $("#chosen");
  let component = "", componentCloud = "";
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
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = (!cloud.value || row.dataset.cloud === cloud.value) && tests[only.value](row) && within(row)
        && words.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    $("#count").textContent = `${count} of ${rows.length} resources`;
    $("#none").hidden = count > 0;
    chosen.hidden = !component;
    $("b", chosen).textContent = component;
  };
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
    if (row && row.hidden && rows.includes(row)) { clear(); row.scrollIntoView(); }
  };
  window.addEventListener("hashchange", uncover);

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
      $("#table tbody").append(...rows);
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

  // Paper shows what is folded away on the screen, properties excepted.
  const folded = $$("main > section > details");
  let open = [];
  window.addEventListener("beforeprint", () => { open = folded.map((one) => one.open); for (const one of folded) one.open = true; });
  window.addEventListener("afterprint", () => folded.forEach((one, index) => { one.open = open[index]; }));
})();
