// Every kind of page: quiet, contained, light, steady, and whole without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildDemo, files, launch, pageKinds, serve, watch } from './support.mjs';

const folder = buildDemo(), kinds = pageKinds(folder);
let browser, host;
before(async () => { [browser, host] = [await launch(), await serve(folder)]; });
after(async () => { await browser?.close(); host?.close(); });

const screens = { phone: { width: 390, height: 844 }, laptop: { width: 1280, height: 900 } };

// What moves while the page is still being read hangs on where a busy machine happened to pause, and may be a hair; what moves
// later is a fault, however small.
const observeShifts = () => {
  window.shifts = [];
  window.shiftWhileRead = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    const read = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
    const what = entry.sources.map(source => source.node?.nodeName).join(' ');
    if (read && entry.startTime > read) window.shifts.push(`${entry.value.toFixed(4)} ${what}`);
    else if ((window.shiftWhileRead += entry.value) > 0.001) window.shifts.push(`${window.shiftWhileRead.toFixed(4)} ${what} while read`);
  })).observe({ type: 'layout-shift', buffered: true });
};

it('the demo has at least ten kinds of pages', () => assert.ok(Object.keys(kinds).length >= 10, JSON.stringify(kinds)));

for (const [kind, path] of Object.entries(kinds)) {
  describe(`${kind} (${path || '/'})`, () => {
    for (const [screen, viewport] of Object.entries(screens)) for (const colorScheme of ['light', 'dark']) {
      it(`is quiet, contained and steady on a ${screen} in the ${colorScheme}`, async () => {
        const context = await browser.newContext({ viewport, colorScheme });
        const page = await context.newPage();
        const odd = watch(page, { within: host.url('') });
        await page.addInitScript(observeShifts);
        await page.goto(host.url(path), { waitUntil: 'load' });
        // To the end and back, so that lazy images load while somebody looks.
        await page.evaluate(async () => {
          const pause = () => new Promise(done => setTimeout(done, 60));
          for (let y = 0; y < document.body.scrollHeight; y += innerHeight) { scrollTo(0, y); await pause(); }
          scrollTo(0, 0); await pause();
        });
        await page.waitForLoadState('networkidle');
        const seen = await page.evaluate(() => ({
          over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          shifts: window.shifts,
          styled: document.styleSheets.length > 0,
          broken: [...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src),
        }));
        await context.close();
        assert.deepEqual(odd, []);
        assert.ok(seen.over <= 0, `scrolls sideways by ${seen.over} px`);
        assert.deepEqual(seen.shifts, []);
        assert.deepEqual(seen.broken, []);
        assert.ok(seen.styled);
      });
    }

    if (['a rich postmortem', 'all services'].includes(kind)) it('keeps its bar and its tables steady while a slow machine still reads it', async () => {
      for (const width of [390, 900, 1280]) {
        const context = await browser.newContext({ viewport: { width, height: 844 } }), page = await context.newPage();
        await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 12 });
        await page.addInitScript(observeShifts);
        await page.goto(host.url(path), { waitUntil: 'load' });
        const shifts = await page.evaluate(() => new Promise(done => setTimeout(() => done(window.shifts), 100)));
        await context.close();
        assert.deepEqual(shifts, [], `${width} px`);
      }
    });

    it('says the same without scripts', async () => {
      const texts = [];
      for (const javaScriptEnabled of [true, false]) {
        const context = await browser.newContext({ viewport: screens.laptop, javaScriptEnabled });
        const page = await context.newPage();
        await page.goto(host.url(path), { waitUntil: 'load' });
        texts.push((await page.locator('main').innerText()).replace(/\b(Copy|Wrap)\b/g, '').replace(/\s+/g, ' ').trim());
        if (!javaScriptEnabled) assert.equal(await page.getByRole('button', { name: /theme|copy|wrap/i }).filter({ visible: true }).count(), 0, 'a button that does nothing');
        await context.close();
      }
      assert.ok(texts[0].length > 20);
      assert.equal(texts[1], texts[0]);
    });

    it('prints as black words on white paper, without what only works on a screen', async () => {
      const context = await browser.newContext({ viewport: { width: 720, height: 1000 }, colorScheme: 'dark' });
      const page = await context.newPage();
      await page.goto(host.url(path), { waitUntil: 'load' });
      await page.emulateMedia({ media: 'print' });
      const seen = await page.evaluate(() => {
        const brightness = colour => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return a === 0 ? 255 : (r * 299 + g * 587 + b * 114) / 1000; };
        const visible = element => element.checkVisibility() && element.getClientRects().length > 0;
        return {
          paper: brightness(getComputedStyle(document.body).backgroundColor),
          ink: brightness(getComputedStyle(document.querySelector('main h1')).color),
          title: visible(document.querySelector('main h1')),
          tools: [...document.querySelectorAll('button, body > header nav, body > header input')].filter(visible).map(element => element.outerHTML.slice(0, 60)),
          over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        };
      });
      await context.close();
      assert.ok(seen.title && seen.paper > 240 && seen.ink < 90, JSON.stringify(seen));
      assert.deepEqual(seen.tools, []);
      assert.ok(seen.over <= 0, `wider than the paper by ${seen.over} px`);
    });
  });
}

describe('from a file', () => {
  it('pages look and work as on a host, and links lead on', async () => {
    const context = await browser.newContext({ viewport: screens.laptop });
    const page = await context.newPage();
    const odd = watch(page, { within: 'file://' });
    await page.goto(pathToFileURL(join(folder, 'index.html')).href, { waitUntil: 'load' });
    assert.ok(await page.evaluate(() => getComputedStyle(document.body).fontFamily.includes('system-ui')), 'the style sheet applies');
    const link = page.locator('main a[href*="postmortems/"]').filter({ visible: true }).first();
    const title = (await link.innerText()).trim();
    await link.click();
    await page.waitForLoadState('load');
    assert.equal(await page.locator('main h1').count(), 1, `the link "${title}" shows a page, not a folder's listing (${page.url().slice(-60)})`);
    assert.deepEqual(odd, []);
    await context.close();
  });
});

describe('weight', () => {
  const zipped = path => gzipSync(readFileSync(join(folder, path)), { level: 6 }).length;
  const sum = paths => paths.reduce((total, path) => total + zipped(path), 0);
  const all = files(folder);
  const sheets = all.filter(path => path.endsWith('.css')), scripts = all.filter(path => path.endsWith('.js'));

  it('style sheets take at most 12 kB', () => assert.ok(sheets.length > 0 && sum(sheets) <= 12_000, `${sum(sheets)} bytes`));
  it('scripts take at most 12 kB', () => assert.ok(scripts.length > 0 && sum(scripts) <= 12_000, `${sum(scripts)} bytes`));
  it('every postmortem takes at most 40 kB with its style sheets and scripts', () => {
    const incidents = all.filter(path => /^postmortems\/[^/]+\/index\.html$/.test(path));
    const heavy = incidents.map(path => [path, zipped(path) + sum(sheets) + sum(scripts)]).filter(([, bytes]) => bytes > 40_000);
    assert.ok(incidents.length >= 30);
    assert.deepEqual(heavy, []);
  });
});
