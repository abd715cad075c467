// Opens the branch that the address points to, and what a search on the page would not find closed.

function openTarget() {
  let id;
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const target = id ? document.getElementById(id) : null;
  if (!target) return;
  const own = target.querySelector(":scope > details");
  if (own) own.open = true;
  for (let node = target.closest("details"); node; node = node.parentElement?.closest("details")) {
    node.open = true;
  }
  target.scrollIntoView();
}

// A browser prints a closed branch closed; on paper all of it is wanted.
function openForPrint() {
  for (const details of document.querySelectorAll(".tree details:not([open])")) {
    details.open = true;
    details.dataset.openedForPrint = "";
  }
}

function closeAfterPrint() {
  for (const details of document.querySelectorAll("details[data-opened-for-print]")) {
    details.open = false;
    delete details.dataset.openedForPrint;
  }
}

addEventListener("hashchange", openTarget);
addEventListener("beforeprint", openForPrint);
addEventListener("afterprint", closeAfterPrint);
openTarget();
