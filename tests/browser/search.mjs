// The search's modules in node, and a maker of small shards for them.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const scratch = mkdtempSync(join(tmpdir(), 'pmsite-search-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
cpSync(join(repository, 'themes/default/scripts/search'), join(scratch, 'assets/search'), { recursive: true });
// A browser takes them for modules because the page says so; node wants to be told.
writeFileSync(join(scratch, 'package.json'), '{"type":"module"}');

/** One module of the client, by name. */
export const load = name => import(pathToFileURL(join(scratch, `assets/search/${name}.js`)).href);

/** Where `cargo test` writes what the terminal's search answers. */
export const vectors = join(process.env.CARGO_TARGET_DIR ?? join(repository, 'target'), 'tmp/search');

/** A manifest as the build writes it, for the rules and words in it, with what a test puts in their place. */
export function manifest(own = {}) {
  const path = join(vectors, 'demo/search/manifest.json');
  if (!existsSync(path)) throw new Error(`no ${path}: run tests/run, where cargo test writes it`);
  return { ...JSON.parse(readFileSync(path, 'utf8')), ...own };
}

export function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128);
  return [...bytes, number];
}

const utf8 = text => [...new TextEncoder().encode(text)];

/** Sorted words, each with what it shares with the one before, and what `rest` says of it. */
function words(list, rest) {
  let before = [];
  return [...varint(list.length), ...list.flatMap(word => {
    const bytes = utf8(word), end = bytes.findIndex((byte, at) => byte !== before[at]), shared = end < 0 ? bytes.length : end;
    before = bytes;
    return [shared, ...varint(bytes.length - shared), ...bytes.slice(shared), ...rest(word)];
  })];
}

const deltas = numbers => numbers.flatMap((number, at) => varint(number - (at && numbers[at - 1])));

/** Positions by document, in exponential Golomb codes of some order: differences, each with a bit that says whether another follows. */
function places(lists, order = 3) {
  const code = number => (number + 2 ** order).toString(2), zeros = number => '0'.repeat(code(number).length - order - 1);
  const steps = list => list.length ? list.map((place, at) => [place - (list[at - 1] ?? -1), at + 1 < list.length]) : [[0, false]];
  const bits = lists.flatMap(steps).map(([step, more]) => zeros(step) + code(step) + Number(more)).join('');
  return [order, ...(bits.match(/.{1,8}/g) ?? []).map(byte => parseInt(byte.padEnd(8, '0'), 2))];
}

/**
 * `manifest.json` and the shards of an index: `terms` is term -> [[document, impact, [position, ...]], ...], in blocks of `size`.
 * A map from path to bytes.
 */
export function shards({ terms, lexicon = {}, cards = [], facets = {}, size = 2, folder = '00c0ffee12345678', shown = '0ca7d50012345678', manifest: own = {} }) {
  const files = new Map(), head = kind => [4, kind.charCodeAt(0)];
  const add = (name, kind, bytes) => files.set(`${kind === 'C' ? shown : folder}/${name}.pms`, gzipSync(Uint8Array.from([...head(kind), ...bytes])));
  const blocks = table => {
    const sorted = Object.keys(table).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return Array.from({ length: Math.ceil(sorted.length / size) }, (_, at) => sorted.slice(at * size, at * size + size));
  };
  const inTerms = blocks(terms), inWords = blocks(lexicon), twins = [];
  inTerms.forEach((block, at) => {
    const postings = block.map(term => [...deltas(terms[term].map(([doc]) => doc)), ...terms[term].map(([, impact]) => impact)]);
    const positions = block.map(term => /[-_.]/.test(term) ? [] : places(terms[term].map(([, , list = []]) => list)));
    let next = 0;
    add(`t${at}`, 'T', [...words(block, term => [...varint(terms[term].length), ...varint(postings[next++].length)]), ...postings.flat()]);
    twins.push([...positions.flatMap(bytes => varint(bytes.length)), ...positions.flat()]);
    add(`p${at >> 1}`, 'P', twins.slice(at & ~1).flatMap(bytes => [...varint(bytes.length), ...bytes]));
  });
  inWords.forEach((block, at) => add(`w${at}`, 'W', words(block, word => varint(lexicon[word]))));
  for (let at = 0; at * 8 < cards.length; at++) add(`c${at}`, 'C', utf8(JSON.stringify(cards.slice(at * 8, at * 8 + 8))));
  add('f0', 'F', utf8(JSON.stringify(facets)));
  const folders = Array(9).fill(folder), docs = 1 + Math.max(0, ...Object.values(terms).flat().map(([doc]) => doc));
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest({
    folders: { t: folders, p: folders, w: folders, c: Array(9).fill(shown), f: folders }, files: 2, docs, terms: inTerms.map(([first]) => first).join('\n'), words: inWords.map(([first]) => first).join('\n'),
    lexicon: Object.keys(lexicon).length, cards: 8, twins: 2, fold: { e: 'é' }, stop: 'the of', question: 'why', synonyms: [], ...own,
  }))));
  return files;
}

/** A `fetch` over files by path below `base`, that counts what was asked for. */
export function host(files, base = 'https://host.example/search/') {
  const asked = [];
  const fetch = async url => {
    asked.push(url.slice(base.length));
    const bytes = files.get(url.slice(base.length));
    return bytes ? new Response(bytes) : new Response('no such file', { status: 404 });
  };
  return { base, fetch, asked };
}
