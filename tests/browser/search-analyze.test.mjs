import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, manifest } from './search.mjs';

const { analyzer: analyzerOf } = await load('analyze');
const { analyze, termOf } = analyzerOf(manifest({ fold: { e: 'éè', ss: 'ß', k: 'ｋ', "'": '’', '': '\u0300\u0301\u0307\u00ad\u200b' }, stop: 'a the of it back off' }));
const tokens = text => analyze(text).map(({ term, position, compound }) => `${term}@${position}${compound ? '+' : ''}`).join(' ');

test('a word with several parts is found whole and by its parts', () => {
  assert.equal(tokens('us-east-1'), 'us-east-1@0+ us@0 east@1 1@2');
  assert.equal(tokens('CrashLoopBackOff'), 'crashloopbackoff@0+ crash@0 loop@1');
  assert.equal(tokens('HTTPServer 2-of-3'), 'httpserver@0+ http@0 server@1 2-of-3@2+ 2@2 3@4');
  assert.equal(tokens('s3 k8s p99 IDs APIs pod-IDs'), 's3@0 k8s@1 p99@2 id@3 api@4 pod-ids@5+ pod@5 id@6');
  assert.equal(tokens('a--b c. d_e'), 'b@1 c@2 d_e@3+ d@3 e@4');
});

test('accents, apostrophes and stop words', () => {
  assert.equal(tokens('Émigré’s Straße e\u0301t\u0300e The ｋ8s'), 'emigr@0 strass@1 ete@2 k8s@4');
  assert.equal(tokens('soft\u00adware zero\u200bwidth \u200b x'), 'softwar@0 zerowidth@1 x@3');
  assert.equal(tokens('İzmir ΟΔΟΣ'), 'izmir@0 οδοσ@1');
  assert.equal(tokens('x'.repeat(64) + ' ' + 'x'.repeat(65) + ' y'), `${'x'.repeat(64)}@0 y@2`);
});

test('scripts without blanks become pairs of characters', () => {
  assert.equal(tokens('障害対応'), '障害@0 害対@1 対応@2');
  assert.equal(tokens('ﾊﾞｯｸｱｯﾌﾟ ｶ ﾞﾞ'), 'バッ@0 ック@1 クア@2 アッ@3 ップ@4 カ@5 \u3099\u3099@6');
  assert.equal(tokens('DB障害-x 水 𠀀𠀁'), 'db@0 障害@1 x@2 水@3 𠀀𠀁@4');
});

test('elisions, the scripts of the south, and who does something', () => {
  assert.equal(tokens("d'erreur l’Erreur dell'autenticazione rock'n'roll"), "erreur@0 erreur@1 autenticazion@2 rock'n'rol@3");
  assert.equal(tokens('ระบบล่ม db'), 'ระ@0 ะบ@1 บบ@2 บล@3 ล่@4 ่ม@5 db@6');
  assert.equal(tokens('schedulers schedule delivered operator'), 'scheduler@0 schedul@1 deliver@2 operator@3');
});

test('offsets are those of the text', () => {
  const text = '😀 the us-east’s 𠀀𠀁';
  assert.deepEqual(analyze(text).map(({ start, end }) => text.slice(start, end)), ['us-east’s', 'us', 'east’s', '𠀀𠀁']);
});

test('stems are those of Snowball as it is now', () => {
  const pairs = 'internal:internal emergency:emergenc organization:organiz skies:sky dying:die evenings:evening pasted:paste added:add hoping:hope running:run happily:happili'
    + " services:servic databases:databas o'reilly's:o'reilli failures:failur exceed:exceed agreed:agre yearly:year sayings:say";
  for (const pair of pairs.split(' ')) {
    const [word, expected] = pair.split(':');
    assert.equal(termOf(word), expected, word);
  }
});
