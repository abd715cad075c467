// Long lists of terms are narrowed by words.

for (const box of document.querySelectorAll("[data-filter]")) {
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    for (const item of document.querySelectorAll(box.dataset.filter)) {
      item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
    }
  });
}
