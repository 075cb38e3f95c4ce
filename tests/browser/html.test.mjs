// The Nu HTML checker over the demo and over ten repositories of real postmortems.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build, buildDemo, files, shared } from './support.mjs';

const checker = createRequire(import.meta.url)('vnu-jar');

/** What the checker says against the pages of `folder`, each message once with an example. */
function errors(folder) {
  const pages = files(folder).filter(path => path.endsWith('.html'));
  assert.ok(pages.length > 0, 'pages to check');
  const run = spawnSync('java', ['-Xss8m', '-jar', checker, '--format', 'json', '--errors-only', '--skip-non-html', folder], { encoding: 'utf8', maxBuffer: 1 << 30 });
  assert.ok(run.stderr.trimStart().startsWith('{'), `the checker did not run: ${run.error ?? run.stderr.slice(0, 500)}`);
  const byMessage = new Map();
  for (const found of JSON.parse(run.stderr).messages) {
    const seen = byMessage.get(found.message) ?? { times: 0, place: `${String(found.url).slice(-90)}:${found.lastLine}`, extract: found.extract };
    byMessage.set(found.message, { ...seen, times: seen.times + 1 });
  }
  return [...byMessage].map(([message, { times, place, extract }]) => `${times} x ${message} (${place}: ${extract})`);
}

describe('valid HTML', () => {
  it('the demo', () => assert.deepEqual(errors(buildDemo()), []));

  const corpus = shared('corpus');
  if (corpus) {
    const markdown = folder => readdirSync(folder, { recursive: true }).filter(path => /\.(md|mdx|markdown)$/i.test(path)).length;
    // Neither the largest (minutes each) nor the smallest: the ten next to three dozen documents.
    const sized = readdirSync(corpus).map(name => join(corpus, name)).filter(path => statSync(path).isDirectory()).map(path => [path, markdown(path)]);
    const chosen = sized.filter(([, size]) => size > 0 && size <= 65).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10);
    it('there are ten repositories', () => assert.equal(chosen.length, 10));
    for (const [path, size] of chosen) {
      it(`${path.split('/').at(-1)}, ${size} documents`, () => assert.deepEqual(errors(build('--keep-going', '--content', path)), []));
    }
  }
});
