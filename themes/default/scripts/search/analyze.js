// Text to tokens, as the build did it: version 3 of the analyzer, `src/search/analyzer.rs` in JavaScript.

/**
 * `start` and `end` are UTF-16 offsets in the text; `surface` is what the lexicon holds, `term` what the index holds.
 * @typedef {{ term: string, surface: string, position: number, start: number, end: number, compound: boolean }} Token
 */

const longest = 64;

/** @typedef {ReturnType<typeof analyzer>} Analyze */

/**
 * What replaces, in order, what each expression finds by what stands beside it.
 * @param {[string, string][]} steps
 */
export function replacer(steps) {
  const compiled = steps.map(([from, to]) => /** @type {const} */ ([RegExp(from, 'gu'), to]));
  return (/** @type {string} */ text) => compiled.reduce((text, [from, to]) => text.replace(from, to), text);
}

/** @param {import('./shards.js').Manifest} manifest */
export function analyzer({ fold, stop, elided, rules, stem }) {
  const [run, border, half] = rules.cuts.map(rule => RegExp(rule, 'gu'));
  /** @type {Map<string, string>} */
  const folds = new Map(), [stopped, leaning] = [stop, elided].map(list => new Set(list.split(' ')));
  /** Words with their stems: texts repeat their words. */
  const stems = new Map(Object.entries(stem.irregular)), stemOf = replacer(stem.steps), agent = RegExp(stem.agent);

  /**
   * English is stemmed where a word is plain letters. Who or what does something keeps its ending: a scheduler is no schedule.
   * @param {string} surface
   * @returns {string}
   */
  const termOf = surface => {
    let term = stems.get(surface) ?? agent.exec(surface)?.[1];
    if (!term) stems.set(surface, term = /^[a-z']{3,}$/.test(surface) ? stemOf(surface) : surface);
    return term;
  };

  for (const ascii in fold) for (const char of fold[ascii]) folds.set(char, ascii);

  /**
   * Lower case, no accents, katakana as wide as they usually are.
   * @param {string} text
   */
  const normalise = text => {
    let out = '';
    // Char by char: a whole word's lower case depends on where a sigma stands.
    for (const char of text.replace(half, half => half.normalize('NFKC'))) for (const lower of char.toLowerCase()) {
      const [plain] = lower.normalize('NFD');
      out += folds.get(lower) ?? (plain < '\x7f' ? plain : lower);
    }
    return out;
  };

  /**
   * @param {string} text
   * @returns {Token[]}
   */
  const analyze = text => {
    /** @type {Token[]} */
    const tokens = [];
    let position = 0;
    /** @type {(start: number, end: number, compound?: boolean) => void} */
    const add = (start, end, compound = false) => {
      const surface = normalise(text.slice(start, end)), own = compound ? position : position++;
      if (!surface || [...surface].length > longest || !compound && stopped.has(surface)) return;
      tokens.push({ term: compound ? surface : termOf(surface), surface, position: own, start, end, compound });
    };
    for (let { 0: found, 1: pairs, index: start } of text.matchAll(run)) {
      const end = start + found.length, lean = found.search(/['’]/);
      if (lean > 0 && leaning.has(found.slice(0, lean).toLowerCase())) {
        found = found.slice(lean + 1);
        start = end - found.length;
      }
      if (pairs) {
        // Neighbours; a lone character is its own.
        let before = '';
        // Half as wide, a letter has its marks behind it.
        for (const [char] of found.matchAll(/.[ﾞﾟ]*/gu)) {
          if (before || char === found) add(start - before.length, start + char.length);
          start += char.length;
          before = char;
        }
      } else {
        const parts = found.split(border);
        if (parts[1]) add(start, end, true);
        // At most a join lies before each.
        for (const part of parts) {
          start = text.indexOf(part, start);
          add(start, start += part.length);
        }
      }
    }
    return tokens;
  };
  return { analyze, termOf };
}
