// Keys for deciding. They can be turned off (WCAG 2.1.4), and do nothing in fields.

const KEPT = "planvev-review-keys";
const FIELDS = "input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select";

function isOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // then it is on again next time
  }
}

function prepare(review) {
  const part = review.querySelector("[data-keys]");
  const on = isOn();
  review.classList.toggle("keys-off", !on);
  if (!part) return;
  part.hidden = false;
  part.querySelector("[data-keys-on]").checked = on;
  for (const one of review.querySelectorAll("[data-key]")) {
    if (on) one.setAttribute("aria-keyshortcuts", one.dataset.key);
    else one.removeAttribute("aria-keyshortcuts");
  }
}

export function listenToKeys(review) {
  prepare(review);
  review.addEventListener("review:fresh", () => prepare(review));
  review.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-on]")) return;
    keep(event.target.checked);
    prepare(review);
  });
  document.addEventListener("keydown", (event) => {
    if (!review.querySelector("[data-keys]")) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
    if (event.target.closest(FIELDS)) {
      if (event.key === "Escape" && review.contains(event.target)) {
        review.querySelector("#card-heading")?.focus({ preventScroll: true });
      }
      return;
    }
    if (!isOn()) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const one = review.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!one) return;
    event.preventDefault();
    if (one.matches("input, select")) one.focus();
    else one.click();
  });
}
