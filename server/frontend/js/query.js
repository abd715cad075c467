// The query page: an editor, answers without leaving the page, examples that are found by words.

import { allPrefixes } from "./query/completion.js";
import { createEditor } from "./query/editor.js";
import { enhanceTable } from "./query/table.js";
import { addCopyButtons } from "./shared/copying.js";

const URL_MAX = 4000;
const form = document.getElementById("query-form");
const textarea = document.getElementById("query");
const area = document.getElementById("answer-area");
const words = form.dataset;

function enhance(root) {
  root.querySelectorAll("table.answer-table").forEach(enhanceTable);
  addCopyButtons(root);
}

const status = document.createElement("p");
status.className = "run-status note";
status.setAttribute("role", "status");
const stop = document.createElement("button");
stop.type = "button";
stop.className = "quiet";
stop.textContent = words.stop;
stop.hidden = true;
const prefixes = document.createElement("button");
prefixes.type = "button";
prefixes.className = "quiet";
prefixes.textContent = words.prefixes;
form.querySelector(".form-row").append(stop, prefixes);
form.append(status);

const editor = createEditor(form, textarea, () => form.requestSubmit());
let running;

stop.addEventListener("click", () => running?.abort());
prefixes.addEventListener("click", async () => {
  editor.insertAtTop(await allPrefixes(words.vocabulary, editor.text()));
  editor.focus();
});

/** Puts the answer's part of a page that the server made into this one. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.querySelectorAll("main .alert").forEach((old) => old.remove());
  const alert = page.querySelector("main .alert");
  const fault = alert?.querySelector(".fault");
  if (alert) form.before(document.adoptNode(alert));
  const detail = document.querySelector(".fault-detail")?.textContent ?? "";
  editor.mark(Number(fault?.dataset.line ?? 0), Number(fault?.dataset.column ?? 0), detail);
  area.replaceChildren(...[...page.getElementById("answer-area").children].map((node) => document.adoptNode(node)));
  enhance(area);
  document.title = page.title;
}

async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  const query = editor.text();
  const address = `/sparql?query=${encodeURIComponent(query)}`;
  const isLong = address.length > URL_MAX;
  status.textContent = words.running;
  stop.hidden = false;
  const began = performance.now();
  try {
    const answer = await fetch(isLong ? "/sparql" : address, {
      method: isLong ? "POST" : "GET",
      body: isLong ? new URLSearchParams({ query }) : undefined,
      headers: { Accept: "text/html" },
      signal: mine.signal,
    });
    show(await answer.text());
    if (!isLong) history.pushState({ query }, "", address);
    const seconds = ((performance.now() - began) / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
    const count = area.querySelector(".row-count")?.textContent ?? "";
    status.textContent = `${answer.ok ? `${words.done} ${count}` : ""} ${seconds} s. ${isLong ? words.long : ""}`.trim();
  } catch (error) {
    if (running === mine) status.textContent = error.name === "AbortError" ? words.stopped : words.failed;
  } finally {
    if (running === mine) stop.hidden = true;
  }
}

form.addEventListener("submit", (event) => {
  if (form.elements.format.value !== "html") return;
  event.preventDefault();
  run();
});
addEventListener("popstate", () => location.reload());

for (const link of document.querySelectorAll("a.example")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    editor.replace(new URL(link.href).searchParams.get("query"));
    form.scrollIntoView();
    run();
    editor.focus();
  });
}

const filter = document.querySelector(".example-filter");
filter.hidden = false;
filter.querySelector("input").addEventListener("input", (event) => {
  const typed = event.target.value.toLowerCase().split(/\s+/);
  for (const item of document.querySelectorAll("#example-list > li")) {
    item.hidden = !typed.every((word) => item.textContent.toLowerCase().includes(word));
  }
});

const fault = document.querySelector(".fault");
if (fault) {
  editor.mark(Number(fault.dataset.line), Number(fault.dataset.column), document.querySelector(".fault-detail").textContent);
}
enhance(area);
