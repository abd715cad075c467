// Saved queries: the list follows what is typed; addresses can be copied.

function filterList() {
  const field = document.querySelector("[data-saved-filter]");
  const items = [...document.querySelectorAll("[data-saved-words]")];
  if (!field || !items.length) return;
  const count = document.querySelector("[data-saved-count]");
  const none = document.querySelector("[data-saved-none]");
  // The server left out what does not fit what was asked for: only the whole list can be narrowed.
  if (field.value.trim()) return;

  const update = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const fits = words.every((word) => item.dataset.savedWords.includes(word));
      item.hidden = !fits;
      shown += Number(fits);
    }
    for (const group of document.querySelectorAll("[data-saved-group]")) {
      group.hidden = !group.querySelector("[data-saved-words]:not([hidden])");
    }
    none.hidden = shown > 0;
    count.textContent = count.dataset.savedCount
      .replace("{count}", shown)
      .replace("{total}", items.length);
  };
  field.addEventListener("input", update);
}

function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      await navigator.clipboard.writeText(text.replace(/\s+/g, " ").trim());
      const was = [...button.childNodes];
      button.replaceChildren(button.dataset.copied);
      setTimeout(() => button.replaceChildren(...was), 2000);
    });
  }
}

filterList();
copyButtons();
