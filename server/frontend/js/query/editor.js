// CodeMirror over the textarea, which stays the form's field and is kept in step.
//
// It stands in a shadow root: there its style sheets are adopted ones, which a content security policy
// without inline styles allows. Tab is not bound: it moves the focus on.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { linter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { completions } from "./completion.js";

const look = EditorView.theme({
  "&": { backgroundColor: "var(--background)", color: "var(--text)", border: "1px solid var(--strong-line)", borderRadius: "var(--radius)", fontSize: "0.95rem" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-content": { fontFamily: "var(--mono)", padding: "0.6rem 0", caretColor: "var(--text)" },
  ".cm-scroller": { minHeight: "14rem", maxHeight: "34rem", overflow: "auto", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--quiet)", border: "0" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--ds-color-accent-surface-active)" },
  ".cm-matchingBracket": { backgroundColor: "var(--ds-color-warning-surface-hover)", outline: "none" },
  ".cm-tooltip": { backgroundColor: "var(--background)", color: "var(--text)", border: "1px solid var(--strong-line)", borderRadius: "var(--radius)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.6rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--ds-color-accent-base-default)", color: "var(--ds-color-accent-base-contrast-default)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit", opacity: "0.85" },
  ".cm-diagnosticText": { fontFamily: "var(--sans)" },
  ".cm-diagnostic-error": { borderLeft: "5px solid var(--alert-line)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--ds-color-accent-text-subtle)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ds-color-success-text-subtle)" },
  { tag: tags.number, color: "var(--ds-color-success-text-subtle)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--ds-color-brand2-text-subtle)" },
  { tag: [tags.atom, tags.bool], color: "var(--accent)" },
]);

export function createEditor(form, textarea, run) {
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [completions(form.dataset)], icons: false }),
        linter(null),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": form.dataset.editor, spellcheck: "false", autocapitalize: "off", lang: "zxx" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
        look,
      ],
    }),
  });
  textarea.before(host);
  textarea.hidden = true;
  textarea.required = false;
  const label = document.getElementById("query-label");
  label.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });

  return {
    focus: () => view.focus(),
    text: () => view.state.doc.toString(),
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    insertAtTop(text) {
      view.dispatch({ changes: { from: 0, insert: text } });
    },
    mark(line, column, message) {
      const diagnostics = [];
      if (line >= 1 && line <= view.state.doc.lines) {
        const place = view.state.doc.line(line);
        const from = Math.min(place.from + Math.max(column - 1, 0), place.to);
        const start = from === place.to && from > place.from ? from - 1 : from;
        diagnostics.push({ from: start, to: Math.max(place.to, start), severity: "error", message });
      }
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
  };
}
