// Query and shards to documents with scores, best first: `src/search/rank.rs` operation by operation, so that scores are equal.
import { analyzer } from './analyze.js';
import { fittingDocs } from './narrow.js';
import { reader } from './query.js';
import { breathe } from './shards.js';

/** @typedef {import('./shards.js').Shards} Shards */
/** @typedef {import('./shards.js').Postings} Postings */
/** @typedef {import('./query.js').Query} Query */
/** @typedef {import('./query.js').Filter} Filter */
/** @typedef {import('./query.js').Word} Word */
/**
 * Terms that stand for a word, with blanks between, their weight, the documents that hold all of them, how it is written, and whether it is the word itself.
 * @typedef {[string, number, Postings, string, boolean]} Variant
 */
/** Terms with blanks between, and as written. @typedef {[string, string]} Name */
/**
 * `docs` in ascending order with their `scores`, how many of `of` words each holds itself, and whether that is much of the query; without words `of` is 0, and the
 * newest come first. `insteadOf` tells what a document holds in place of words.
 * @typedef {{ mode: Query['mode'], cut: boolean, docs: Uint32Array, scores: Float64Array, held: Float64Array, sures: Uint32Array, sure: number, of: number,
 *   counted: { text: string, found: boolean, terms: string[], part: boolean, nearest: string[] }[], filters: (Filter & { known: boolean })[], dropped: string[], out: string[], without: import('./query.js').Phrase[],
 *   insteadOf: (doc: number) => [string, string][] }} Ranked
 */

const prefixWeight = 0.6, typoWeight = 0.9, synonymWeight = 0.3, partsWeight = 0.6, partShare = 0.05, asideShare = 0.25, insteadShare = 0.5, neighbours = 0.8, raised = 4, ahead = 1.25;
// `client.js` tells sure hits by a power of two that no weaker one may be raised across.
const mostRaising = 8, wholeFrom = 12, mostPrefixed = 6, mostSynonyms = 2, mostMeant = 6, shortestTypo = 4, shortestBeginning = 6, twoEdits = 8, rare = 16, mostOffered = 3, mostNearest = 3;

/**
 * Natural logarithm of a number >= 1. `Math.log` may differ in the last bit from one machine to the next.
 * @param {number} number
 */
