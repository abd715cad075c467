// Buttons that copy what can be copied: citations, queries, commands.

export function addCopyButtons(root) {
  for (const block of root.querySelectorAll("pre.copyable")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet copy";
    button.textContent = block.dataset.copy;
    const said = document.createElement("span");
    said.className = "note";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.textContent);
        said.textContent = block.dataset.copied;
      } catch {
        const range = document.createRange();
        range.selectNodeContents(block);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }
    });
    block.after(button, " ", said);
  }
}
