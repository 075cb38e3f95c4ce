// No document and no text holds up the search page: what is done at once is bounded, whatever lies in the site and whatever is asked.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build, launch, serve } from './support.mjs';

/** What was a stall of half a minute fails by far; a busy machine does not. In ms. */
const longest = 1000;
/** A part of a page that is parsed and searched at once, in characters. */
const most = 200_000;

const lines = (count, line) => Array.from({ length: count }, (_, at) => line(at)).join('');
const documents = {
  log: `## Log\n\n\`\`\`\n${lines(12_000, at => `2026-01-02T03:04:05.${at % 1000} ERROR kafka broker ${at % 17} refused connection ${at * 7919 % 100_000}\n`)}\`\`\`\n\n## End\n\nAt the very end kafka lost its zebra, and then its quagga too.\n`,
  headings: lines(20_000, at => `## Heading ${at}\n\nkafka ${at}, and so much text that an excerpt is made of it\n\n`),
  rows: `| a | b |\n|---|---|\n${lines(20_000, at => `| kafka ${at}, and so much text that an excerpt is made of it | broker ${at} |\n`)}`,
  word: `kafka ${'x'.repeat(1_000_000)} kafka\n`,
  code: lines(3000, at => `\`\`\`\nkafka ${at}, and so much text that an excerpt is made of it\n\`\`\`\n\n`),
  repeated: 'kafka broker '.repeat(60_000),
};

let browser, host;
before(async () => {
  const content = mkdtempSync(join(tmpdir(), 'pmsite-stall-'));
  mkdirSync(join(content, 'postmortems'));
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(content, `postmortems/${name}.md`), `---\ntitle: The ${name} of kafka\ndate: 2026-01-01\nservices: [${name}]\n---\n\n${text}`);
  [browser, host] = [await launch(), await serve(build('--content', content, '--keep-going'))];
});
after(async () => { await browser?.close(); host?.close(); });

/** Opens a page that keeps account of its longest task and of the longest text that it parses, and hands it to `use`; both are bounded. */
async function bounded(path, use, task = longest) {
  const context = await browser.newContext(), page = await context.newPage();
  page.setDefaultTimeout(60_000);
  try {
    await page.addInitScript(() => {
      window.work = { tasks: [0], parsed: [0] };
      new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => window.work.tasks.push(Math.round(duration)))).observe({ type: 'longtask', buffered: true });
      const { set, ...rest } = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML'), { parseFromString } = DOMParser.prototype;
      const count = text => window.work.parsed.push(String(text).length);
      Object.defineProperty(Element.prototype, 'innerHTML', { ...rest, set(text) { count(text); set.call(this, text); } });
      DOMParser.prototype.parseFromString = function (text, type) {
        count(text);
        return parseFromString.call(this, text, type);
      };
    });
    await page.goto(host.url(path));
    await use(page);
    await page.waitForTimeout(200);
    const work = await page.evaluate(() => ({ task: Math.max(...window.work.tasks), parsed: Math.max(...window.work.parsed) }));
    assert.ok(work.parsed <= most, `parsed ${work.parsed} characters at once`);
    assert.ok(work.task <= task, `a task of ${work.task} ms`);
  } finally { await context.close(); }
}
const answered = page => page.locator('#pm_status').filter({ hasText: /\d (result|weaker)/ }).or(page.getByRole('alert').filter({ hasText: /\S/ })).first().waitFor({ state: 'attached' });
const note = page => page.locator('#pm_note');

