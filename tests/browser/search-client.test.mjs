import assert from 'node:assert/strict';
import { test } from 'node:test';
import { host, load, shards } from './search.mjs';

const { connect, search: own } = await load('client');
const { ln, editsFrom } = await load('rank');

const card = (name, date = '') => [name, `postmortems/${name}/`, `${name}.md`, date, 'SEV2', 2, ['API'], 'what', 'how', 'do it', 'postmortem'];
const index = {
  terms: {
    databas: [[0, 90, [3]], [2, 40, [9]]], replica: [[0, 50, [4]], [1, 60, [0]]], lag: [[1, 70, [1]]], db: [[3, 80, [0]]], cach: [[2, 30, [8]]], cache: [[2, 30, [8]]],
    'us-east-1': [[3, 20, [5]]], us: [[1, 10, [7]], [3, 10, [5]]], east: [[3, 10, [6]]], 1: [[3, 10, [7]]],
  },
  lexicon: { database: 1, databases: 2, replica: 2, lag: 1, db: 1, cache: 1, us: 2, 'us-east-1': 1, east: 1 },
  cards: [card('a', '2024-01-01'), card('b', '2025-01-01'), card('c'), card('d', '2024-06-01')],
  facets: {
    service: [['API', 'api', ['gateway'], 0, [0, 2]], ['Web', 'web', [], 0, [1]]], cause: [], team: [], tag: [], year: [['2024', '2024', [], 0, [0, 3]]], status: [],
    severity: [['SEV1', 'sev1', [], 1, [1]], ['SEV2', 'sev2', [], 2, [0, 3]]], date: [19723, 20089, null, 19875],
  },
  manifest: { synonyms: ['database|db', 'out of memory|oom'], stop: 'the of', question: 'why' },
};
const client = (files = shards(index)) => {
  const { base, fetch, asked } = host(files);
  return { ...connect(base, fetch), asked };
};
const names = ({ results }) => results.map(({ title }) => title).join('');
const find = async (text, options) => names(await client().search(text, options));

test('an answer tells what was found and how', async () => {
  const { query, mode, total, results, counted, filters } = await client().search('database replcia', { limit: 1 });
  assert.deepEqual([query, mode, total, filters], ['database replcia', 'words', 4, []]);
  assert.deepEqual(counted, [
    { text: 'database', found: true, terms: ['databas', 'db'], part: false, nearest: [] }, { text: 'replcia', found: true, terms: ['replica'], part: false, nearest: [] },
  ]);
  assert.equal(results.length, 1);
  const { score, ...rest } = results[0];
  assert.deepEqual(rest, { source: 'a.md', title: 'a', url: 'postmortems/a/', date: '2024-01-01', severity: 'SEV2', level: 2, services: ['API'], summary: 'what', fix: 'how', code: 'do it', kind: 'postmortem', sure: true, covered: 1, instead: [['replica', 'replcia']] });
  assert.ok(score > 0);
});

test('best first, by pages, or newest first', async () => {
  assert.equal(await find('replica lag'), 'ba');
  assert.equal(await find('database'), 'acd', 'a synonym counts less');
  assert.equal(await find('database', { offset: 1, limit: 1 }), 'c');
  assert.equal(await find('database', { sort: 'newest' }), 'dac', 'undated last');
  assert.equal(await find('datab'), 'ac', 'a beginning');
  assert.equal(await find('databsae'), 'ac', 'a slip');
  assert.equal(await find('"replica lag"'), 'b');
  assert.equal(await find('replica -lag'), 'a');
  assert.equal(await find('us-east-1'), 'db');
  assert.equal(await find('nothing like this'), '');
  assert.equal(await find(''), '');
});

test('however many phrases raise a weak match, sure ones come first', async () => {
  const many = Array.from({ length: 30 }, (_, at) => at), places = rest => many.filter(at => at % 2 === rest);
  const terms = { x: [[0, 255, places(0)]], y: [[0, 255, places(1)]], ...Object.fromEntries(['kafka', 'lag', 'ssh', 'dns', 'tls'].map((term, at) => [term, [[1, 20, [at]]]])) };
  // `"x y"`, `"y x"`, `"x y x"`: different phrases of two words.
  const phrases = [2, 3, 4, 5, 6, 7].flatMap(length => ['xyxyxyx', 'yxyxyxy'].map(letters => `"${[...letters.slice(0, length)].join(' ')}"`));
  const { results, sure } = await client(shards({ ...index, terms })).search(`kafka lag ssh dns tls ${phrases.join(' ')}`);
  assert.deepEqual([names({ results }), sure, results[1].sure], ['ba', 1, false]);
  assert.ok(results[1].score > results[0].score * 4 ** 8);
});

