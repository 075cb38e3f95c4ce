// Query and shards to documents with scores, best first: `src/search/rank.rs` operation by operation, so that scores are equal.
import { analyzer, termOf } from './analyze.js';
import { day, level, read } from './query.js';
import { breathe } from './shards.js';

/** @typedef {import('./shards.js').Shards} Shards */
/** @typedef {import('./shards.js').Postings} Postings */
/** @typedef {import('./query.js').Query} Query */
/** @typedef {import('./query.js').Filter} Filter */
/** @typedef {import('./query.js').Word} Word */
/** Terms that stand for a word, with blanks between, their weight, and the documents that hold all of them. @typedef {[string, number, Postings]} Variant */
/** @typedef {[name: string, slug: string, aliases: string[], level: number, deltas: number[]]} Value */
/** @typedef {Record<string, Value[]> & { date: (number | null)[] }} Facets */
/**
 * `docs` in ascending order with their `scores`; `listed` is without words, where the newest come first.
 * @typedef {{ mode: Query['mode'], cut: boolean, listed: boolean, docs: Uint32Array, scores: Float64Array, counted: { text: string, found: boolean, terms: string[] }[],
 *   filters: (Filter & { known: boolean })[] }} Ranked
 */

const prefixWeight = 0.6, typoWeight = 0.6, synonymWeight = 0.3;
const mostPrefixed = 6, mostSynonyms = 2, mostMeant = 6, shortestTypo = 4, twoEdits = 8;

/**
 * Natural logarithm of a number >= 1. `Math.log` may differ in the last bit from one machine to the next.
 * @param {number} number
 */
export function ln(number) {
  let rest = number, halvings = 0;
  while (rest > 1.5) {
    rest /= 2;
    halvings += 1;
  }
  const ratio = (rest - 1) / (rest + 1), square = ratio * ratio;
  let power = ratio, sum = 0;
  for (let odd = 1; odd < 30; odd += 2) {
    sum += power / odd;
    power *= square;
  }
  return 2 * sum + halvings * Math.LN2;
}

/** @typedef {ReturnType<typeof ranker>} Ranker */

