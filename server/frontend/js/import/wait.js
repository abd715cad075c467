// Asks how far a file has been read, and goes on to its draft.

const EVERY_MS = 1000;

export function waitForDraft(section) {
  const seconds = section.querySelector("[data-seconds]");
  const status = section.querySelector("[data-status]");

  async function ask() {
    try {
      const answer = await fetch(section.dataset.wait, { headers: { Accept: "application/json" } });
      if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) {
        const said = await answer.json();
        seconds.textContent = said.seconds;
        if (said.state === "reading") {
          setTimeout(ask, EVERY_MS);
          return;
        }
        status.textContent = status.dataset.done;
      }
      location.reload();
    } catch {
      setTimeout(ask, EVERY_MS * 3); // the network is away: try again
    }
  }

  setTimeout(ask, EVERY_MS / 2);
}
