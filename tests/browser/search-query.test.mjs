import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, manifest } from './search.mjs';

const { analyzer: analyzerOf } = await load('analyze');
const { reader, level } = await load('query');
const data = manifest({ fold: { e: 'é' }, stop: 'a and at for in is not of the to', question: 'why did the how after' });
const query = reader(data, analyzerOf(data));
const words = text => query(text).words.map(word => word.surface);

test('question words go where others remain', () => {
  assert.deepEqual(words('why did the backups fail'), ['backups', 'fail']);
  assert.deepEqual(words('why'), ['why']);
  assert.deepEqual(words('to'), ['to']);
  assert.deepEqual(words('to the moon'), ['moon']);
});

test('operators narrow and everything else is text', () => {
  const read = query('timeout service:checkout sev<=2 after:2025-03 "connection refused" -dns -team:"core infra"');
  assert.deepEqual(read.words.map(word => word.surface), ['timeout', 'connection', 'refused']);
  assert.deepEqual(read.phrases, [{ text: '"connection refused"', terms: [['connect', 0], ['refus', 1]], must: false, left: 'timeout service:checkout sev<=2 after:2025-03 -dns -team:"core infra"' }]);
  assert.deepEqual(read.excluded, [{ text: '-dns', terms: [['dns', 0]], must: false, left: 'timeout service:checkout sev<=2 after:2025-03 "connection refused" -team:"core infra"' }]);
  assert.deepEqual(read.filters.map(({ field, op, value, negated }) => `${negated ? '-' : ''}${field}${op}${value}`),
    ['service:checkout', 'severity<=2', 'after:2025-03', '-team:core infra']);
  assert.deepEqual(words('x --flag http://example.org/path?query=1 -m'), ['flag', 'http', 'example.org', 'example', 'org', 'path', 'query']);
  assert.deepEqual(words('after:lunch'), ['lunch']);
  assert.deepEqual(words('-dns'), ['dns']);
  assert.deepEqual(query('-service:x dns -team:y').filters.map(filter => filter.negated), [true, true]);
  assert.deepEqual([words('after:2026-13'), query('after:2026-13').filters.length], [[], 1]);
  assert.deepEqual(words('say "open'), ['say', 'open']);
  assert.deepEqual(query('service:').filters, [{ field: 'service', op: ':', value: '', negated: false, text: 'service:', day: null }]);
});

test('names of conditions are read in either case', () => {
  for (const text of ['SEV:1 checkout', 'After:2025 dns', '-Service:"core infra" error', 'ROOT-CAUSE=dns Team:"a b" x']) assert.equal(query(text).mode, 'words', text);
});

test('a phrase that comes again is the same phrase, and required if once it is', () => {
  const phrases = text => query(text).phrases.map(({ text, must }) => [text, must]);
  assert.deepEqual(phrases(`dns ${'"lost route" '.repeat(12)}`), [['"lost route"', false]]);
  assert.deepEqual(phrases('dns "lost route" "Lost  Routes" "route lost"'), [['"lost route"', false], ['"route lost"', false]]);
  assert.deepEqual(phrases('dns "lost route" +"lost route"'), [['"lost route"', true]]);
  assert.deepEqual(phrases('"of the" "to the" "of the"'), [['"of the"', true], ['"to the"', true]]);
  assert.deepEqual([...phrases('"lost route" route'), ...phrases('route "lost route"')], [['"lost route"', false], ['"lost route"', false]]);
});

test('an exclusion knows what the query is without it, where it stands', () => {
  for (const [text, ...left] of [
    ['read-only -only', 'read-only '], ['x "read -only" -only d', 'x "read -only" d'], ['a -dnssec -dns', 'a -dns', 'a -dnssec '], ['dns -"lost route" x', 'dns x'], ['up\u00a0-dns\tdown', 'up\u00a0down'], ['fail -dns -dns', 'fail -dns', 'fail -dns '],
  ]) assert.deepEqual(query(text).excluded.map(phrase => phrase.left), left, text);
});

test('a log line loses times, ids and numbers', () => {
  const read = query('2024-11-03 02:14:55.201 UTC [18423] app@orders ERROR: database is not accepting commands in 3f2a9bc1 at 10.0.3.7 us-east-1');
  assert.equal(read.mode, 'paste');
  assert.deepEqual(read.words.map(word => word.surface), ['app', 'orders', 'error', 'database', 'accepting', 'commands', 'us-east-1', 'us', 'east']);
  assert.deepEqual([query('3f2a9bc1\n3f2a9bc1').mode, words('3f2a9bc1\n3f2a9bc1')], ['paste', ['3f2a9bc1']], 'nothing but an id: that is what is sought');
  assert.deepEqual(words('18423 10.0.3.7\n'), ['18423', '10.0.3.7'], 'a whole at the end makes no parts of what stands before it');
  assert.deepEqual([query('payments -stripe\n').mode, query('payments -stripe\n').excluded], ['paste', []], 'a line break at the end says that it was pasted');
});

