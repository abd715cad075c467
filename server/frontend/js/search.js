// Suggestions while typing: WAI-ARIA's combobox with a list. The form works without them.

const WAIT_MS = 150;
let lists = 0;

function attach(input) {
  const list = document.createElement("ul");
  list.id = `suggestions-${(lists += 1)}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.form.querySelector("label")?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let timer, request, chosen = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  function choose(index) {
    const options = [...list.children];
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = options[chosen];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function show(hits) {
    const before = list.children[chosen]?.dataset.url;
    list.replaceChildren(
      ...hits.map((hit, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const kind = document.createElement("span");
        kind.className = "kind";
        kind.textContent = `${hit.kind} ${hit.number}`.trim();
        const label = document.createElement("span");
        label.textContent = hit.label;
        if (hit.language) label.lang = hit.language;
        option.append(kind, " ", label);
        option.dataset.url = hit.url;
        // Before the field loses the focus, which closes the list.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          location.assign(hit.url);
        });
        return option;
      }),
    );
    chosen = -1;
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    // What was chosen stays chosen when more has been typed.
    const still = hits.findIndex((hit) => hit.url === before);
    if (still >= 0) choose(still);
  }

  async function ask() {
    request?.abort();
    const text = input.value.trim();
    if (text.length < 2) {
      close();
      return;
    }
    request = new AbortController();
    try {
      const url = `${input.dataset.suggest}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(url, { signal: request.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch {
      // Without suggestions the form still searches.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : count - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
}

for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);