/** @param {Shards} shards */
export function ranker(shards) {
  const { docs, fold, stop, question, synonyms } = shards.manifest, own = analyzer(fold, stop), talk = new Set(question.split(' '));
  /** Groups of names, each its terms with blanks between: those that are looked up, and those that people only type. */
  const groups = synonyms.map(group => group.split('||').map(half => half.split('|')
    .map(name => own.analyze(name).filter(token => !token.compound).map(token => token.term).join(' '))));

  /**
   * Sums by document: of each word its best variant; and what all words are worth.
   * @param {Variant[][]} words
   */
  const add = async words => {
    const [sums, covered, best] = [1, 2, 3].map(() => new Float64Array(docs)), touched = new Uint32Array(docs);
    let all = 0;
    for (const variants of words) {
      await breathe();
      const frequency = frequencyOf(variants);
      if (!frequency) continue;
      const rarity = ln(1 + (docs - frequency + 0.5) / (frequency + 0.5));
      let count = 0;
      for (const [, weight, list] of variants) {
        for (let i = 0; i < list.docs.length; i++) {
          const doc = list.docs[i], worth = weight * list.impacts[i];
          if (best[doc] === 0) touched[count++] = doc;
          if (worth > best[doc]) best[doc] = worth;
        }
      }
      for (let i = 0; i < count; i++) {
        const doc = touched[i];
        sums[doc] += rarity * best[doc];
        covered[doc] += rarity;
        best[doc] = 0;
      }
      all += rarity;
    }
    return /** @type {const} */ ([sums, covered, all]);
  };

  /**
   * For each word the other names of what it is, or is part of.
   * @param {Word[]} words
   */
  const around = words => {
    const stems = words.map(word => termOf(word.surface));
    /** @type {string[][]} */
    const around = words.map(() => []);
    for (const [held, typed = []] of groups) {
      for (const name of [...held, ...typed]) {
        const length = name.split(' ').length;
        for (let start = 0; name && start + length <= stems.length; start++) {
          if (stems[start] !== name && stems.slice(start, start + length).join(' ') !== name) continue;
          for (let at = start; at < start + length; at++) if (!words[at].exact) around[at].push(...held.filter(other => other !== name));
        }
      }
    }
    return around;
  };

  /**
   * Postings of the terms of each name, all at the same time.
   * @param {string[]} names
   */
  const fetch = names => Promise.all(names.map(name => Promise.all(name.split(' ').map(shards.term))));

  /**
   * The most frequent words that `prefix` begins, without itself.
   * @param {string} prefix
   */
  const beginning = async prefix => {
    /** @type {[number, string][]} */
    const top = [];
    await shards.words(prefix, (surface, frequency) => {
      if (surface !== prefix) insert(top, mostPrefixed, frequency, surface);
    });
    return top;
  };

  /**
   * The words that a mistyped one was meant to be: those with its first or second letter in front, nearest first.
   * @param {string} surface
   */
  const meant = async surface => {
    const typed = Uint32Array.from([...surface], character => /** @type {number} */ (character.codePointAt(0)));
    /** @type {[number, string][]} */
    const top = [];
    if (typed.length < shortestTypo || /\d/.test(surface)) return top;
    const most = typed.length >= twoEdits ? 2 : 1, edits = editsFrom(typed, most);
    for (const initial of [...new Set(typed.subarray(0, 2))].sort((a, b) => a - b)) {
      await shards.words(String.fromCodePoint(initial), (candidate, frequency) => {
        const distance = edits(candidate);
        if (distance <= most) insert(top, mostMeant, frequency - distance * 2 ** 32, candidate);
      });
    }
    return top;
  };

  /**
   * What may stand for a word, in a fixed order: itself, what it begins, what it was meant to be, synonyms.
   * @param {Word} word
   * @param {string[]} synonyms
   */
  const variantsOf = async ({ surface, compound, exact }, synonyms) => {
    synonyms = synonyms.slice(0, mostSynonyms);
    /** @type {Variant[]} */
    const found = [];
    /** @type {(names: string[], weight: number) => Promise<void>} */
    const fill = async (names, weight) => {
      const lists = await fetch(names);
      names.forEach((name, at) => {
        const list = lists[at].reduce((left, right) => left && right && both(left, right));
        if (list?.docs.length && !found.some(variant => variant[0] === name)) found.push([name, weight, list]);
      });
    };
    // Nothing waits for what could be fetched at the same time.
    const [longer] = await Promise.all([exact ? [] : beginning(surface), fill(compound ? [surface] : forms(surface), 1), exact || fetch(synonyms)]);
    if (!exact) {
      await fill(longer.flatMap(([, surface]) => forms(surface)), prefixWeight);
      if (!found.length) await fill((await meant(surface)).flatMap(([, surface]) => forms(surface)), typoWeight);
      await fill(synonyms, synonymWeight);
    }
    return found;
  };

  /**
   * Documents that hold a phrase: its terms at their distances.
   * @param {import('./query.js').Phrase} phrase
   */
  const holders = async phrase => {
    const lists = await Promise.all(phrase.map(([term]) => shards.term(term))), places = phrase.length > 1 && await Promise.all(phrase.map(([term]) => shards.positions(term)));
    // Document -> where the phrase may begin in it.
    /** @type {Map<number, number[]>} */
    let starts = new Map();
    for (const [at, [, distance]] of phrase.entries()) {
      const before = starts;
      starts = new Map();
      for (const [i, doc] of lists[at]?.docs.entries() ?? []) {
        const known = new Set(before.get(doc)), here = places ? places[at]?.[i].map(place => place - distance).filter(place => !at || known.has(place)) : [0];
        if (here?.length) starts.set(doc, here);
        await breathe();
      }
    }
    return [...starts.keys()];
  };

  /**
   * Which documents may be in the answer (all where there is no `allowed`), and what became of each filter.
   * @param {Pick<Query, 'phrases' | 'excluded' | 'filters'>} query
   */
  const narrow = async ({ phrases, excluded, filters }) => {
    /** @type {Uint8Array | undefined} */
    let allowed;
    /** @type {(fitting: number[], wanted: boolean) => void} */
    const keep = (fitting, wanted) => {
      const flags = new Uint8Array(docs);
      for (const doc of fitting) flags[doc] = 1;
      allowed = flags.map((flag, doc) => +(!!flag === wanted && (!allowed || !!allowed[doc])));
    };
    const held = await Promise.all([...phrases, ...excluded].map(holders));
    held.forEach((docs, at) => keep(docs, at < phrases.length));
    const facets = filters.length && await shards.facets();
    const known = [];
    for (const filter of filters) {
      await breathe();
      const fitting = filter.value ? fittingDocs(facets, filter) : null;
      if (fitting) keep(fitting, !filter.negated);
      known.push({ ...filter, known: !!fitting });
    }
    return { allowed, filters: known };
  };

  /**
   * Every document that fits.
   * @param {string} text
   * @returns {Promise<Ranked>}
   */
  const rank = async text => {
    const { mode, cut, words, ...rest } = read(text, own, talk), others = around(words);
    const [variants, { allowed, filters }] = await Promise.all([Promise.all(words.map((word, at) => variantsOf(word, others[at]))), narrow(rest)]);
    const [sums, covered, all] = await add(variants), found = new Uint32Array(docs), scores = new Float64Array(docs);
    let count = 0;
    for (let doc = 0; doc < docs; doc++) {
      if (words.length ? sums[doc] > 0 && (!allowed || allowed[doc]) : allowed?.[doc]) {
        found[count] = doc;
        scores[count++] = words.length && sums[doc] * Math.sqrt(Math.sqrt(covered[doc] / all));
      }
    }
    const counted = words.map(({ surface }, at) => {
      const terms = variants[at].flatMap(([name]) => name.split(' '));
      return { text: surface, found: !!terms[0], terms: terms.filter((term, at) => term !== terms[at - 1]) };
    });
    return { mode, cut, listed: !words.length, docs: found.subarray(0, count), scores, counted, filters };
  };

  return { rank, shards, analyze: own.analyze };
}