describe('documents', () => {
  it('the best place of a long log is found, wherever it stands', () => bounded('search/?q=kafka+zebra+quagga', async page => {
    const item = page.locator('.hits li').filter({ hasText: 'The log of kafka' }), excerpt = item.locator('.x');
    await excerpt.locator('mark', { hasText: 'quagga' }).waitFor();
    assert.match(await excerpt.textContent(), /kafka lost its zebra, and then its quagga too\.$/);
    assert.deepEqual(await item.locator('.at a').allTextContents(), ['End', 'Log']);
  }));

  it('excerpts of thousands of headings, rows and blocks of code do not hold up the page', () => bounded('search/?q=kafka', async page => {
    await answered(page);
    for (const name of Object.keys(documents)) {
      const item = page.locator('.hits li').filter({ hasText: `The ${name} of kafka` });
      // Only what is seen is read.
      await item.scrollIntoViewIfNeeded();
      await item.locator('.at').waitFor({ state: 'attached' });
    }
  }));

  it('a phrase that a document repeats is looked for in linear time', () => bounded('search/?q=%22kafka+broker+kafka%22', async page => {
    await answered(page);
    assert.equal(await page.locator('#pm_status').textContent(), '1 result');
  }));

  it('each of thousands of blocks of code gets its button, a few at a time', () => bounded('postmortems/code/', async page => {
    await page.waitForFunction(() => document.querySelectorAll('.bar').length === 3000);
  }));

  it('the contents list asks few headings for their place', () => bounded('postmortems/headings/', async page => {
    const asked = await page.evaluate(async () => {
      const { getBoundingClientRect } = Element.prototype, seen = [];
      Element.prototype.getBoundingClientRect = function () {
        seen.push(this);
        return getBoundingClientRect.call(this);
      };
      document.querySelector('.prose h2:nth-of-type(200)').scrollIntoView();
      await new Promise(done => setTimeout(done, 500));
      return [seen.length, document.querySelector('.toc.side [aria-current=true]').textContent];
    });
    assert.ok(asked[0] > 0 && asked[0] < 200, `${asked[0]} headings`);
    assert.match(asked[1], /^Heading (19[789]|20\d)$/);
    // The browser itself takes its time to lay out so long a page.
  }, Infinity));
});

describe('texts', () => {
  const repeated = { blanks: `a${' '.repeat(60_000)}b`, digits: '1 '.repeat(50_000), quotes: '"'.repeat(60_000), dots: `${'.'.repeat(60_000)}x`, lines: `a${'\n'.repeat(20_000)}b`, minus: '-a '.repeat(15_000),
    filters: 'service:a '.repeat(6000), phrases: '"a b" '.repeat(6000), cjk: '支'.repeat(6000), brackets: '('.repeat(60_000), marks: '\u200f'.repeat(20_000), words: Array.from({ length: 8000 }, (_, at) => `word${at}x`).join(' ') };

  for (const [name, text] of Object.entries(repeated)) {
    it(`${name}: from another page, and by typing`, () => bounded('', async page => {
      // As the box of another page hands it over; an address of this length no host takes.
      await page.evaluate(text => sessionStorage.setItem('pmsite_query', text), text);
      await page.goto(host.url('search/'));
      await answered(page);
      assert.ok((await page.locator('#pm_q').inputValue()).length <= 6000);
      await page.locator('#pm_q').fill(text.replaceAll('\n', ' '));
      await answered(page);
      await page.locator('#pm_q').press('End');
      await page.keyboard.type('kaf');
      await answered(page);
      await page.evaluate(() => { window.dispatchEvent(new PopStateEvent('popstate')); });
      await answered(page);
    }));
  }

  for (const query of ['%E0%A4%A', '%ff%fe', '%00', '%ED%A0%80', '+'.repeat(3000), '%22'.repeat(3000), 'kafka%E2%80%AE%E2%80%8F']) {
    it(`an address: ${query.slice(0, 20)}`, () => bounded(`search/?q=a+${query}+kafka`, answered));
  }

  it('half a character is no word', () => bounded('search/', async page => {
    const totals = await page.evaluate(() => Promise.all(['kafka \ud800', '\udc00kafka', 'kafka'].map(async query => (await window.pmsite.search(query)).total)));
    assert.deepEqual(new Set(totals).size, 1);
  }));

  it('what is too long is said to be', () => bounded('search/', async page => {
    const fill = text => page.locator('#pm_q').fill(text), said = note(page).getByText('only its beginning was looked for');
    await fill(repeated.words);
    await said.waitFor();
    await fill('kafka');
    await page.locator('.hits li').first().waitFor();
    assert.equal(await said.count(), 0);
    // Key by key: what is put in at once counts as pasted, of which more is looked for.
    await fill('');
    await page.locator('#pm_q').pressSequentially(Array.from({ length: 40 }, (_, at) => String.fromCharCode(97 + at % 26) + (at > 25 ? 'q' : '')).join(' '));
    await said.waitFor();
    const { cut, counted } = await page.evaluate(text => window.pmsite.search(text), repeated.words);
    assert.deepEqual([cut, counted.length], [true, 48]);
  }));

  it('a long paste goes with its lines to the search page', () => bounded('services/', async page => {
    await page.keyboard.press('/');
    await page.evaluate(text => {
      const data = new DataTransfer();
      data.setData('text', text);
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, 'kafka refused\n'.repeat(8000));
    await note(page).getByText('only its beginning').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\/$/);
    await note(page).getByText('only its beginning').waitFor();
    assert.match(await note(page).textContent(), /Looked for: kafka refused/);
  }));
});
