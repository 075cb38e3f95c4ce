import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundles, target } from './bundle.mjs';

const made = bundles();

for (const [path, text] of Object.entries(made)) {
  test(`${path} is made from its source`, () => assert.equal(readFileSync(target(path), 'utf8'), text, 'run `npm run bundle` in tests/browser'));
}

test('all scripts together stay within 12 kB', () => {
  const bytes = Object.values(made).reduce((sum, text) => sum + gzipSync(text).length, 0);
  assert.ok(bytes <= 12_000, `${bytes} bytes`);
});
