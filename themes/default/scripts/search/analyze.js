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

/** Whether a character belongs to words. */
export const isWord = RegExp(word, 'u');

/** @typedef {ReturnType<typeof analyzer>} Analyzer */

/**
 * English is stemmed where a word is plain letters.
 * @param {string} surface
 */
export const termOf = surface => /^[a-z']+$/.test(surface) ? stem(surface) : surface;

/**
 * @param {Record<string, string>} fold ASCII text with the characters that it stands for
 * @param {string} stop words that are no terms
 */
export function analyzer(fold, stop) {
  /** @type {Map<string, string>} */
  const folds = new Map(), stopped = new Set(stop.split(' '));
  for (const ascii in fold) for (const char of fold[ascii]) folds.set(char, ascii);

  /**
   * Lower case, no accents.
   * @param {string} text
   */
  const normalise = text => {
    if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
    let out = '';
    // Char by char: a whole word's lower case depends on where a sigma stands.
    for (const char of text) for (const lower of char.toLowerCase()) {
      if (lower === '’') out += "'";
      else if (lower < '\u0300' || lower > '\u036f') out += folds.get(lower) ?? lower;
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
      if (!surface || surface.length > longest && [...surface].length > longest || !compound && stopped.has(surface)) return;
      tokens.push({ term: compound ? surface : termOf(surface), surface, position: own, start, end, compound });
    };
    for (const { 0: found, 1: pairs, index: start } of text.matchAll(run)) {
      const end = start + found.length;
      if (pairs) {
        // Neighbours; a lone character is its own.
        /** @type {number[]} */
        const ends = [];
        for (const char of found) ends.push((ends.at(-1) ?? start) + char.length);
        for (let at = 0; !at || at < ends.length - 1; at++) add(ends[at - 1] ?? start, ends[at + 1] ?? end);
      } else {
        const cuts = [...found.matchAll(border)];
        let from = start;
        if (cuts[0]) add(start, end, true);
        for (const cut of cuts) {
          add(from, start + cut.index);
          from = start + cut.index + cut[0].length;
        }
        add(from, end);
      }
    }
    return tokens;
  };
  return { analyze, stopped };
}
