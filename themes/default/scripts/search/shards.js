// The static index: which file holds a term, what stands in it. Files are fetched when first needed, unpacked and read once.

/** Why nothing could be found: not there, broken, of two versions, or no connection. @typedef {'missing' | 'damaged' | 'mixed' | 'offline'} Reason */
/** @typedef {(url: string, init?: RequestInit) => Promise<Response>} Fetch */
/** @typedef {{ docs: Uint32Array, impacts: Uint8Array }} Postings */
/**
 * @typedef {{ format: number, analyzer: number, folders: Record<string, string[]>, files: number, docs: number, terms: string, words: string, lexicon: number,
 *   cards: number, fold: Record<string, string>, stop: string, question: string, foreign: string, shared: string, elided: string, row: string[],
 *   rules: { fields: Record<string, string>, steps: [string, string][][], tests: string[], cuts: string[], page: string[] }, stem: { agent: string, irregular: Record<string, string>, steps: [string, string][] }, synonyms: string[], twins: number }} Manifest
 */

let since = 0;
/** For loops over data of any size: after a few milliseconds lets the page draw and its reader type. */
export const breathe = async () => {
  if (Date.now() - since < 8) return;
  await new Promise(done => setTimeout(done));
  since = Date.now();
};

/**
 * Code points in order, as bytes of UTF-8 are; `<` would compare UTF-16.
 * @param {string} a
 * @param {string} b
 */
export function compare(a, b) {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

/**
 * The number of entries that are not behind `wanted`.
 * @param {string[]} sorted
 * @param {string} wanted
 */
function upTo(sorted, wanted) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle], wanted) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

const decoder = new TextDecoder('utf8', { fatal: true });
/** @type {(bytes: BufferSource) => any} */
const json = bytes => JSON.parse(decoder.decode(bytes));

/**
 * Reads numbers and words. At the end of the bytes the platform throws.
 * @param {ArrayBuffer} bytes
 */
