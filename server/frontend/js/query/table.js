// Tables whose columns sort, and that show addresses on demand.

// The server knows from datatypes which columns are numbers. Notations such as 2.9 and 2.10 are none.
function comparison(isNumeric) {
  const valueOf = (text) => (Number.isNaN(Number(text)) ? -Infinity : Number(text)); // absent: –
  if (isNumeric) return (a, b) => valueOf(a) - valueOf(b) || 0;
  return new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
}

function sortBy(table, index, heading) {
  const ascending = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of heading.parentElement.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const body = table.tBodies[0];
  const compare = comparison(heading.classList.contains("numeric"));
  const rows = [...body.rows].map((row) => [row.cells[index].textContent.trim(), row]);
  rows.sort(([a], [b]) => compare(a, b) * (ascending ? 1 : -1));
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
