// Keys for going through rows. They work only while a row has the focus, and not in its fields.

const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "indent", ArrowLeft: "outdent" };

function rowsOf(draft) {
  return [...draft.querySelectorAll("[data-rows] > li")];
}

function go(row) {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** Sends an edit of a row that is not open, by a form made for it. */
function move(draft, row, action) {
  const form = document.createElement("form");
  form.setAttribute("action", `${location.pathname}/row`);
  const values = Object.fromEntries(new FormData(draft.querySelector("form.undo")));
  const id = new URL(row.querySelector("a.open-row").href).searchParams.get("row");
  for (const [name, value] of Object.entries({ ...values, row: id, action })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  row.append(form);
  form.requestSubmit();
}

function keyOnRow(draft, event, row) {
  const rows = rowsOf(draft);
  const at = rows.indexOf(row);
  if (event.altKey && MOVES[event.key]) {
    move(draft, row, MOVES[event.key]);
  } else if (event.altKey || event.ctrlKey || event.metaKey) {
    return false;
  } else if (event.key === "ArrowDown") {
    go(rows[at + 1]);
  } else if (event.key === "ArrowUp") {
    go(rows[at - 1]);
  } else if (event.key === "n" || event.key === "N") {
    go(rows.slice(at + 1).find((each) => each.matches(".fault, .doubt")));
  } else if (event.key === "Enter") {
    row.querySelector("a.open-row").click();
  } else {
    return false;
  }
  return true;
}

function prepare(draft) {
  const [first] = rowsOf(draft);
  if (first) first.tabIndex = 0;
  for (const said of draft.querySelectorAll("[data-keys]")) said.hidden = !first;
}

export function listenToKeys(draft) {
  prepare(draft);
  draft.addEventListener("draft:fresh", () => prepare(draft));
  draft.addEventListener("keydown", (event) => {
    const form = event.target.closest(".row-form");
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !typing) {
      const undo = draft.querySelector('.undo [value="undo"]');
      if (undo) {
        event.preventDefault();
        undo.form.requestSubmit(undo);
      }
    } else if (form && event.key === "Escape") {
      event.preventDefault();
      form.querySelector("a").click();
    } else if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('[value="save"]'));
    } else if (event.target.matches("[data-rows] > li")) {
      if (keyOnRow(draft, event, event.target)) event.preventDefault();
    }
  });
}