const pairs = text => query(text).near.map(([pair]) => pair);

test('the message of a paste counts, and its neighbours are known', () => {
  const told = text => query(text).words.filter(word => !word.aside).map(word => word.surface).join(' ');
  assert.equal(told('level=error caller=main.go:31 msg="lease lost" holder=blue'), 'lease lost holder blue');
  assert.equal(told('{"msg":"lease lost","level":"error","ts":1716.2,"caller":"store/lock.go:31","error":"quorum gone"}'), 'lease lost error quorum gone');
  assert.equal(told('zcat app.gz | grep -c "broken pipe while writing" | sort'), 'broken pipe while writing');
  assert.deepEqual(pairs('ERROR: context deadline exceeded (0x7f3a99b01c) plus context deadline'), ['context deadlin', 'deadlin exceed', 'plus context']);
});

test('no piece of a time is a word of a log', () => {
  for (const time of ['2026-11-29T03:00:00Z', '29/Nov/2026:03:00:00 +0000', 'Sun Nov 29 03:00:00 UTC 2026', 'Nov 29, 2026 3:00:00 AM', 'I1129 03:00:00.123456', '02:58:02.2Z']) {
    assert.deepEqual(words(`ERROR: lease lost: ${time} is after ${time}`), ['error', 'lease', 'lost'], time);
  }
});

test('an error is read alike, be it typed or pasted, and what came by the clipboard is one', () => {
  for (const text of ['could not receive data from client: Connection reset by peer', 'Segmentation fault (core dumped)']) assert.deepEqual(query(`${text}\n`), query(text), text);
  assert.deepEqual([query('Connection reset of peer').mode, query('Connection reset of peer\n').mode], ['words', 'paste']);
  assert.deepEqual(['Connection reset of peer', 'out of memory -disk full', 'OAuthProxy hung'].map(pairs), [['connect reset', 'reset peer'], ['out memori'], ['proxi hung']]);
});

test('words of talk that were left out are told', () => {
  const { words, dropped } = query('the of host');
  assert.deepEqual([words.map(word => word.surface), dropped], [['host'], ['the', 'of']]);
});

test('of a long text the beginning is read, and that is told', () => {
  const many = Array.from({ length: 60 }, (_, at) => `word${String.fromCharCode(97 + at % 26).repeat(2 + Math.floor(at / 26))}`).join(' ');
  const told = text => [query(text).mode, query(text).words.length, query(text).cut];
  assert.deepEqual(told(many), ['paste', 48, true]);
  assert.deepEqual(told('word again, and a word again'), ['words', 2, false]);
  assert.deepEqual(told('the broker refused\n'.repeat(200)), ['paste', 2, false]);
  assert.deepEqual(told(`${'the broker refused\n'.repeat(40_000)}zebra`), ['paste', 2, true]);
  for (const noise of ['"a b" ', '-a ', '1 ', 'tag:1 ', '"', '.', '(', '- ', '\n1']) {
    const { words, phrases, excluded, filters, cut } = query(noise.repeat(30_000)), work = words.length + filters.length + phrases.concat(excluded).flatMap(phrase => phrase.terms).length;
    assert.ok(work <= 200 && cut, `${noise}: ${work}`);
  }
});

test('whatever is pasted is read in linear time', () => {
  const start = performance.now();
  for (const text of [`x${' '.repeat(200_000)}y`, '1 '.repeat(100_000), 'a.'.repeat(100_000), '"'.repeat(100_000), `${'-'.repeat(100_000)} a`, 'aA'.repeat(100_000), '障'.repeat(100_000)]) query(text);
  assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
});

test('days and levels', () => {
  assert.deepEqual(['1970-01-02', '2024-03-01', '2024', '2024-13', '2024-2-31', '24', '2024-'].map(day => query(`after:${day}`).filters[0].day), [1, 19783, 19723, null, 19784, null, null]);
  assert.deepEqual(['2', 'sev2', 'SEV-02', '6', '2x', 'high'].map(level), [2, 2, 2, null, null, null]);
});