function reader(bytes) {
  const view = new DataView(bytes), name = new Uint8Array(256);
  let at = 2;
  const number = () => {
    let value = 0, scale = 1, byte;
    do {
      byte = view.getUint8(at++);
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  /** @param {number} length */
  const take = length => new Uint8Array(bytes, (at += length) - length, length);
  /** A word that shares its beginning with the one before. */
  const word = () => {
    const shared = take(1)[0], rest = take(number());
    name.set(rest, shared);
    return decoder.decode(name.subarray(0, shared + rest.length));
  };
  return { number, take, word };
}

/**
 * Reads the positions of a term (exponential Golomb codes), many bits at once: a phrase may need millions.
 * @param {Uint8Array} bytes
 */
function places(bytes) {
  const [order] = bytes;
  let at = 8;
  /** The next bits, 25 at least. */
  const bits = () => {
    const byte = at >> 3;
    return (bytes[byte] << 24 | bytes[byte + 1] << 16 | bytes[byte + 2] << 8 | bytes[byte + 3]) << (at & 7);
  };
  /** In one document: differences, each with a bit that says whether another follows; 0 for none. */
  return () => {
    const places = [];
    for (let place = -1, more = place; more < 0; at++) {
      const zeros = Math.clz32(bits());
      at += zeros;
      // A one, and so many digits of the number behind it.
      const step = (bits() >>> 31 - zeros - order) - (1 << order);
      at += zeros + order + 1;
      more = bits();
      if (step) places.push(place += step);
    }
    return places;
  };
}

/**
 * What `read` makes of a file; `false` says that it is of another version, anything thrown that it is damaged.
 * @template T
 * @param {string} url
 * @param {Fetch} fetch
 * @param {(bytes: ArrayBuffer) => T | false | Promise<T | false>} read
 * @param {RequestInit} [init]
 * @returns {Promise<T>}
 */
async function get(url, fetch, read, init) {
  /** @type {Reason} */
  let reason = 'offline';
  try {
    const response = await fetch(url, init);
    if (!response.ok && response.status < 500) reason = 'missing';
    const bytes = response.ok && await response.arrayBuffer();
    if (bytes) {
      reason = 'damaged';
      const made = await read(bytes);
      if (made) return made;
      reason = 'mixed';
    }
  } catch { /* as the reason says */ }
  throw Object.assign(Error(`${reason}: ${url}`), { reason });
}

/** @param {ArrayBuffer} bytes */
function termBlock(bytes) {
  const { number, take, word } = reader(bytes);
  // What follows has the same order, so nobody needs the lengths.
  const rows = Array.from({ length: number() }, () => /** @type {[string, number, number]} */ ([word(), number(), number()]));
  return new Map(rows.map(([term, frequency]) => {
    let doc = 0;
    return [term, { docs: Uint32Array.from({ length: frequency }, () => doc += number()), impacts: take(frequency) }];
  }));
}

/** @param {ArrayBuffer} bytes */
function wordBlock(bytes) {
  const { number, word } = reader(bytes);
  return Array.from({ length: number() }, () => /** @type {[string, number]} */ ([word(), number()]));
}

/** @param {ArrayBuffer} bytes */
const jsonBlock = bytes => json(new Uint8Array(bytes, 2));

/** @typedef {Awaited<ReturnType<typeof open>>} Shards */

/**
 * The index at `base`, an address with a slash at its end.
 * @param {string} base
 * @param {Fetch} fetch
 */
export async function open(base, fetch) {
  // The address of the manifest never changes, so a copy may be old.
  const manifest = await get(base + 'manifest.json', fetch, bytes => {
    /** @type {Manifest} */
    const manifest = json(bytes);
    return manifest.format === 4 && manifest.analyzer === 3 && manifest;
  }, { cache: 'no-cache' });
  const { folders, files: shared, cards: size, twins } = manifest, [terms, lexicon] = [manifest.terms, manifest.words].map(firsts => firsts ? firsts.split('\n') : []);
  /** What was read or is on its way, by name. @type {Map<string, Promise<any>>} */
  const files = new Map();

  /**
   * One file, by the letter of its kind and its number, read by `read`, once.
   * @template T
   * @param {string} kind
   * @param {number} number
   * @param {(bytes: ArrayBuffer) => T} read
   * @returns {Promise<T>}
   */
  const file = (kind, number, read) => {
    const name = kind + number;
    let file = files.get(name);
    if (!file) {
      file = get(`${base}${folders[kind][number / shared | 0]}/${name}.pms`, fetch, async packed => {
        const bytes = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
        // Format 4, and kind as a capital; the folder's name says the rest.
        return new DataView(bytes).getUint16(0) === 992 + kind.charCodeAt(0) && read(bytes);
      });
      files.set(name, file);
      // The next one who asks tries again.
      file.catch(() => files.delete(name));
    }
    return file;
  };

  /** @param {string} term */
  const blockOf = async term => {
    const block = upTo(terms, term) - 1;
    return block < 0 ? new Map() : file('t', block, termBlock);
  };

  return {
    manifest,

    /**
     * @param {string} term
     * @returns {Promise<Postings | undefined>}
     */
    term: async term => (await blockOf(term)).get(term),

    /**
     * Where a term stands in each document of its postings, ascending.
     * @param {string} term
     */
    positions: async term => {
      const block = await blockOf(term), names = [...block.keys()], at = names.indexOf(term);
      if (at < 0) return;
      // Some blocks share a file; each has its length in front.
      const own = upTo(terms, term) - 1, { number, take } = reader(await file('p', own / twins | 0, bytes => bytes));
      for (let before = own % twins; before--;) take(number());
      number();
      // Lengths come first, then the data of all terms.
      const lengths = names.map(number);
      lengths.slice(0, at).map(take);
      const next = lengths[at] ? places(take(lengths[at])) : () => [], all = [];
      for (let left = block.get(term).docs.length; left--; left & 63 || await breathe()) all.push(next());
      return all;
    },

    /**
     * Calls `take` with each word of the lexicon that begins so, in order, and the number of documents that hold it.
     * @param {string} prefix
     * @param {(surface: string, frequency: number) => void} take
     */
    words: async (prefix, take) => {
      // Nothing that begins so stands behind the prefix with the last code point.
      const first = Math.max(0, upTo(lexicon, prefix) - 1), end = upTo(lexicon, prefix + '\u{10ffff}');
      const blocks = await Promise.all(lexicon.slice(first, end).map((_, at) => file('w', first + at, wordBlock)));
      for (const block of blocks) {
        for (const word of block) if (word[0].startsWith(prefix)) take(word[0], word[1]);
        await breathe();
      }
    },

    /**
     * What is shown of these documents.
     * @param {number[]} docs
     * @returns {Promise<any[][]>}
     */
    cards: docs => Promise.all(docs.map(async doc => (await file('c', doc / size | 0, jsonBlock))[doc % size])),

    /** @returns {Promise<any>} */
    facets: () => file('f', 0, jsonBlock),
  };
}
