// A filter to the documents that fit it, as `src/search/rank/narrow.rs` finds them.
import { level } from './query.js';

/** @typedef {[name: string, slug: string, aliases: string[], level: number, deltas: number[]]} Value */
/** @typedef {Record<string, Value[]> & { date: (number | null)[] }} Facets */

/**
 * Documents that fit a filter; `null` where its value is unknown.
 * @param {Facets} facets
 * @param {import('./query.js').Filter} filter
 */
export function fittingDocs(facets, { field, op, value, day = null }) {
  if (field === 'severity') {
    // Levels are whole numbers: `<=2` is `<3`.
    const wanted = level(value) ?? NaN, more = op[1] ? 1 : 0;
    const fits = (/** @type {Value} */ [, , , level]) => op === ':' ? level === wanted : level > 0 && (op[0] === '<' ? level < wanted + more : level > wanted - more);
    const docs = facets.severity.filter(fits).flatMap(docsOf);
    return op === ':' && !docs.length ? named(facets.severity, value) : docs;
  }
  if (!/after|before/.test(field)) return named(facets[field], value);
  return day === null ? null : [...facets.date.keys()].filter(doc => {
    const date = facets.date[doc];
    return date !== null && date >= day === (field === 'after');
  });
}

/**
 * Documents of the values with this name, else of those whose names begin so.
 * @param {Value[] & { names?: string[][] }} values whose names are made plain once: a query may have many filters, a site many values
 * @param {string} name
 */
function named(values, name) {
  const wanted = plain(name), names = values.names ??= values.map(([name, slug, aliases]) => [name, slug, ...aliases].map(plain));
  /** @type {(fits: (name: string) => boolean) => Value[]} */
  const those = fits => values.filter((_, at) => names[at].some(fits));
  const is = those(name => name === wanted), found = is[0] ? is : those(name => name.startsWith(wanted));
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