test('filters narrow; without words the newest come first', async () => {
  assert.equal(await find('service:api'), 'ac');
  assert.equal(await find('service:gate'), 'ac');
  assert.equal(await find('-service:api'), 'bd');
  assert.equal(await find('replica -service:api'), 'b');
  assert.equal(await find('sev<2'), 'b');
  assert.equal(await find('sev>=1 before:2024-06'), 'a');
  assert.equal(await find('after:2024-06'), 'bd');
  const { filters, total } = await client().search('team:nobody replica');
  assert.deepEqual([filters, total], [[{ field: 'team', op: ':', value: 'nobody', negated: false, text: 'team:nobody', day: null, known: false }], 2]);
});

test('facets count what was found', async () => {
  const { facets } = await client().search('replica', { facets: true });
  assert.deepEqual(facets.service, [{ name: 'API', slug: 'api', count: 1 }, { name: 'Web', slug: 'web', count: 1 }]);
  assert.deepEqual(facets.year, [{ name: '2024', slug: '2024', count: 1 }]);
  assert.deepEqual(facets.team, []);
});

test('searches at the same time do not disturb each other', async () => {
  const { search, asked } = client(), texts = ['replica lag', 'database', 'us-east-1', 'replica lag'];
  const answers = await Promise.all(texts.map(text => search(text)));
  for (const [at, text] of texts.entries()) assert.deepEqual(answers[at], await client().search(text));
  assert.equal(new Set(asked).size, asked.length, 'nothing is fetched twice');
  assert.ok(!asked.some(path => /\/[fp]/.test(path)), 'no facets, no positions');
});

test('tokens for highlighting, once there was a search', async () => {
  const { analyze, search } = client();
  assert.deepEqual(analyze('Databases'), []);
  await search('x');
  assert.deepEqual(analyze('the Databases'), [{ term: 'databas', surface: 'databases', position: 1, start: 4, end: 13, compound: false }]);
});

test('a site without documents finds nothing', async () => {
  assert.equal((await client(shards({ terms: {}, facets: index.facets, manifest: { docs: 0 } })).search('lag "a b" -c')).total, 0);
});

test('a site built anew is read anew', async () => {
  const files = shards(index), { search, asked } = client(files);
  await search('replica');
  files.clear();
  for (const [path, bytes] of shards({ ...index, folder: 'feedface00000000', shown: 'feedface00000001' })) files.set(path, bytes);
  assert.equal(names(await search('lag')), 'b');
  assert.equal(asked.filter(path => path === 'manifest.json').length, 2);
  files.delete('feedface00000001/c0.pms');
  assert.equal(names(await search('lag')), 'b', 'kept');
});

test('a failure has its reason and is not kept', async () => {
  const files = shards(index), { search } = client(files), manifest = files.get('manifest.json');
  files.delete('manifest.json');
  await assert.rejects(search('lag'), { reason: 'missing' });
  files.set('manifest.json', manifest);
  const [path] = [...files.keys()].filter(path => path.includes('/c')), cards = files.get(path);
  files.set(path, Buffer.from('<html>'));
  await assert.rejects(search('lag'), { reason: 'damaged' });
  files.set(path, cards);
  assert.equal(names(await search('lag')), 'b');
  await assert.rejects(own('lag'), { reason: 'offline' });
});

test('slips of the finger, and a logarithm without surprises', () => {
  const edits = (typed, candidate, most) => editsFrom(Uint32Array.from([...typed], c => c.codePointAt(0)), most)(candidate);
  assert.equal(edits('terafrom', 'terraform', 2), 2);
  assert.equal(edits('kubernets', 'kubernetes', 2), 1);
  assert.equal(edits('elasticserch', 'elasticsearch', 2), 1);
  assert.equal(edits('databsae', 'database', 1), 1);
  assert.equal(edits('postgers', 'postgresql', 1), 1);
  assert.ok(edits('redis', 'kafka', 1) > 1);
  for (const number of [1, 1.2, 1.5, 2, 3.7, 100, 1e6]) assert.ok(Math.abs(ln(number) - Math.log(number)) < 1e-12);
});
