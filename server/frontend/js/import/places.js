// A row and its places in the text light up together; a click on one shows the other.

function light(draft, anchor) {
  for (const lit of draft.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (!anchor) return [];
  const places = [...draft.querySelectorAll(`[data-row="${CSS.escape(anchor)}"]`)];
  for (const place of places) place.classList.add("lit");
  document.getElementById(anchor)?.classList.add("lit");
  return places;
}

/** Scrolls the pane that a place is in, and not the page where both panes can be seen. */
function show(place) {
  const pane = place.closest(".source-text");
  if (pane && pane.scrollHeight > pane.clientHeight) {
    const from = pane.getBoundingClientRect().top;
    pane.scrollTop += place.getBoundingClientRect().top - from - pane.clientHeight / 3;
  }
}

export function linkRowsAndText(draft) {
  draft.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] > li");
    if (!row) return;
    const [first] = light(draft, row.id);
    if (first) show(first);
  });
  draft.addEventListener("click", (event) => {
    const place = event.target.closest(".in-row");
    if (place) {
      light(draft, place.dataset.row);
      document.getElementById(place.dataset.row)?.scrollIntoView({ block: "center" });
      return;
    }
    const row = event.target.closest("[data-rows] > li");
    if (!row || event.target.closest("a, button, input, select, textarea")) return;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
  });
}
