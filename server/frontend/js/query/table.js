// Tables whose columns sort, and that show addresses on demand.

function valueOf(cell) {
  const text = cell?.textContent.trim() ?? "";
  const number = Number(text.replace(/\u00a0/g, "").replace(",", "."));
  return text !== "" && Number.isFinite(number) ? number : text;
}

function compare(a, b, locale) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), locale, { numeric: true });
}

function sortBy(table, index, heading) {
  const ascending = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of heading.parentElement.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const body = table.tBodies[0];
  const locale = document.documentElement.lang;
  const rows = [...body.rows].map((row) => [valueOf(row.cells[index]), row]);
  rows.sort(([a], [b]) => compare(a, b, locale) * (ascending ? 1 : -1));
  body.append(...rows.map(([, row]) => row));
}

export function enhanceTable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = heading.textContent;
    button.title = table.dataset.sort.replace("{column}", heading.textContent);
    button.addEventListener("click", () => sortBy(table, index, heading));
    heading.replaceChildren(button);
    const values = [...table.tBodies[0].rows].map((row) => valueOf(row.cells[index]));
    if (values.every((value) => typeof value === "number")) {
      for (const row of table.tBodies[0].rows) row.cells[index].classList.add("figure");
    }
  });
  if (!table.querySelector(".address")) return;
  table.classList.add("names-only");
  const label = document.createElement("label");
  label.className = "check";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.addEventListener("change", () => table.classList.toggle("names-only", !box.checked));
  label.append(box, ` ${table.dataset.showIris}`);
  table.parentElement.before(label);
}
