// The review of links: decisions without leaving the page, keys, marking of whole lists.
// All of it works without this file too, by forms and links.

import { waitForDraft } from "./import/wait.js";
import { decideInPlace } from "./links/deciding.js";
import { listenToKeys } from "./links/keys.js";
import { markWholeList } from "./links/lists.js";

const waiting = document.querySelector("[data-wait]");
if (waiting) waitForDraft(waiting);

const review = document.getElementById("review");
if (review) {
  markWholeList(review);
  decideInPlace(review, document.getElementById("review-status"));
  listenToKeys(review);
}
