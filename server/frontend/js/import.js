// Drafts of plans: waits for a file that is read, edits in place, links rows and text, keys.
// All of it works without this file too, by forms and links.

import { waitForDraft } from "./import/wait.js";
import { editInPlace } from "./import/editing.js";
import { linkRowsAndText } from "./import/places.js";
import { listenToKeys } from "./import/keys.js";

const waiting = document.querySelector("[data-wait]");
if (waiting) waitForDraft(waiting);

const draft = document.getElementById("draft");
if (draft) {
  editInPlace(draft);
  linkRowsAndText(draft);
  listenToKeys(draft);
}

// What takes a while is sent once.
for (const form of document.querySelectorAll("[data-import-upload], [data-import-commit]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
