// What a person typed or pasted to a query, as `src/search/query.rs` reads it. Nothing is an error.
import { replacer } from './analyze.js';

/** `whole`: of a part, the name that it is of; `joined`: a unit with each number before it; `aside`: not in the message of a paste; its other names, what stands for it and its `rarity` are found later. */
/** @typedef {{ surface: string, compound?: boolean, exact?: boolean, whole?: string, joined: string[], aside?: boolean, others: import('./rank.js').Name[], variants: import('./rank.js').Variant[], rarity: number }} Word */
/** `text` as typed; `terms` with their distance from the first; `left`: the query without it. @typedef {{ text: string, terms: [string, number][], must: boolean, left: string }} Phrase */
/** `day`: the value as one. @typedef {{ field: string, op: string, value: string, negated: boolean, text: string, day?: number | null }} Filter */
/** `cut`: it is too long for all of it to be looked for; `near`: terms that stand side by side, of a paste in its message, with the words of both; `dropped`: words of talk that are not looked for. */
/** @typedef {{ mode: 'words' | 'paste', cut: boolean, dropped: string[], words: Word[], near: [string, Word[]][], phrases: Phrase[], excluded: Phrase[], filters: Filter[] }} Query */

const mostPasted = 48, fewPasted = 12, mostWords = 32, mostRead = 5000, mostTyped = 200;

/**
 * 1 (worst) to 5 of `2`, `sev2`, `P2`, `SEV-2`.
 * @param {string} value
 */
export function level(value) {
  const number = Number(/^\D*(\d+)$/.exec(value)?.[1]);
  return number <= 5 ? number : null;
}

/**
 * What reads queries, by the rules and words of a manifest.
 * @param {import('./shards.js').Manifest} manifest
 * @param {import('./analyze.js').Analyze} analyzer
 */
