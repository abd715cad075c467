// What can be written next: keywords, variables of the query, terms of the vocabulary, things by name.

const KEYWORDS =
  "SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES GROUP BY HAVING ORDER LIMIT OFFSET DISTINCT COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT AS EXISTS NOT IN STR LANG LANGMATCHES REGEX CONTAINS STRSTARTS LCASE YEAR COALESCE IF BOUND".split(
    " ",
  );
const NAMED_FROM = 3;

let known;

function vocabulary(url) {
  known ??= fetch(url)
    .then((answer) => (answer.ok ? answer.json() : { prefixes: {}, terms: [] }))
    .catch(() => ({ prefixes: {}, terms: [] }));
  return known;
}

/** Inserts a name, and the PREFIX that it needs where the query has none. */
function applyName(name, prefixes) {
  return (view, _completion, from, to) => {
    const prefix = name.split(":")[0];
    const text = view.state.doc.toString();
    const declared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(text);
    const changes = [{ from, to, insert: name }];
    if (!name.startsWith("<") && prefixes[prefix] && !declared) {
      changes.push({ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` });
    }
    view.dispatch({ changes });
  };
}

async function things(url, text) {
  try {
    const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`);
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

export function completions(addresses) {
  return async (context) => {
    const typed = context.matchBefore(/[?$]?[\p{L}\p{N}_:.<-]*/u);
    if (!typed || (typed.from === typed.to && !context.explicit)) return null;
    const text = typed.text;
    if (/^[?$]/.test(text)) {
      const names = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu) ?? []);
      names.delete(text);
      return { from: typed.from, options: [...names].map((label) => ({ label, type: "variable" })) };
    }
    const { prefixes, terms } = await vocabulary(addresses.vocabulary);
    const wanted = text.toLowerCase();
    const options = KEYWORDS.map((label) => ({ label, type: "keyword", boost: -1 }));
    for (const term of terms) {
      if (wanted && !`${term.name} ${term.label}`.toLowerCase().includes(wanted)) continue;
      options.push({
        label: `${term.name} ${term.label}`,
        displayLabel: term.name,
        detail: term.label,
        apply: applyName(term.name, prefixes),
        boost: term.name.toLowerCase().startsWith(wanted) ? 2 : 0,
      });
    }
    if (text.length >= NAMED_FROM && !text.includes(":")) {
      for (const hit of await things(addresses.suggest, text)) {
        options.push({
          label: `${text} ${hit.label}`,
          displayLabel: `${hit.kind} ${hit.number}`.trim(),
          detail: hit.label.slice(0, 60),
          apply: applyName(`<${hit.iri}>`, prefixes),
          boost: -2,
        });
      }
    }
    return { from: typed.from, options, filter: true, validFor: undefined };
  };
}

export async function allPrefixes(url, text) {
  const { prefixes } = await vocabulary(url);
  return Object.entries(prefixes)
    .filter(([name]) => !new RegExp(`PREFIX\\s+${name}:`, "i").test(text))
    .map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`)
    .join("");
}
