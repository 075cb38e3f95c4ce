// The static index: which file holds a term, what stands in it. Files are fetched when first needed, unpacked and read once.

/** @typedef {'missing' | 'damaged' | 'mixed' | 'offline' | 'file'} Reason */
/** @typedef {(url: string, init?: RequestInit) => Promise<Response>} Fetch */
/** @typedef {{ docs: Uint32Array, impacts: Uint8Array }} Postings */
/** Of posting `i`: `all` from `at[i]` to `at[i + 1]`. @typedef {{ at: Uint32Array, all: Uint32Array }} Positions */
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

/** Reads numbers and words; what ends too early is damage. */
class Reader {
  /**
   * @param {Uint8Array} bytes
   * @param {string} url
   */
  constructor(bytes, url) {
    this.bytes = bytes;
    this.url = url;
    this.at = 6;
    this.decoder = new TextDecoder('utf-8', { fatal: true });
    this.name = new Uint8Array(256);
  }

  /** @returns {never} */
  fail() {
    throw new SearchError('damaged', this.url);
  }

  number() {
    let value = 0, scale = 1, byte;
    do {
      if (this.at >= this.bytes.length) this.fail();
      byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  }

  /** @param {number} length */
  take(length) {
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) this.fail();
    return this.bytes.subarray(from, this.at);
  }

  /** A word that shares its beginning with the one before. */
  word() {
    const shared = this.take(1)[0], rest = this.take(this.number());
    if (shared + rest.length > this.name.length) this.fail();
    this.name.set(rest, shared);
    try {
      return this.decoder.decode(this.name.subarray(0, shared + rest.length));
    } catch {
      return this.fail();
    }
  }

