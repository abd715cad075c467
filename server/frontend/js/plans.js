// Opens the branch that the address points to, all branches or none, and all of them on paper.

function openTarget() {
  let id;
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const target = id ? document.getElementById(id) : null;
  if (!target?.closest(".tree")) return;
  for (let node = target.closest("details"); node; node = node.parentElement?.closest("details")) {
    node.open = true;
  }
  target.scrollIntoView();
}

function setAll(open) {
  for (const details of document.querySelectorAll(".tree details")) details.open = open;
}

for (const link of document.querySelectorAll("a[data-tree]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setAll(link.dataset.tree === "open");
    history.replaceState(null, "", link.href);
  });
}

// A browser prints a closed branch closed; on paper all of it is wanted.
function openForPrint() {
  for (const details of document.querySelectorAll("main details:not([open])")) {
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