/**
 * As its stem and as it is: a compound is not stemmed, and nobody sees which of both a word is.
 * @param {string} surface
 */
function forms(surface) {
  const stem = termOf(surface);
  return stem === surface ? [surface] : [stem, surface];
}

/**
 * In how many documents the word stands: as it is, else in its most frequent variant.
 * @param {Variant[]} variants
 */
function frequencyOf(variants) {
  const exact = variants.filter(([, weight]) => weight === 1);
  return Math.max(0, ...(exact[0] ? exact : variants).map(([, , list]) => list.docs.length));
}

/**
 * Documents of both lists, each with its lesser impact.
 * @param {Postings} left
 * @param {Postings} right
 * @returns {Postings}
 */
function both(left, right) {
  const most = left.docs.length, docs = new Uint32Array(most), impacts = new Uint8Array(most);
  let count = 0;
  for (let l = 0, r = 0; l < left.docs.length && r < right.docs.length;) {
    const difference = left.docs[l] - right.docs[r];
    if (difference === 0) {
      docs[count] = left.docs[l];
      impacts[count++] = Math.min(left.impacts[l], right.impacts[r]);
    }
    if (difference <= 0) l++;
    if (difference >= 0) r++;
  }
  return { docs: docs.subarray(0, count), impacts: impacts.subarray(0, count) };
}

/**
 * Adds to a list of the greatest keys, greatest first; of equal ones those that came first stay first.
 * @template T
 * @param {[number, T][]} list
 * @param {number} most
 * @param {number} key
 * @param {T} item
 */