  rest() {
    return this.decoder.decode(this.bytes.subarray(6));
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
  static async open(base, fetch) {
    const url = base + 'manifest.json';
    /** @type {Manifest} */
    let manifest;
    // Its address never changes, so a copy may be old.
    const response = await get(url, fetch, { cache: 'no-cache' });
    try {
      manifest = JSON.parse(new TextDecoder().decode(response));
    } catch {
      throw new SearchError('damaged', url);
    }
    if (manifest.format !== format || manifest.analyzer !== analyzer) throw new SearchError('mixed', url);
    return new Shards(base, fetch, manifest);
  }

  /**
   * One file, read by `read`, once.
   * @template T
   * @param {string} name
   * @param {(reader: Reader) => T} read
   * @returns {Promise<T>}
   */
  file(name, read) {
    let file = this.files.get(name);
    if (!file) {
      file = this.load(name).then(read);
      this.files.set(name, file);
      // The next one who asks tries again.
      file.catch(() => this.files.delete(name));
    }
    return file;
  }

  /** @param {string} name */
  async load(name) {
    const { folder } = this.manifest, url = `${this.base}${folder}/${name}.pms`, packed = await get(url, this.fetch);
    let bytes;
    try {
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
      bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    } catch {
      throw new SearchError('damaged', url);
    }
    if (bytes.length < 6) throw new SearchError('damaged', url);
    const head = [format, name.toUpperCase().charCodeAt(0), ...[0, 2, 4, 6].map(at => parseInt(folder.slice(at, at + 2), 16))];
    if (head.some((byte, at) => byte !== bytes[at])) throw new SearchError('mixed', url);
    return new Reader(bytes, url);
  }

  /**
   * @param {string} term
   * @returns {Promise<Postings | null>}
   */
  async term(term) {
    const found = await this.find(term);
    return found && (found.row.postings ??= postings(found.reader, found.row));
  }

  /**
   * @param {string} term
   * @returns {Promise<Positions | null>}
   */
  async positions(term) {
    const found = await this.find(term);
    if (!found) return null;
    const { row } = found;
    const reader = await this.file(`p${found.block}`, reader => reader);
    return row.positions ??= positions(reader, found.rows, row);
  }

  /** @param {string} term */
  async find(term) {
    const block = upTo(this.terms, term) - 1;
    if (block < 0) return null;
    const { reader, rows } = await this.file(`t${block}`, termBlock), row = rows.get(term);
    return row ? { block, reader, row, rows: rows.size } : null;
  }

  /**
   * Words of the lexicon that begin so, with the number of documents that hold them.
   * @param {string} prefix
   * @returns {Promise<[string, number][]>}
   */
  async words(prefix) {
    const first = Math.max(0, upTo(this.lexicon, prefix) - 1);
    // A prefix followed by the last code point stands behind all that begin with it.
    const blocks = await Promise.all(this.lexicon.slice(first, Math.max(first + 1, upTo(this.lexicon, prefix + '\u{10ffff}'))).map((_, at) => this.wordBlock(first + at)));
    return blocks.flat().filter(([surface]) => surface.startsWith(prefix));
  }

  /** @param {number} block */
  wordBlock(block) {
    return this.file(`w${block}`, reader => Array.from({ length: reader.number() }, () => /** @type {[string, number]} */ ([reader.word(), reader.number()])));
  }

  /**
   * What is shown of these documents.
   * @param {ArrayLike<number>} docs
   * @returns {Promise<any[][]>}
   */
  cards(docs) {
    const size = this.manifest.cards;
    return Promise.all(Array.from(docs, async doc => (await this.file(`c${Math.floor(doc / size)}`, json))[doc % size]));
  }

  /** @returns {Promise<any>} */
  facets() {
    return this.file('f', json);
  }
}

/**
 * @param {string} url
 * @param {Fetch} fetch
 * @param {RequestInit} [init]
 */
async function get(url, fetch, init) {
  if (url.startsWith('file:')) throw new SearchError('file', url);
  try {
    const response = await fetch(url, init);
    if (response.ok) return await response.arrayBuffer();
    if (response.status < 500) throw new SearchError('missing', url);
  } catch (error) {
    if (error instanceof SearchError) throw error;
  }
  throw new SearchError('offline', url);
}

/** @param {Reader} reader */
function json(reader) {
  try {
    return JSON.parse(reader.rest());
  } catch {
    return reader.fail();
  }
}

/** @typedef {{ index: number, df: number, at: number, end: number, postings?: Postings, positions?: Positions }} Row */

/** @param {Reader} reader */
function termBlock(reader) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  const count = reader.number();
  for (let index = 0; index < count; index++) rows.set(reader.word(), { index, df: reader.number(), at: 0, end: reader.number() });
  for (const row of rows.values()) {
    row.at = reader.at;
    reader.take(row.end);
    row.end = reader.at;
  }
  return { reader, rows };
}

/**
 * @param {Reader} reader
 * @param {Row} row
 * @returns {Postings}
 */
function postings(reader, { df, at, end }) {
  if (df > end - at) reader.fail();
  reader.at = at;
  const docs = new Uint32Array(df);
  for (let i = 0, doc = 0; i < df; i++) docs[i] = doc += reader.number();
  const impacts = reader.take(df);
  if (reader.at !== end) reader.fail();
  return { docs, impacts };
}

/**
 * Lengths come first, then the data of all terms.
 * @param {Reader} reader
 * @param {number} rows
 * @param {Row} row
 * @returns {Positions}
 */
function positions(reader, rows, { index, df }) {
  reader.at = 6;
  let before = 0;
  for (let i = 0; i < rows; i++) {
    const length = reader.number();
    if (i < index) before += length;
  }
  reader.take(before);
  const at = new Uint32Array(df + 1);
  /** @type {number[]} */
  const all = [];
  for (let i = 0; i < df; i++) {
    for (let count = reader.number(), place = 0; count > 0; count--) all.push(place += reader.number());
    at[i + 1] = all.length;
  }
  return { at, all: Uint32Array.from(all) };
}