export function ln(number) {
  let halvings = 0;
  for (; number > 1.5; number /= 2) halvings++;
  const ratio = (number - 1) / (number + 1), square = ratio * ratio;
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
  const { manifest } = shards, { docs } = manifest, own = analyzer(manifest), { analyze, termOf } = own, read = reader(manifest, own);
  /** Groups of names: those that are looked up, and those that people only type. */
  const groups = manifest.synonyms.map(group => group.split('||').map(half => half.split('|')
    .map(name => /** @type {Name} */ ([analyze(name).filter(token => !token.compound).map(token => token.term).join(' '), name]))));

  /**
   * Sums by document: of each word its best variant; and what all words are worth.
   * @param {Word[]} words
   */
  const add = async words => {
    const [sums, covered, worth, best, cover, held] = [1, 2, 3, 4, 5, 6].map(() => new Float64Array(docs));
    let all = 0;
    for (const word of words) {
      await breathe();
      const { whole, aside, surface, variants } = word, own = +isCounted(word), frequency = frequencyOf(variants);
      const share = whole && words.find(word => word.surface === whole)?.variants.some(isOwn) ? partShare : 1;
      const rarity = word.rarity = share * (aside ? asideShare : 1) * ln(1 + (docs - frequency + 0.5) / (frequency + 0.5));
      // A rare word is worth a little more than all that may stand for it.
      let least = 0;
      if ((frequency - 1) * rare <= docs) for (const variant of variants) if (!isOwn(variant)) least = Math.max(least, variant[1] * variant[2].impacts.reduce((most, impact) => Math.max(most, impact)));
      for (const variant of variants) {
        const [, weight, list] = variant, share = standsIn(variant, surface) ? insteadShare : 1;
        for (let i = 0; i < list.docs.length; i++) {
          const doc = list.docs[i], worth = Math.max(weight * list.impacts[i], isOwn(variant) ? ahead * least : 0);
          if (worth > best[doc]) best[doc] = worth;
          if (share > cover[doc]) cover[doc] = share;
        }
      }
      for (let doc = 0; doc < docs; doc++) if (best[doc]) {
        sums[doc] += rarity * best[doc];
        covered[doc] += rarity;
        worth[doc] += rarity * cover[doc];
        held[doc] += own * (cover[doc] | 0);
        best[doc] = cover[doc] = 0;
      }
      all += rarity;
    }
    return /** @type {const} */ ([sums, covered, worth, held, all]);
  };

  /**
   * Gives each word the other names of what it is, or is part of.
   * @param {Word[]} words
   */
  const around = words => {
    const stems = words.map(word => (word.others = [], termOf(word.surface)));
    for (const [held, typed = []] of groups) {
      for (const name of [...held, ...typed]) {
        const [terms] = name, length = terms.split(' ').length;
        for (let start = 0; terms && start + length <= stems.length; start++) {
          if (stems.slice(start, start + length).join(' ') !== terms) continue;
          for (let at = start; at < start + length; at++) if (!words[at].exact) words[at].others.push(...held.filter(other => other !== name));
        }
      }
    }
  };

  /**
   * Postings of the terms of each name, all at the same time.
   * @param {Name[]} names
   */
  const fetch = names => Promise.all(names.map(([terms]) => Promise.all(terms.split(' ').map(shards.term))));

  /**
   * As its stem and as it is, which may be the same: a compound is not stemmed, and nobody sees which of both a word is.
   * @param {string} surface
   * @returns {Name[]}
   */
  const forms = surface => [[termOf(surface), surface], [surface, surface]];

  /**
   * The most frequent words that `prefix` begins, without itself.
   * @param {string} prefix
   * @param {number} most
   */
  const beginning = async (prefix, most) => {
    /** @type {[number, string][]} */
    const top = [];
    await shards.words(prefix, (surface, frequency) => {
      if (surface !== prefix) insert(top, most, frequency, surface);
    });
    return top;
  };

  /**
   * The words that a mistyped one was meant to be: those with its first or second letter in front, nearest first.
   * @param {string} surface
   */
  const meant = async surface => {
    const typed = Uint32Array.from(/** @type {Iterable<any>} */ (surface), character => /** @type {number} */ (character.codePointAt(0)));
    /** @type {[number, string][]} */
    const top = [];
    if (typed.length < shortestTypo || /\d/.test(surface)) return top;
    const most = typed.length >= twoEdits ? 2 : 1, edits = editsFrom(typed, most);
    for (const initial of new Set(typed.slice(0, 2).sort())) {
      await shards.words(String.fromCodePoint(initial), (candidate, frequency) => {
        const distance = edits(candidate), { length } = candidate;
        if (distance <= most && length >= shortestTypo && (typed.length >= shortestBeginning || length <= typed.length + most)) insert(top, mostMeant, frequency - distance * 2 ** 32, candidate);
      });
    }
    return top;
  };

  /**
   * The most frequent words with the longest beginning of `surface` that any word has.
   * @param {string} surface
   */
  const nearest = async surface => {
    const letters = [...surface].slice(0, -1);
    for (; letters[2]; letters.pop()) {
      const found = await beginning(letters.join(''), mostNearest);
      if (found[0]) return found.map(([, word]) => word);
    }
    return [];
  };

  /**
   * Documents of both lists, each with its lesser impact.
   * @param {Postings} left
   * @param {Postings} right
   * @returns {Postings}
   */
  const both = (left, right) => {
    const others = new Uint8Array(docs), impacts = /** @type {number[]} */ ([]);
    right.docs.forEach((doc, at) => { others[doc] = right.impacts[at]; });
    // No impact is 0.
    return { docs: left.docs.filter((doc, at) => others[doc] && impacts.push(Math.min(left.impacts[at], others[doc]))), impacts: Uint8Array.from(impacts) };
  };

  /**
   * What may stand for a word, in a fixed order: itself, all its parts, what it begins, what it was meant to be, synonyms.
   * @param {Word} word with its other names, if it was typed: a program has one name for a thing, and does not mistype
   * @param {Word[]} words
   */
  const variantsOf = async ({ surface, compound, exact, joined, others: names }, words) => {
    const others = names?.slice(0, mostSynonyms) ?? [];
    /** @type {Variant[]} */
    const found = [];
    /** @type {(names: Name[], weight: number, own?: boolean) => Promise<void>} */
    const fill = async (names, weight, own = false) => {
      const lists = await fetch(names);
      names.forEach(([terms, name], at) => {
        const list = lists[at].reduce((left, right) => left && right && both(left, right));
        if (list?.docs.length && !found.some(variant => variant[0] === terms)) found.push([terms, weight, list, name, own]);
      });
    };
    /** @type {(words: [number, string][]) => Name[]} */
    const formsOf = words => words.flatMap(([, surface]) => forms(surface));
    // Nothing waits for what could be fetched at the same time.
    await Promise.all([fill([...forms(surface).slice(compound ? 1 : 0), ...joined.map(term => /** @type {Name} */ ([term, '']))], 1, true), exact || fetch(others)]);
    if (!found[0] && compound) {
      const parts = words.filter(part => part.whole === surface).map(part => termOf(part.surface));
      if (parts[1]) await fill([[parts.join(' '), '']], partsWeight, true);
    }
    if (!exact) {
      if (frequencyOf(found) < wholeFrom) await fill(formsOf(await beginning(surface, mostPrefixed)), prefixWeight);
      if (!found[0] && names && !names[0]) await fill(formsOf(await meant(surface)), typoWeight);
      // Where no document holds the word, there is none that a synonym could outrank.
      await fill(others, found.some(isOwn) ? synonymWeight : partsWeight);
    }
    return found;
  };

  /**
   * Documents that hold a phrase: its terms at their distances.
   * @param {import('./query.js').Phrase} phrase
   */
  const holders = async ({ terms }) => {
    const lists = await Promise.all(terms.map(([term]) => shards.term(term))), places = terms[1] ? await Promise.all(terms.map(([term]) => shards.positions(term))) : [];
    // Document -> where the phrase may begin in it.
    /** @type {Map<number, number[]>} */
    let starts = new Map();
    for (const [at, [, distance]] of terms.entries()) {
      const before = starts;
      starts = new Map();
      for (const [i, doc] of lists[at]?.docs.entries() ?? []) {
        if (at && !before.has(doc)) continue;
        const known = at && new Set(before.get(doc)), here = known ? places[at]?.[i].map(place => place - distance).filter(place => known.has(place)) : places[0]?.[i] ?? [0];
        if (here?.length) starts.set(doc, here);
        i & 63 || await breathe();
      }
    }
    return [...starts.keys()];
  };

  /**
   * By kind of condition, which documents fit (none where there is no such condition) and how it was typed; who holds phrases; what became of filters.
   * @param {Pick<Query, 'phrases' | 'excluded' | 'filters'>} query
   */
  const conditions = async ({ phrases, excluded, filters }) => {
    const fitting = /** @type {(Uint8Array | undefined)[]} */ ([]), texts = /** @type {string[][]} */ ([[], [], []]), unheld = [], known = [];
    /** @type {(kind: number, text: string, holders: number[], wanted?: boolean) => void} */
    const keep = (kind, text, holders, wanted = true) => {
      const flags = new Uint8Array(docs), before = fitting[kind];
      for (const doc of holders) flags[doc] = 1;
      fitting[kind] = flags.map((flag, doc) => +(!!flag === wanted && (!before || !!before[doc])));
      texts[kind].push(text);
    };
    const [raising, banned] = await Promise.all([phrases, excluded].map(list => Promise.all(list.map(holders))));
    for (const [at, { text, must }] of phrases.entries()) {
      if (!raising[at].length) unheld.push(text);
      else if (must) keep(0, text, raising[at]);
    }
    banned.forEach((docs, at) => keep(1, excluded[at].text, docs, false));
    const facets = filters.length && await shards.facets();
    for (const filter of filters) {
      await breathe();
      const found = filter.value && fittingDocs(facets, filter);
      if (found) keep(2, filter.text, found, !filter.negated);
      known.push({ ...filter, known: !!found });
    }
    return { fitting, texts, unheld, raising, filters: known };
  };

  /**
   * Every document that fits.
   * @param {string} text
   * @returns {Promise<Ranked>}
   */
  const rank = async text => {
    const { mode, cut, words, near, dropped, ...rest } = read(text), typed = mode === 'words';
    if (typed) around(words);
    const [pairs, { fitting, texts, unheld, raising, filters }] = await Promise.all([ Promise.all(near.map(([pair]) => shards.term(pair))), conditions(rest), ...words.map(async word => word.variants = await variantsOf(word, words))]);
    const [sums, covered, worth, held, all] = await add(words), of = words.filter(isCounted).length, found = new Uint32Array(docs), sides = found.slice(), sures = found.slice(), scores = sums.slice();
    near.forEach(([, [first, second]], at) => pairs[at]?.docs.forEach(doc => {
      sums[doc] *= 1 + neighbours * (first.rarity + second.rarity) / all;
      sides[doc]++;
    }));
    for (const holders of raising.slice(0, mostRaising)) for (const doc of holders) sums[doc] *= raised;
    // One common word that is left of talk tells no document from others.
    const vague = of < 2 && dropped[1] && all < 1.4;
    // Where nothing fits, fewer conditions hold: no phrases, then no exclusions, then no filters.
    let count = 0, sure = 0, gone = 0;
    for (let left = 0; !count && left < (words[0] ? 4 : 1); left++) {
      const masks = /** @type {Uint8Array[]} */ (fitting.slice(left).filter(mask => mask));
      for (let doc = 0; doc < docs; doc++) {
        if (words[0] ? sums[doc] > 0 : masks[0]) if (masks.every(mask => mask[doc])) {
          // Words of an error stand in many documents, side by side in few.
          const side = sides[doc], score = sums[doc] * Math.sqrt(covered[doc] / (all || 1)), enough = typed ? vague || held[doc] < of && score < 10 * all ? 2 : 0.3 : side * 4 > near.length ? 0.45 : !near[0] ? 0.7 : of > 7 ? 1 : 2;
          found[count] = doc;
          sure += sures[count] = +(worth[doc] >= enough * all);
          scores[count++] = score;
        }
      }
      if (count) gone = left;
    }
    const counted = words.map(word => {
      const terms = [...new Set(word.variants.flatMap(([name]) => name.split(' ')))];
      return { text: word.surface, found: !!terms[0], terms, part: !isCounted(word), nearest: /** @type {string[]} */ ([]) };
    });
    if (!count) for (const word of counted.filter(word => !word.found).slice(0, mostOffered)) word.nearest = await nearest(word.text);
    return {
      mode, cut, docs: found.subarray(0, count), scores, held, sures, sure, of, counted, filters, dropped, out: [...unheld, ...texts.slice(0, gone).flat()],
      without: gone > 1 ? [] : rest.excluded,
      insteadOf: doc => {
        const names = new Map();
        for (const word of words) {
          const { surface, variants } = word, first = variants.find(variant => variant[2].docs.includes(doc)), name = first?.[3], before = names.get(name);
          if (first && isCounted(word) && standsIn(first, surface)) names.set(name, before ? before + ' ' + surface : surface);
        }
        return [...names];
      },
    };
  };

  return { rank, shards, analyze };
}

/** Neither a part of a name nor beside the message of a paste. @param {Word} word */
const isCounted = word => !(word.whole || word.aside);

/** @param {Variant} variant */
const isOwn = variant => variant[4];

/** Neither the word nor what begins with it. @param {Variant} variant @param {string} word */
const standsIn = (variant, word) => !isOwn(variant) && !variant[3].startsWith(word);

/**
 * In how many documents the word stands: as it is, else in its most frequent variant.
 * @param {Variant[]} variants
 */
function frequencyOf(variants) {
  const own = variants.filter(isOwn);
  return Math.max(0, ...(own[0] ? own : variants).map(variant => variant[2].docs.length));
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
  let [before, last, current] = [1, 2, 3].map(() => new Uint32Array(width));
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
        let cost = Math.min(last[column] + +(typed[column] !== code), last[column + 1] + 1, current[column] + 1);
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
