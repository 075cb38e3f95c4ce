// The browser's search against the terminal's: the same tokens, the same documents in the same order, the same scores to the last bit.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { load, vectors } from './search.mjs';
import { shared } from './support.mjs';

const { analyzer: analyzerOf } = await load('analyze');
const read = path => readFileSync(join(vectors, path), 'utf8');
const sites = existsSync(vectors) ? readdirSync(vectors).filter(name => existsSync(join(vectors, name, 'answers.ndjson'))) : [];
/** The client as readers get it. */
let connect;

before(async () => {
  if (!sites.length) throw new Error(`no vectors in ${vectors}: run tests/run, where cargo test writes them`);
  ({ connect } = await import(pathToFileURL(join(vectors, 'assets/search/client.js')).href));
  if (shared('corpus')) assert.ok(sites.length > 3, `vectors of the corpus: ${sites}`);
});

/** FNV-1a: little, and the same in both languages. */
function hash(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

test('tokens are equal', () => {
  const { analyze } = analyzerOf(JSON.parse(read('demo/search/manifest.json')));
  const tokens = text => analyze(text).map(token => `${[token.term, token.surface, token.position, token.start, token.end, token.compound].join('\t')}\n`).join('');
  const { strings, documents } = JSON.parse(read('analyzer.json'));
  assert.ok(strings.length > 5);
  for (const [text, expected] of strings) assert.equal(tokens(text), expected, text.slice(0, 80));
  for (const [path, expected] of documents) {
    assert.equal(hash(tokens(new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(path)))), expected, path);
  }
});

/** The address of a folder of vectors, and a `fetch` for it. */
const host = name => ['https://host.example/', async url => {
  const path = join(vectors, name, 'search', new URL(url).pathname);
  return existsSync(path) ? new Response(readFileSync(path)) : new Response('', { status: 404 });
}];

for (const name of sites) {
  test(`answers are equal: ${name}`, async () => {
    const answers = read(`${name}/answers.ndjson`).trimEnd().split('\n').map(line => JSON.parse(line)),
      sources = JSON.parse(read(`${name}/sources.json`)), { search } = connect(...host(name));
    assert.ok(answers.length > 2000);
    let found = 0, narrowed = 0;
    for (const { query, mode, cut, docs, scores, sure, covered, of, instead, out, without, counted, known, facets } of answers) {
      const own = await search(query, { limit: Infinity, facets: true });
      assert.deepEqual(own.counted.map(word => [word.text, word.terms, word.part, word.nearest]), counted, query);
      assert.deepEqual(own.results.map(result => result.score), scores, query);
      assert.deepEqual(own.results.map(result => result.source), docs.map(doc => sources[doc]), query);
      if (own.of) assert.deepEqual(own.results.map(result => result.covered), covered, query);
      assert.deepEqual(own.results.map(result => result.instead), instead, query);
      assert.deepEqual([own.sure, own.of, own.out, own.without.map(phrase => phrase.text)], [sure, of, out, without], query.slice(0, 200));
      assert.deepEqual([own.mode, own.cut, own.filters.map(filter => filter.known), own.total], [mode, cut, known, docs.length], query.slice(0, 200));
      assert.deepEqual(Object.entries(own.facets).map(([field, values]) => [field, values.map(({ name, count }) => [name, count])]), facets, query);
      found += docs.length > 0;
      narrowed += known.length > 0;
    }
    assert.ok(found > answers.length / 2 && narrowed > 100, `${found} found something, ${narrowed} had filters`);
  });
}
