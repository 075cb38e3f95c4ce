import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { host, load, shards } from './search.mjs';

const { open: openShards, compare } = await load('shards');
const folder = '00c0ffee12345678', shown = '0ca7d50012345678';
const index = {
  folder, shown,
  terms: {
    cach: [[0, 9, [3, 700]], [300, 255, [2 ** 20]]], cache: [[1, 1, [0]]], database: [[2, 7, []]], 日本: [[5, 3, [1]]], '\uff5a': [[6, 2, [2]]], '\u{20000}': [[7, 1, [4, 5]]],
  },
  lexicon: { cached: 2, caches: 1, database: 1, 日本: 1 },
  cards: Array.from({ length: 10 }, (_, at) => [`title ${at}`]),
  facets: { service: [['api', 'api', [], [0]]] },
};
const open = async (change = () => {}) => {
  const files = shards(index);
  change(files);
  const { base, fetch, asked } = host(files);
  return { shards: await openShards(base, fetch), asked, files };
};
const fails = (promise, reason) => assert.rejects(promise, error => assert.equal(error.reason, reason) ?? true);

test('a term leads to its documents and impacts', async () => {
  const { shards } = await open();
  assert.deepEqual(await shards.term('cach'), { docs: Uint32Array.of(0, 300), impacts: Uint8Array.of(9, 255) });
  assert.deepEqual(await shards.positions('cach'), [[3, 700], [2 ** 20]]);
  assert.deepEqual(await shards.positions('database'), [[]]);
  assert.equal(await shards.term('cachx'), undefined);
  assert.equal(await shards.term('aaa'), undefined, 'before the first block');
  assert.equal(await shards.positions('aaa'), undefined);
});

test('blocks are in the order of code points, not of UTF-16', async () => {
  assert.ok(compare('\uff5a', '\u{20000}') < 0 && '\uff5a' > '\u{20000}');
  assert.ok(compare('a', 'ab') < 0 && compare('b', 'ab') > 0 && compare('ab', 'ab') === 0 && compare('\u{20000}', '\u{20001}') < 0);
  const { shards } = await open();
  assert.deepEqual([...(await shards.term('\uff5a')).docs], [6]);
  assert.deepEqual([...(await shards.term('\u{20000}')).docs], [7]);
});

test('words of the lexicon are found by prefix, across blocks', async () => {
  const { shards, asked } = await open();
  const words = async prefix => {
    const found = [];
    await shards.words(prefix, (surface, frequency) => found.push(`${surface} ${frequency}`));
    return found;
  };
  assert.deepEqual(await words('cache'), ['cached 2', 'caches 1']);
  assert.deepEqual(await words('日'), ['日本 1']);
  assert.deepEqual(await words('zzz'), []);
  assert.deepEqual(await words('aaa'), []);
  assert.ok(asked.every(path => !path.includes('/t')), 'no postings for that');
});

test('cards and facets', async () => {
  const { shards, asked } = await open();
  assert.deepEqual(await shards.cards([9, 1, 8]), [['title 9'], ['title 1'], ['title 8']]);
  assert.deepEqual(asked.slice(1), [`${shown}/c1.pms`, `${shown}/c0.pms`]);
  assert.equal((await shards.facets()).service[0][0], 'api');
});

test('a file is fetched once, even by many at a time', async () => {
  const { shards, asked } = await open();
  await Promise.all(['cach', 'cache', 'cach'].map(term => shards.term(term)));
  await shards.term('cach');
  assert.deepEqual(asked, ['manifest.json', `${folder}/t0.pms`]);
});

test('what is wrong with a file is told by a reason', async () => {
  const path = `${folder}/t0.pms`, bytes = shards(index).get(path), raw = gunzipSync(bytes);
  const cases = {
    missing: files => files.delete(path),
    damaged: files => files.set(path, bytes.subarray(0, bytes.length - 9)),
    'damaged ': files => files.set(path, Buffer.from('<!doctype html><title>Not found</title>')),
    'damaged  ': files => files.set(path, gzipSync(raw.subarray(0, raw.length - 1))),
    'damaged   ': files => files.set(path, gzipSync(raw.subarray(0, 3))),
    'damaged    ': files => files.set(path, gzipSync(raw.subarray(0, 12))),
    mixed: files => files.set(path, files.get(`${folder}/w0.pms`)),
    'mixed ': files => files.set(path, gzipSync(Buffer.concat([Buffer.of(1), raw.subarray(1)]))),
  };
  for (const [reason, change] of Object.entries(cases)) await fails((await open(change)).shards.term('cach'), reason.trim());
});

test('what is wrong with the manifest is told by a reason', async () => {
  const { base, fetch } = host(shards({ ...index, manifest: { analyzer: 2 } }));
  await fails(openShards(base, fetch), 'mixed');
  await fails(openShards(base, host(shards({ ...index, manifest: { format: 1 } })).fetch), 'mixed');
  await fails(openShards(base, host(new Map()).fetch), 'missing');
  await fails(openShards(base, host(new Map([['manifest.json', Buffer.from('<html>')]])).fetch), 'damaged');
  await fails(openShards(base, async () => { throw new TypeError('Failed to fetch'); }), 'offline');
  await fails(openShards(base, async () => new Response('', { status: 503 })), 'offline');
});

test('a connection that comes back is used', async () => {
  const { shards, files } = await open(), kept = files.get(`${folder}/t0.pms`);
  files.delete(`${folder}/t0.pms`);
  await fails(shards.term('cach'), 'missing');
  files.set(`${folder}/t0.pms`, kept);
  assert.equal((await shards.term('cach')).docs.length, 2);
});
