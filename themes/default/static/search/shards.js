// The static index: which file holds a term, what stands in it. Files are fetched when first needed, unpacked and read once.

/** @typedef {'missing' | 'damaged' | 'mixed' | 'offline' | 'file'} Reason */
/** @typedef {(url: string, init?: RequestInit) => Promise<Response>} Fetch */
/** @typedef {{ docs: Uint32Array, impacts: Uint8Array }} Postings */
/**
 * @typedef {{ format: number, analyzer: number, folder: string, docs: number, terms: string, words: string, lexicon: number, cards: number,
 *   fold: Record<string, string>, stop: string, question: string, synonyms: string[] }} Manifest
 */

const format = 1, analyzer = 1;

/** Why nothing could be found: not there, broken, of two versions, no connection, or opened from a file. */
export class SearchError extends Error {
  /**
   * @param {Reason} reason
   * @param {string} url
   */
  constructor(reason, url) {
    super(`${reason}: ${url}`);
    this.reason = reason;
  }
}

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

/** Reads numbers and words. At the end of the bytes the platform throws. */
class Reader {
  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    this.view = new DataView(bytes);
    this.at = 6;
    this.name = new Uint8Array(256);
  }

  number() {
    let value = 0, scale = 1, byte;
    do {
      byte = this.view.getUint8(this.at++);
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  }

  /** @param {number} length */
  take(length) {
    this.at += length;
    return new Uint8Array(this.view.buffer, this.at - length, length);
  }

  /** A word that shares its beginning with the one before. */
  word() {
    const shared = this.take(1)[0], rest = this.take(this.number());
    this.name.set(rest, shared);
    return text(this.name.subarray(0, shared + rest.length));
  }
}

export class Shards {
  /**
   * @param {string} base address of the folder with `manifest.json`, with a slash at its end
   * @param {Fetch} fetch
   * @param {Manifest} manifest
   */
  constructor(base, fetch, manifest) {
    this.base = base;
    this.fetch = fetch;
    this.manifest = manifest;
    this.terms = manifest.terms.split('\n');
    this.lexicon = manifest.words.split('\n');
    /** What was read or is on its way, by file. @type {Map<string, Promise<any>>} */
    this.files = new Map();
  }

  /**
   * @param {string} base
   * @param {Fetch} fetch
   */
  static open(base, fetch) {
    // Its address never changes, so a copy may be old.
    return get(base + 'manifest.json', fetch, { cache: 'no-cache' }, bytes => {
      /** @type {Manifest} */
      const manifest = JSON.parse(text(bytes));
      return manifest.format === format && manifest.analyzer === analyzer && new Shards(base, fetch, manifest);
    });
  }

  /**
   * One file, read by `read`, once.
   * @template T
   * @param {string} name
   * @param {(reader: Reader) => T} read
   * @returns {Promise<T>}
   */
  file(name, read) {
    const { base, files, manifest: { folder } } = this;
    let file = files.get(name);
    if (!file) {
      file = get(`${base}${folder}/${name}.pms`, this.fetch, {}, async packed => {
        const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
        const reader = new Reader(await new Response(stream).arrayBuffer()), { view } = reader;
        return view.getUint16(0) === format * 256 + name.toUpperCase().charCodeAt(0) && view.getUint32(2) === parseInt(folder.slice(0, 8), 16) && read(reader);
      });
      files.set(name, file);
      // The next one who asks tries again.
      file.catch(() => files.delete(name));
    }
    return file;
  }

  /**
   * @param {string} term
   * @returns {Promise<Postings | undefined>}
   */
  async term(term) {
    const block = upTo(this.terms, term) - 1;
    return block < 0 ? undefined : (await this.file(`t${block}`, termBlock)).get(term);
  }

  /**
   * Where a term stands in each document of its postings, ascending.
   * @param {string} term
   * @returns {Promise<number[][] | undefined>}
   */
  async positions(term) {
    const postings = await this.term(term), block = upTo(this.terms, term) - 1;
    if (!postings) return;
    const terms = [...(await this.file(`t${block}`, termBlock)).keys()], reader = await this.file(`p${block}`, reader => reader);
    // Lengths come first, then the data of all terms.
    reader.at = 6;
    const lengths = terms.map(() => reader.number()), at = terms.indexOf(term);
    reader.take(lengths.slice(0, at).reduce((sum, length) => sum + length, 0));
    return Array.from(postings.docs, () => {
      const places = [];
      // Differences, doubled, plus one where another follows; 0 for none.
      for (let place = -1, step = lengths[at] && reader.number(); step; step = step & 1 && reader.number()) places.push(place += step >> 1);
      return places;
    });
  }

  /**
   * Calls `take` with each word of the lexicon that begins so, in order, and the number of documents that hold it.
   * @param {string} prefix
   * @param {(surface: string, frequency: number) => void} take
   */
  async words(prefix, take) {
    // Nothing that begins so stands behind the prefix with the last code point.
    const first = Math.max(0, upTo(this.lexicon, prefix) - 1), end = upTo(this.lexicon, prefix + '\u{10ffff}');
    const blocks = await Promise.all(this.lexicon.slice(first, end).map((_, at) => this.file(`w${first + at}`, wordBlock)));
    for (const block of blocks) for (const word of block) if (word[0].startsWith(prefix)) take(word[0], word[1]);
  }

  /**
   * What is shown of these documents.
   * @param {number[]} docs
   * @returns {Promise<any[][]>}
   */
  cards(docs) {
    const size = this.manifest.cards;
    return Promise.all(docs.map(async doc => (await this.file(`c${Math.floor(doc / size)}`, json))[doc % size]));
  }

  /** @returns {Promise<any>} */
  facets() {
    return this.file('f', json);
  }
}

/**
 * What `read` makes of a file; `false` says that it is of another version, anything thrown that it is damaged.
 * @template T
 * @param {string} url
 * @param {Fetch} fetch
 * @param {RequestInit} init
 * @param {(bytes: ArrayBuffer) => T | false | Promise<T | false>} read
 * @returns {Promise<T>}
 */
async function get(url, fetch, init, read) {
  /** @type {Reason} */
  let reason = url.startsWith('file:') ? 'file' : 'offline';
  try {
    const response = await fetch(url, init);
    if (response.status < 500) reason = response.ok ? reason : 'missing';
    const bytes = response.ok && await response.arrayBuffer();
    if (bytes) {
      reason = 'damaged';
      const made = await read(bytes);
      if (made) return made;
      reason = 'mixed';
    }
  } catch { /* as the reason says */ }
  throw new SearchError(reason, url);
}

const decoder = new TextDecoder('utf-8', { fatal: true });
/** @param {BufferSource} bytes */
const text = bytes => decoder.decode(bytes);

/** @param {Reader} reader */
const json = ({ view }) => JSON.parse(text(new Uint8Array(view.buffer, 6)));

/** @param {Reader} reader */
function termBlock(reader) {
  const rows = Array.from({ length: reader.number() }, () => ({ term: reader.word(), df: reader.number(), length: reader.number() }));
  return new Map(rows.map(({ term, df, length }) => {
    const end = reader.at + length, docs = new Uint32Array(df);
    for (let at = 0, doc = 0; at < df; at++) docs[at] = doc += reader.number();
    const impacts = reader.take(df);
    if (reader.at !== end) throw RangeError();
    return [term, { docs, impacts }];
  }));
}

/** @param {Reader} reader */
function wordBlock(reader) {
  return Array.from({ length: reader.number() }, () => /** @type {[string, number]} */ ([reader.word(), reader.number()]));
}
