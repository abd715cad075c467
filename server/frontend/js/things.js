// Pages about one element: what can be copied gets a button.

import { addCopyButtons } from "./shared/copying.js";

addCopyButtons(document);