export function insert(list, most, key, item) {
  let at = list.length;
  if (at >= most && !(key > list[most - 1]?.[0])) return;
  while (at && list[at - 1][0] < key) at--;
  list.splice(at, 0, [key, item]);
  if (list.length > most) list.pop();
}

/**
 * Edit distance with swapped neighbours (optimal string alignment) from `typed` to a candidate, or to a beginning of it; more than `most` is
 * not told apart.
 * @param {Uint32Array} typed
 * @param {number} most
 */
export function editsFrom(typed, most) {
  const length = typed.length, width = length + 1;
  let before = new Uint32Array(width), last = new Uint32Array(width), current = new Uint32Array(width);
  // Words are asked for in order, and most differ behind the letters that decide: then the last answer holds.
  let decisive = '\n', decided = Infinity;
  /** @param {string} candidate */
  return candidate => {
    let nearest = Infinity, previous = -1;
    if (candidate.length + most < length) return nearest;
    if (candidate.startsWith(decisive)) return decided;
    for (let column = 0; column < width; column++) last[column] = column;
    for (let row = 1, at = 0; at < candidate.length; row++) {
      const code = /** @type {number} */ (candidate.codePointAt(at));
      at += code > 0xffff ? 2 : 1;
      let least = current[0] = row;
      for (let column = 0; column < length; column++) {
        let cost = Math.min(last[column] + (typed[column] === code ? 0 : 1), last[column + 1] + 1, current[column] + 1);
        if (column && previous === typed[column] && typed[column - 1] === code) cost = Math.min(cost, before[column - 1] + 1);
        current[column + 1] = cost;
        least = Math.min(least, cost);
      }
      nearest = Math.min(nearest, current[length]);
      if (least > most || row === length + most) {
        decisive = candidate.slice(0, at);
        decided = nearest;
        break;
      }
      previous = code;
      [before, last, current] = [last, current, before];
    }
    return nearest;
  };
}

/**
 * Documents that fit a filter; `null` where its value is unknown.
 * @param {Facets} facets
 * @param {Filter} filter
 */
function fittingDocs(facets, { field, op, value }) {
  if (field === 'severity') {
    // Levels are whole numbers: `<=2` is `<3`.
    const wanted = level(value) ?? NaN, more = op[1] ? 1 : 0;
    const fits = (/** @type {Value} */ [, , , level]) => op === ':' ? level === wanted : level > 0 && (op[0] === '<' ? level < wanted + more : level > wanted - more);
    const docs = facets.severity.filter(fits).flatMap(docsOf);
    return op === ':' && !docs.length ? named(facets.severity, value) : docs;
  }
  if (!/after|before/.test(field)) return named(facets[field], value);
  const first = day(value);
  return first === null ? null : [...facets.date.keys()].filter(doc => {
    const date = facets.date[doc];
    return date !== null && date >= first === (field === 'after');
  });
}

/**
 * Documents of the values with this name, else of those whose names begin so.
 * @param {Value[] & { names?: string[][] }} values whose names are made plain once: a query may have many filters, a site many values
 * @param {string} name
 */
function named(values, name) {
  const wanted = plain(name), names = values.names ??= values.map(([name, slug, aliases]) => [name, slug, ...aliases].map(plain));
  const is = values.filter((_, at) => names[at].includes(wanted));
  const found = is[0] ? is : values.filter((_, at) => names[at].some(name => name.startsWith(wanted)));
  return found[0] ? found.flatMap(docsOf) : null;
}

/** @param {Value} value */
export function docsOf([, , , , deltas]) {
  let doc = 0;
  return deltas.map(delta => doc += delta);
}

/**
 * Lower case; only letters and digits.
 * @param {string} name
 */
const plain = name => [...name].map(character => character.toLowerCase()).join('').replace(/[^\p{Alphabetic}\p{N}]/gu, '');
