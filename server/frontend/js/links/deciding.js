// Sends the forms of the review, and follows its links, without leaving the page.
// Each answer is the whole page; its #review takes the place of the one that is shown.

const NEXT = "#card-heading, #list-heading, #empty-heading";

/** Puts the review of an answer in the place of the one that is shown; false where it has none. */
function swap(review, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("review");
  if (!fresh) return false;
  review.replaceChildren(...fresh.childNodes);
  review.dispatchEvent(new CustomEvent("review:fresh"));
  return true;
}

/** Says what came of a decision, and how far the review is; then the next link has the focus. */
function announce(review, status) {
  const parts = [...review.querySelectorAll("[data-said], #progress-text")];
  const words = parts.map((part) => part.textContent.trim()).sort((a, b) => b.endsWith(".") - a.endsWith("."));
  status.textContent = words.join(" ");
  const heading = review.querySelector(NEXT);
  if (!heading) return;
  heading.focus({ preventScroll: true });
  if (heading.getBoundingClientRect().top < 0) scrollTo({ top: 0 });
}

/** Takes what was said, and the place, out of an address that is kept. */
function lasting(address) {
  const url = new URL(address);
  url.searchParams.delete("said");
  return url.href;
}

export function decideInPlace(review, status) {
  async function load(url, options) {
    review.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { ...options, headers: { Accept: "text/html" } });
      const path = new URL(answer.url).pathname;
      if (!answer.ok || path !== "/links/review") return { answer, html: "" };
      return { answer, html: await answer.text() };
    } finally {
      review.removeAttribute("aria-busy");
    }
  }

  review.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    if (review.getAttribute("aria-busy")) return;
    const button = event.submitter;
    const body = new URLSearchParams(new FormData(form, button));
    try {
      const { answer, html } = await load(form.getAttribute("action"), { method: "POST", body });
      if (html && swap(review, html)) {
        history.replaceState(null, "", lasting(answer.url));
        announce(review, status);
      } else if (answer.redirected) {
        location.assign(answer.url);
      } else {
        sendPlainly(form, button); // so that the browser shows what the server says
      }
    } catch {
      status.textContent = "";
      sendPlainly(form, button);
    }
  });

  review.addEventListener("click", async (event) => {
    const link = event.target.closest('a[rel="prev"], a[rel="next"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (review.getAttribute("aria-busy")) return;
    try {
      const { answer, html } = await load(link.href, {});
      if (html && swap(review, html)) {
        history.replaceState(null, "", answer.url);
        announce(review, status);
      } else location.assign(link.href);
    } catch {
      location.assign(link.href);
    }
  });
}

function sendPlainly(form, button) {
  if (button?.name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = button.name;
    field.value = button.value;
    form.append(field);
  }
  form.submit();
}
