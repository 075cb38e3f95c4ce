// Text to tokens, as the build did it: version 1 of the analyzer, `src/search/analyzer.rs` in JavaScript.
import { stem } from './stem.js';

/**
 * `start` and `end` are UTF-16 offsets in the text; `surface` is what the lexicon holds, `term` what the index holds.
 * @typedef {{ term: string, surface: string, position: number, start: number, end: number, compound: boolean }} Token
 */

const word = '[\\p{Alphabetic}\\p{N}\\u0300-\\u036f]';
const cjk = '[\\u3005\\u3006\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}]';
const plain = `(?:(?!${cjk})${word})+`;
const run = RegExp(`((?:(?=${word})${cjk})+)|${plain}(?:[-_.'’]${plain})*`, 'gu');
// Between two humps, or before a join. `IDs` has one hump.
const border = /[-_.]|(?<=\p{Lowercase})(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})(?!\p{Uppercase}s(?:[-_.]|$))/gu;
const longest = 64;

/**
 * English is stemmed where a word is plain letters.
 * @param {string} surface
 */
export const termOf = surface => /^[a-z']+$/.test(surface) ? stem(surface) : surface;

export class Analyzer {
  /**
   * @param {Record<string, string>} fold ASCII text with the characters that it stands for
   * @param {string} stop words that are no terms
   */
  constructor(fold, stop) {
    /** @type {Map<string, string>} */
    this.fold = new Map();
    for (const [ascii, all] of Object.entries(fold)) for (const char of all) this.fold.set(char, ascii.toLowerCase());
    this.stop = new Set(stop.split(' '));
  }

  /**
   * Lower case, no accents.
   * @param {string} text
   */
  normalise(text) {
    if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
    let out = '';
    // Char by char: a whole word's lower case depends on where a sigma stands.
    for (const char of text) for (const lower of char.toLowerCase()) {
      if (lower === '’') out += "'";
      else if (lower < '\u0300' || lower > '\u036f') out += this.fold.get(lower) ?? lower;
    }
    return out;
  }

  /**
   * @param {string} text
   * @returns {Token[]}
   */
  analyze(text) {
    /** @type {Token[]} */
    const tokens = [];
    let position = 0;
    /** @type {(start: number, end: number, compound?: boolean) => void} */
    const add = (start, end, compound = false) => {
      const surface = this.normalise(text.slice(start, end));
      if (!surface || surface.length > longest && [...surface].length > longest || !compound && this.stop.has(surface)) return;
      tokens.push({ term: compound ? surface : termOf(surface), surface, position, start, end, compound });
    };
    for (const found of text.matchAll(run)) {
      const start = found.index, end = start + found[0].length;
      if (found[1]) {
        // Pairs of neighbours; a lone character is its own.
        let last = start;
        for (let at = start, next; at < end; at = next) {
          next = at + (/** @type {number} */ (text.codePointAt(at)) > 0xffff ? 2 : 1);
          if (at > start || next === end) {
            add(last, next);
            position++;
          }
          last = at;
        }
        continue;
      }
      let from = start, parts = 0;
      for (const cut of found[0].matchAll(border)) {
        if (!parts++) add(start, end, true);
        add(from, start + cut.index);
        position++;
        from = start + cut.index + cut[0].length;
      }
      add(from, end);
      position++;
    }
    return tokens;
  }
}
