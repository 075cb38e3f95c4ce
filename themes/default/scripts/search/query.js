// What a person typed or pasted to a query, as `src/search/query.rs` reads it. Nothing is an error.
import { isWord } from './analyze.js';
import { pairs } from './stem.js';

/** @typedef {import('./analyze.js').Analyzer} Analyzer */
/** @typedef {{ surface: string, compound: boolean, exact: boolean }} Word */
/** Terms with their distance from the first. @typedef {[string, number][]} Phrase */
/** @typedef {{ field: string, op: string, value: string, negated: boolean }} Filter */
/** `cut`: the text is too long for all of it to be looked for. */
/** @typedef {{ mode: 'words' | 'paste', cut: boolean, words: Word[], phrases: Phrase[], excluded: Phrase[], filters: Filter[] }} Query */

const mostPasted = 48, mostWords = 32, mostRead = 5000, mostTyped = 200;
const space = /\p{White_Space}+/u;
const operator = /^([^:<>=]*)(<=|>=|[:<>=])([^]*)$/;
/** Names that people write, and the field. */
const fields = new Map(pairs('service services:service cause root-cause:cause severity sev:severity team teams:team tag year status after since:after before until:before')
  .map(([name, field = name]) => [name, field]));

/**
 * Name, operator and value of `sev<=2`.
 * @param {string} text
 */
function split(text) {
  const found = operator.exec(text);
  return found && fields.has(found[1].toLowerCase()) ? found.slice(1) : null;
}

/**
 * `null` where the value means nothing for the field: then it is text.
 * @param {string} name
 * @param {string} op
 * @param {string} text
 * @param {boolean} negated
 * @returns {Filter | null}
 */
function filter(name, op, text, negated) {
  const field = fields.get(name.toLowerCase()) ?? '', value = trim(text), is = op === ':' || op === '=';
  const means = !value || (field === 'severity' ? is || level(value) !== null : is && (!/after|before/.test(field) || day(value) !== null));
  return means ? { field, op: is ? ':' : op, value, negated } : null;
}

/**
 * `2025`, `2025-03` or `2025-03-07` in days since 1970-01-01; the first day of what is named.
 * @param {string} value
 */
export function day(value) {
  const found = /^(\d{1,4})(?:-(\d\d?)(?:-(\d\d?))?)?$/.exec(value);
  if (!found) return null;
  const [year, month, date] = found.slice(1).map(part => Number(part ?? 1));
  if (year < 1000 || month < 1 || month > 12 || date < 1 || date > 31) return null;
  return Date.UTC(year, month - 1, date) / 864e5;
}

/**
 * 1 (worst) to 5 of `2`, `sev2`, `P2`, `SEV-2`.
 * @param {string} value
 */
export function level(value) {
  const found = /^\D*(\d+)$/.exec(value), number = Number(found?.[1]);
  return number <= 5 ? number : null;
}

/**
 * Without blanks at its ends, as Rust sees blanks. In linear time, whatever is pasted.
 * @param {string} text
 */
const trim = text => /\P{White_Space}([^]*\P{White_Space})?/u.exec(text)?.[0] ?? '';

/**
 * Several lines, very long, or full of what log lines hold.
 * @param {string} text
 */
export function isPaste(text) {
  const length = [...text].length;
  if (text.includes('\n') || length > mostTyped) return true;
  const odd = text.split(space).filter(piece => !split(piece)
    && /(?![-'."a-zA-Z])[\0-\x7f]/.test(piece.replace(/[.,?!:;"')]+$/, '').replace(/^["'(]+/, '')));
  return length >= 40 && odd.length >= 3;
}

/**
 * Numbers, hashes, ids, durations, addresses, single letters.
 * @param {string} surface
 */
export function isNoise(surface) {
  const parts = surface.split(/[-_.]/), telling = parts.filter(part => !/^\d{0,2}$/.test(part));
  if (parts.length > 1) return !telling.length || telling.some(isNoisePart);
  return [...surface].length < 2 || isNoisePart(surface);
}

/** @param {string} part */
function isNoisePart(part) {
  const digits = part.replace(/\D/g, '').length, length = new TextEncoder().encode(part).length;
  return digits > 0 && (digits === length || /^[0-9a-f]{6,}$/.test(part) || /^\d/.test(part) && length <= 8 || length >= 8 && digits * 3 >= length);
}

/**
 * @param {string} text
 * @param {Analyzer} analyzer
 * @param {Set<string>} talk words of questions, that are dropped where others remain
 * @returns {Query}
 */
export function read(text, { analyze, stopped }, talk) {
  /** @type {Query} */
  const query = { mode: 'words', cut: false, words: [], phrases: [], excluded: [], filters: [] }, { phrases, excluded, filters } = query, all = trim(text);
  /** @type {Map<string, Word>} */
  const words = new Map();
  /** @type {(surface: string, compound: boolean, exact: boolean) => void} */
  const add = (surface, compound, exact) => {
    const word = words.get(surface);
    if (word) word.exact ||= exact;
    else words.set(surface, { surface, compound, exact });
  };
  // Half a character at the end is no word.
  let rest = all.slice(0, mostRead);
  if (isPaste(rest)) {
    query.cut = rest !== all;
    // Of a text that is cut the last word may be half of one, and so may the last character.
    for (const { surface, compound, end } of analyze(rest)) if (!isNoise(surface) && (!query.cut || end < mostRead - 1)) {
      if (words.size < mostPasted) add(surface, compound, true);
      else query.cut ||= !words.has(surface);
    }
    if (words.size) return { ...query, mode: 'paste', words: [...words.values()] };
    // All noise, as an id or an address is: then it is what is sought, as long as it could have been typed.
    rest = rest.slice(0, mostTyped);
  }
  query.cut = rest !== all;
  // Cut at blanks and quotes.
  while (rest) {
    const dash = rest[0] === '-' && (rest[1] === '"' || isWord.test(String.fromCodePoint(rest.codePointAt(1) ?? 0)));
    if (dash) rest = rest.slice(1);
    let end = rest.search(/[\p{White_Space}"]|$/u), value = rest.slice(0, end);
    const field = split(value), quoted = rest[end] === '"' && (!end || field?.[2] === '');
    if (field) value = field[2];
    if (quoted) {
      const close = rest.indexOf('"', end + 1);
      value = rest.slice(end + 1, close < 0 ? rest.length : close);
      end += value.length + 2;
    }
    rest = rest.slice(end).replace(/^\p{White_Space}+/u, '');

    const negated = dash && words.size + phrases.length + filters.length > 0, condition = field && filter(field[0], field[1], value, negated);
    const whole = field ? field[0] + field[1] + value : value, tokens = analyze(whole), surface = whole.toLowerCase(), parts = tokens.filter(token => !token.compound);
    /** @type {Phrase} */
    const phrase = parts.map(({ term, position }) => [term, position - parts[0].position]);
    if (condition) filters.push(condition);
    else if (negated) excluded.push(...phrase.length ? [phrase] : []);
    else {
      if (quoted && phrase.length > 1) phrases.push(phrase);
      for (const { surface, compound } of tokens) add(surface, compound, quoted);
      // A stop word by itself may be the beginning of a word.
      if (!tokens.length && stopped.has(surface)) add(surface, false, false);
    }
  }
  const own = [...words.values()], telling = own.filter(({ surface, exact }) => exact || !talk.has(surface) && !stopped.has(surface));
  const kept = telling[0] ? telling : own;
  query.cut ||= kept.length > mostWords;
  query.words = kept.slice(0, mostWords);
  return query;
}