export function reader({ rules, stop, question, foreign, shared }, { analyze }) {
  const [small, others, either, stopped] = [`${stop} ${question} ${foreign}`, foreign, shared, stop].map(list => new Set(list.split(' ')));
  const fields = new Map(Object.entries(rules.fields)), [untyped, message, colourless, timeless] = rules.steps.map(replacer), [pasted, noise, odd, signs, ofVersion, digits, unit, condition, ofDay, inner, ending, blanks] = rules.tests.map(rule => RegExp(rule, 'u'));

  /**
   * Without blanks at its ends, as Rust sees blanks. In linear time, whatever is pasted.
   * @param {string} text
   */
  const trim = text => inner.exec(text)?.[0] ?? '';

  /**
   * Very long, or like a log line, an error, a command.
   * @param {string} text
   */
  const isLog = text => {
    const { length } = [...text], plain = untyped(text);
    return length > mostTyped || pasted.test(plain) || length >= 40 && plain.split(odd).length > 3;
  };

  /**
   * `2025`, `2025-03` or `2025-03-07` in days since 1970-01-01; the first day of what is named.
   * @param {string} value
   */
  const day = value => {
    const found = ofDay.exec(value);
    return found && Date.UTC(+found[1], (+found[2] || 1) - 1, +found[3] || 1) / 864e5;
  };

  /**
   * Name, operator, value and field of `sev<=2`.
   * @param {string} text
   */
  const split = text => {
    const found = condition.exec(text), field = found && fields.get(found[1].toLowerCase());
    return field && [...found.slice(1), field];
  };

  /**
   * @param {string} text
   * @returns {Query}
   */
  return text => {
    const query = /** @type {Query} */ ({ mode: 'words', dropped: /** @type {string[]} */ ([]), phrases: /** @type {Phrase[]} */ ([]), excluded: /** @type {Phrase[]} */ ([]), filters: /** @type {Filter[]} */ ([]) }), { phrases, excluded, filters } = query, all = trim(colourless(text));
    /** @type {Map<string, Word>} */
    const words = new Map();
    let whole = '', wholeEnd = 0, number = '', loose = false;
    /** @type {(word: Word) => void} */
    const put = word => {
      const known = words.get(word.surface);
      if (known) {
        known.exact ||= word.exact;
        known.joined.push(...word.joined);
        known.whole &&= word.whole && known.whole;
      } else words.set(word.surface, word);
    };
    /** @type {(token: import('./analyze.js').Token, exact: boolean) => void} */
    const add = ({ surface, compound, start, end }, exact) => {
      const part = !compound && start < wholeEnd;
      // The numbers of a version or an address say nothing without it.
      if (part && ofVersion.test(surface)) return;
      const joined = !compound && !part && number && unit.test(surface) ? [number + surface] : [];
      number = !compound && !part && digits.test(surface) ? surface : '';
      if (compound) [whole, wholeEnd] = [surface, end];
      put(/** @type {Word} */ ({ surface, compound, exact, whole: part ? whole : '', joined }));
    };
    /** Stop words and words of talk go where others remain. */
    const telling = () => {
      const own = [...words.values()], foreign = own.some(({ surface }) => others.has(surface));
      const kept = own.filter(({ surface, exact, whole }) => exact || whole
        || !(small.has(surface) || foreign && either.has(surface)));
      if (!kept[0]) return own;
      query.dropped = own.filter(word => !kept.includes(word)).map(word => word.surface);
      return kept;
    };

    /** Takes the neighbours among the words of a text, all of which count, and among the `parts` of a name. */
    const pair = (/** @type {string} */ text, parts = false) => {
      const near = new Map();
      /** @type {string | undefined} */
      let before, last;
      for (const { surface, term, compound } of analyze(text)) {
        const word = query.words.find(word => word.surface === surface);
        if (word) word.aside = false;
        if (compound) continue;
        // Of a typed name the parts say no more side by side than the name.
        if (before && word && (parts || !word.whole)) near.set(before + ' ' + term, [last, word]);
        [before, last] = [word && term, word];
      }
      query.near = [...near];
    };

    // Half a character at the end is no word.
    let rest = all.slice(0, mostRead);
    let cut = query.cut = rest !== all;
    // What the box knows to be pasted has a line break at its end.
    if (text.includes('\n') || isLog(rest)) {
      // Nothing but noise, as an id or an address is: then that is what is sought.
      for (let noisy = 0; noisy < 2 && !words.size; noisy++) {
        if (noisy && rest !== (rest = rest.slice(0, mostTyped))) cut = query.cut = true;
        wholeEnd = 0;
        const told = noisy ? rest : timeless(rest);
        for (const token of analyze(told)) {
          const { surface, compound, end } = token;
          // Of a text that is cut the last word may be half of one, and so may the last character.
          if (cut && end > told.length - 2 || !noisy && noise.test(surface)) {
            if (compound) [whole, wholeEnd] = ['', end];
          } else if (words.size < mostPasted || words.has(surface)) add(token, false);
          else query.cut = true;
        }
      }
      const kept = telling();
      for (const word of kept) [word.exact, word.aside] = [kept.length > fewPasted, true];
      query.mode = 'paste';
      query.words = kept;
      // Where the message is nothing but noise, all of it is the message.
      for (const text of [message(rest), rest]) if (kept.every(word => word.aside)) pair(text, true);
      return query;
    }
    // Cut at blanks and quotes.
    while (rest) {
      const before = rest, sign = signs.exec(rest)?.[0] ?? '';
      rest = rest.slice(sign.length);
      let end = rest.search(ending), value = rest.slice(0, end);
      const field = split(value), quoted = rest[end] === '"' && (!end || field?.[2] === '');
      if (field) value = field[2];
      if (quoted) {
        const close = rest.indexOf('"', end + 1);
        value = rest.slice(end + 1, close < 0 ? rest.length : close);
        end += value.length + 2;
      }
      const raw = before.slice(0, sign.length + end);
      rest = rest.slice(end).replace(blanks, '');

      const dash = sign === '-', narrowing = field && filter(field[3], field[1], trim(value), dash, raw);
      const must = sign === '+', full = field ? field[0] + field[1] + value : value, tokens = analyze(full), small = tokens[0] ? [] : full.toLowerCase().split(/\W+/).filter(word => stopped.has(word)), parts = tokens.filter(token => !token.compound);
      /** @type {Phrase} */
      const phrase = { text: raw, terms: parts.map(({ term, position }) => [term, position - parts[0].position]), must, left: all.slice(0, -before.length) + rest };
      if (narrowing) filters.push({ ...narrowing, day: day(narrowing.value) });
      // Before all words a dash is a dash.
      else if (dash && words.size + phrases.length + filters.length) {
        if (parts[0]) excluded.push(phrase);
      } else {
        // The same once more says nothing more. Of stop words there are no terms.
        const same = phrases.find(known => known.terms + '' === phrase.terms + '' && (parts[0] || known.text === raw));
        if (same) same.must ||= must;
        // Stop words stand nowhere side by side: a phrase of them is one that nothing holds.
        else if (quoted && (parts[must ? 0 : 1] || small[1])) phrases.push(phrase);
        wholeEnd = 0;
        for (const token of tokens) add(token, quoted);
        // A stop word by itself may be the beginning of a word.
        for (const surface of small) put(/** @type {Word} */ (/** @type {any} */ ({ surface, joined: [] })));
        loose ||= !quoted && !!(tokens[0] || small[0]);
      }
    }
    for (const phrase of phrases) phrase.must ||= !loose;
    const kept = telling();
    query.cut ||= kept.length > mostWords;
    query.words = kept.slice(0, mostWords);
    pair(all);
    return query;
  };
}

/**
 * `null` where the value means nothing for the field: then it is text.
 * @param {string} field
 * @param {string} op
 * @param {string} value
 * @param {boolean} negated
 * @param {string} text
 * @returns {Filter | null}
 */
function filter(field, op, value, negated, text) {
  const is = ':='.includes(op);
  const means = !value || (field === 'severity' ? is || level(value) !== null : is && !/^(after|before)\D/.test(field + value));
  return means ? { field, op: is ? ':' : op, value, negated, text } : null;
}
