// The search of the site: what the box, the results page and other scripts call.
import { docsOf } from './narrow.js';
import { insert, ranker } from './rank.js';
import { breathe, open } from './shards.js';

/**
 * `sure` where it covers much of the query, of whose words it holds `covered`; `instead`: names that it holds in place of words.
 * @typedef {{ source: string, title: string, url: string, score: number, date: string, severity: string, level: number, services: string[],
 *   summary: string, fix: string, code: string, kind: string, sure: boolean, covered: number, instead: [name: string, word: string][] }} Result
 */
/** @typedef {{ name: string, slug: string, count: number }} Count */
/**
 * `sure` of `total` cover much of the query and come first; `of` words were looked for. `out`: conditions that nothing fits, as typed; `without`: exclusions.
 * @typedef {{ query: string, total: number, results: Result[], facets?: Record<string, Count[]> } & Omit<import('./rank.js').Ranked, 'docs' | 'scores' | 'held' | 'sures' | 'insteadOf'>} Answer
 */
/** @typedef {{ limit?: number, offset?: number, sort?: 'relevance' | 'newest', facets?: boolean }} Options */

/** @typedef {import('./rank.js').Ranker} Ranker */

/**
 * A client for the index at `base`.
 * @param {string} base
 * @param {import('./shards.js').Fetch} fetch
 */
export function connect(base, fetch) {
  /** @type {Promise<Ranker> | undefined} */
  let opened;
  /** @type {Ranker | undefined} */
  let last;
  /** The index, opened once; a failure is not kept. */
  const index = () => opened ??= open(base, fetch).then(shards => last = ranker(shards)).catch(error => {
    opened = undefined;
    throw error;
  });

  return {
    /**
     * @param {string} query
     * @param {Options} [options]
     * @returns {Promise<Answer>}
     */
    search: async (query, options) => {
      // Whatever other scripts give.
      if (!query?.trim) query = '';
      const used = index(), old = await used;
      try {
        return await answer(old, query, options);
      } catch (error) {
        // The site may have been built anew since the manifest was read.
        if (opened === used) opened = undefined;
        const fresh = await index();
        if (Object.values(fresh.shards.manifest.folders) + '' !== Object.values(old.shards.manifest.folders) + '') return answer(fresh, query, options);
        opened = used;
        throw error;
      }
    },

    /**
     * Tokens of a text, to see which of its words are terms that counted; none before the first search.
     * @param {string} text
     */
    analyze: text => last?.analyze(text) ?? [],

    /** What finds the document, the first code and blocks of text in a page. */
    parts: () => (last?.shards.manifest.rules.page ?? []).map(rule => RegExp(rule, 'g')),
  };
}

/**
 * @param {Ranker} ranker
 * @param {string} query
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
async function answer({ rank, shards }, query, options) {
  const { limit, offset = 0, sort, facets } = options ?? {}, end = offset + (/** @type {number} */ (limit) >= 0 ? /** @type {number} */ (limit) : 10);
  // On its way meanwhile; who waits for it sees its failure.
  if (facets) shards.facets();
  const { docs, scores, held, sures, insteadOf, ...rest } = await rank(query);
  const byDate = !rest.of || sort === 'newest', table = facets || byDate ? await shards.facets() : null;
  /** @type {[number, number][]} */
  const top = [];
  for (let at = 0; at < docs.length; at++) insert(top, end, byDate ? table.date[docs[at]] ?? -Infinity : scores[at] / (sures[at] || 2 ** 30), at);
  const shown = top.slice(offset).map(([, at]) => at), cards = await shards.cards(shown.map(at => docs[at]));
  const results = /** @type {Result[]} */ (cards.map((card, at) => (
    {
      ...Object.fromEntries(shards.manifest.row.map((name, column) => [name, card[column]])),
      score: scores[shown[at]], sure: !!sures[shown[at]], covered: held[docs[shown[at]]], instead: insteadOf(docs[shown[at]]),
    })));
  return { query, ...rest, total: docs.length, results, ...facets && { facets: await count(table, docs.filter((_, at) => !rest.sure || sures[at])) } };
}

/**
 * How many of `docs` have each value, most first; of equal ones as the table has them, by name.
 * @param {import('./narrow.js').Facets} table
 * @param {Uint32Array} docs
 */
async function count(table, docs) {
  const found = new Set(docs), facets = /** @type {Record<string, Count[]>} */ ({});
  for (const field in table) if (field !== 'date') {
    facets[field] = [];
    for (const value of table[field]) {
      await breathe();
      const count = docsOf(value).filter(doc => found.has(doc)).length;
      if (count) facets[field].push({ name: value[0], slug: value[1], count });
    }
    facets[field].sort((a, b) => b.count - a.count);
  }
  return facets;
}

export const { search, analyze, parts } = connect(new URL('../../search/', import.meta.url).href, (url, init) => fetch(url, init));
export { box, page } from './ui.js';
