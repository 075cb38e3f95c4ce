// The search in a real browser, on the built demo at a sub-path under its own CSP: the terminal's documents and scores.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildDemo, launch, repository, serve, watch } from './support.mjs';

const vectors = join(process.env.CARGO_TARGET_DIR ?? join(repository, 'target'), 'tmp/search/demo');
const queries = 200;
let host, browser;

before(async () => {
  if (!existsSync(vectors)) throw new Error(`no vectors in ${vectors}: run tests/run, where cargo test writes them`);
  host = await serve(buildDemo());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  host?.close();
});

test('two hundred answers are the terminal\'s', async () => {
  const answers = readFileSync(join(vectors, 'answers.ndjson'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line));
  const sources = JSON.parse(readFileSync(join(vectors, 'sources.json'), 'utf8'));
  const page = await (await browser.newContext()).newPage(), odd = watch(page, { within: host.origin });
  await page.goto(host.url('postmortems/'));
  const step = Math.floor(answers.length / queries);
  for (const { query, docs, scores } of answers.filter((_, at) => at % step === 0)) {
    const found = await page.evaluate(async query => (await window.pmsite.search(query, { limit: 1000 })).results.map(({ source, score }) => [source, score]), query);
    assert.deepEqual(found, docs.map((doc, at) => [sources[doc], scores[at]]), query);
  }
  assert.deepEqual(odd, []);
});

test('the first answer needs few bytes', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(host.url(''));
  const sizes = [];
  page.on('response', async response => sizes.push(+(response.headers()['content-length'] ?? 0)));
  await page.evaluate(() => window.pmsite.search('certificate expired'));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(all > 5_000 && all < 45_000, `${all} bytes in ${sizes.length} requests`);
});
