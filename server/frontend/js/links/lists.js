// Marks all links of a list at once; saving them is still a step of its own.

export function markWholeList(review) {
  const prepare = () => {
    for (const part of review.querySelectorAll("[data-all]")) part.hidden = false;
  };
  prepare();
  review.addEventListener("review:fresh", prepare);
  review.addEventListener("click", (event) => {
    const button = event.target.closest("[data-all-as]");
    if (!button) return;
    const value = CSS.escape(button.dataset.allAs);
    for (const choice of review.querySelectorAll(`[data-list] input[type=radio][value="${value}"]`)) {
      choice.checked = true;
    }
  });
}
