// The matches of a column: waits for them. Everything else is forms.

import { waitForDraft } from "./import/wait.js";

const waiting = document.querySelector("[data-wait]");
if (waiting) waitForDraft(waiting);
