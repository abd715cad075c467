// Sends the forms of a draft and opens its rows without leaving the page.
// Each answer is the whole page; its #draft takes the place of the one that is shown.

/** Puts the draft of an answer in the place of the one that is shown; null where there is none. */
function swap(draft, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("draft");
  if (!fresh) return null;
  const open = [...draft.querySelectorAll("details[id]")].filter((part) => part.open);
  draft.replaceChildren(...fresh.childNodes);
  draft.dataset.at = fresh.dataset.at;
  for (const part of open) {
    const now = document.getElementById(part.id);
    if (now) now.open = true;
  }
  draft.dispatchEvent(new CustomEvent("draft:fresh"));
  return fresh;
}

async function load(draft, url, options) {
  draft.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "text/html" } });
    const path = new URL(answer.url).pathname;
    if (path !== location.pathname || !swap(draft, await answer.text())) {
      location.assign(path === "/login" ? answer.url : location.href);
      return false;
    }
    return answer.url;
  } finally {
    draft.removeAttribute("aria-busy");
  }
}

/** Puts the focus where the edit was: into an open form, on its row, or on what is said. */
function settle(draft, anchor, scroll) {
  const alert = draft.querySelector(".alert");
  const form = draft.querySelector(".row-form");
  if (form) {
    form.querySelector("textarea").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
    return;
  }
  const row = document.getElementById(anchor) ?? draft.querySelector("[data-rows] > li");
  if (alert) {
    alert.tabIndex = -1;
    alert.focus();
  } else if (row) {
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }
}

export function editInPlace(draft) {
  let last = ""; // the row that had the focus last: what «Undo» leads back to
  draft.addEventListener("focusin", (event) => {
    last = event.target.closest("[data-rows] > li")?.id || last;
  });
  draft.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-plain]")) return;
    event.preventDefault();
    if (draft.getAttribute("aria-busy")) return;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const here = form.closest("[data-rows] > li")?.id || last;
    try {
      // Not form.action: a field of that name is what that gives.
      const url = await load(draft, form.getAttribute("action"), { method: "POST", body });
      if (!url) return;
      history.replaceState(null, "", url);
      settle(draft, draft.dataset.at || here, true);
    } catch {
      location.reload(); // the browser says what is wrong
    }
  });
  draft.addEventListener("click", async (event) => {
    const link = event.target.closest("a.open-row, .row-form a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const anchor = link.hash.slice(1);
    try {
      if (await load(draft, link.href)) {
        history.replaceState(null, "", link.href);
        settle(draft, anchor, false);
      }
    } catch {
      location.assign(link.href);
    }
  });
}
