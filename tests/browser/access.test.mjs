// For everybody: axe in light and dark, keyboard alone, the theme toggle.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { buildDemo, launch, pageKinds, serve } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = buildDemo(), kinds = pageKinds(folder);
let browser, host;
before(async () => { [browser, host] = [await launch(), await serve(folder)]; });
after(async () => { await browser?.close(); host?.close(); });

/** Opens a page, hands it to `use`, and closes its context. */
async function open(path, options, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    await page.goto(host.url(path), { waitUntil: 'load' });
    return await use(page, context);
  } finally { await context.close(); }
}

describe('axe finds nothing against WCAG 2.2 A and AA', () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const views = { 'light laptop': {}, 'dark laptop': { colorScheme: 'dark' }, 'light phone': { viewport: { width: 390, height: 844 } } };
  for (const [kind, path] of Object.entries(kinds)) for (const [view, options] of Object.entries(views)) {
    it(`${kind}, ${view}`, () => open(path, { ...options, bypassCSP: true }, async page => {
      for (const details of await page.locator('main details').all()) await details.evaluate(element => { element.open = true; });
      await page.evaluate(axe);
      const result = await page.evaluate(runOnly => window.axe.run({ runOnly }), tags);
      assert.ok(result.passes.length > 10, 'axe looked at something');
      const found = result.violations.map(found => `${found.id}: ${found.help}: ${found.nodes.length} x ${found.nodes[0].target} ${found.nodes[0].failureSummary}`);
      assert.deepEqual(found, []);
    }));
  }
});

describe('keyboard alone', () => {
  for (const [kind, path] of Object.entries(kinds)) {
    it(`reaches everything on ${kind}, in order, and shows where it is`, () => open(path, {}, async page => {
      const wanted = await page.evaluate(() => {
        const candidates = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]');
        const reachable = [...candidates].filter(element => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0);
        reachable.forEach((element, index) => { element.dataset.wanted = index; });
        return reachable.length;
      });
      const seen = [], dim = [];
      for (let step = 0; step < wanted + 5; step += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const style = getComputedStyle(element), box = element.getBoundingClientRect();
          const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
          const covered = box.bottom < 0 || box.top > innerHeight;
          return { index: element.dataset.wanted === undefined ? null : Number(element.dataset.wanted), ring, covered, what: element.outerHTML.slice(0, 80) };
        });
        if (!at) break;
        if (!at.ring || at.covered) dim.push(at.what);
        if (at.index !== null) seen.push(at.index);
      }
      assert.deepEqual(dim, [], 'focus is not to be seen');
      assert.deepEqual([...new Set(seen)].sort((a, b) => a - b).length, wanted, 'everything is reached');
      assert.deepEqual(seen, [...seen].sort((a, b) => a - b), 'in the order of the document');
    }));
  }

  it('the first stop is a link past the head, and it goes there', () => open(kinds['a rich postmortem'], {}, async page => {
    await page.keyboard.press('Tab');
    const link = await page.evaluate(() => {
      const element = document.activeElement, box = element.getBoundingClientRect();
      return { href: element.getAttribute('href'), visible: box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0 };
    });
    assert.match(link.href, /^#/);
    assert.ok(link.visible, 'shown while it has the focus');
    await page.keyboard.press('Enter');
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement) || document.activeElement.matches('main')));
  }));

  it('a link of the contents list shows its heading below the top bar', () => open(kinds['a rich postmortem'], {}, async page => {
    const links = page.locator('main nav a[href^="#"]').filter({ visible: true });
    const count = await links.count();
    assert.ok(count > 2, 'a contents list');
    const link = links.nth(Math.floor(count / 2)), target = decodeURIComponent((await link.getAttribute('href')).slice(1));
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(200);
    const free = await page.evaluate(id => {
      const heading = document.getElementById(id), box = heading.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
      return box.top >= 0 && box.bottom <= innerHeight && (heading.contains(top) || top.contains(heading));
    }, target);
    assert.ok(free, `#${target} is in sight`);
  }));

  it('where a fact was read opens and closes', () => open(kinds['a rich postmortem'], {}, async page => {
    const notes = page.locator('main details > summary').filter({ visible: true });
    assert.ok(await notes.count() > 0);
    const note = notes.first(), isOpen = () => note.evaluate(element => element.parentElement.open);
    await note.focus();
    await page.keyboard.press('Enter');
    assert.equal(await isOpen(), true);
    await page.keyboard.press('Enter');
    assert.equal(await isOpen(), false);
  }));
});

describe('the theme toggle', () => {
  const paper = page => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const toggle = page => page.getByRole('button', { name: /theme/i });

  for (const colorScheme of ['light', 'dark']) {
    it(`changes a ${colorScheme} page, is remembered on every page, and can be taken back`, () => open('', { colorScheme }, async page => {
      const first = await paper(page), name = await toggle(page).getAttribute('aria-label');
      await toggle(page).click();
      const second = await paper(page);
      assert.notEqual(second, first);
      assert.notEqual(await toggle(page).getAttribute('aria-label'), name, 'it says what it does next');
      await page.reload({ waitUntil: 'load' });
      assert.equal(await paper(page), second, 'after a reload');
      await page.goto(host.url(kinds['a service']), { waitUntil: 'load' });
      assert.equal(await paper(page), second, 'on another page');
      await toggle(page).focus();
      await page.keyboard.press('Enter');
      assert.equal(await paper(page), first);
    }));
  }

  it('a remembered theme is there at the first paint', () => open('', { colorScheme: 'light' }, async (page, context) => {
    await toggle(page).click();
    const wanted = await paper(page), next = await context.newPage();
    await next.addInitScript(() => {
      new MutationObserver((_, observer) => { if (document.body) { window.early = getComputedStyle(document.documentElement).colorScheme + getComputedStyle(document.body).backgroundColor; observer.disconnect(); } })
        .observe(document, { childList: true, subtree: true });
    });
    await next.goto(host.url('postmortems/'), { waitUntil: 'load' });
    assert.ok((await next.evaluate(() => window.early)).endsWith(wanted));
  }));
});

describe('small things', () => {
  it('code can be copied', () => open(kinds['a rich postmortem'], { permissions: ['clipboard-read', 'clipboard-write'] }, async page => {
    const code = page.locator('main pre').first();
    assert.ok(await code.count() > 0, 'the richest postmortem holds code');
    const text = await code.evaluate(element => element.textContent);
    await code.focus();
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /copy/i, 'the button comes after its code');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(150);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  }));

  it('of a session what was typed is copied, of any other block all of it', () => open('postmortems/2025-10-07-push-token-column-dropped/', { permissions: ['clipboard-read', 'clipboard-write'] }, async page => {
    const copied = async block => {
      await block.getByRole('button', { name: 'Copy' }).click();
      await block.getByRole('button', { name: 'Copied' }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const session = page.locator('.code').filter({ has: page.locator('.cmd') }).first(), other = page.locator('.code').filter({ hasNot: page.locator('.cmd') }).first();
    const typed = await copied(session);
    assert.match(typed, /^kubectl /);
    assert.ok(!typed.includes('READY'), typed);
    assert.equal(await copied(other), await other.locator('pre').textContent());
  }));

  it('the strip of a block of code is there without a pointer, and keeps its place before scripts run', () => open(kinds['a rich postmortem'], { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async page => {
    const { top, bottom, height } = await page.locator('.code').first().evaluate(code => {
      const bar = code.querySelector('.bar').getBoundingClientRect(), box = code.getBoundingClientRect(), text = code.querySelector('pre').getBoundingClientRect();
      return { top: bar.top - box.top, bottom: text.top - bar.bottom, height: bar.height };
    });
    assert.ok(top >= 0 && bottom >= -1 && height >= 44, JSON.stringify({ top, bottom, height }));
    const wrap = page.locator('.code').first().getByRole('button', { name: 'Wrap' });
    assert.equal(await wrap.getAttribute('aria-pressed'), 'false', 'told before it is used');
    await wrap.click();
    assert.equal(await wrap.getAttribute('aria-pressed'), 'true');
    assert.ok(await page.locator('.code pre').first().evaluate(pre => pre.scrollWidth <= pre.clientWidth), 'a long line is seen whole');
  }));

  it('each mark of a timeline can be reached by key, is large enough for a finger, and leads to its row', () => open(kinds['a rich postmortem'], { viewport: { width: 390, height: 844 } }, async page => {
    const marks = await page.locator('.strip a').evaluateAll(links => links.map(link => {
      const { width, height } = link.querySelector('rect').getBoundingClientRect();
      return { tab: link.getAttribute('tabindex'), name: link.getAttribute('aria-label'), there: Boolean(document.getElementById(link.getAttribute('href').slice(1))), width, height };
    }));
    assert.ok(marks.length > 1, 'the richest postmortem has a timeline');
    for (const mark of marks) assert.ok(mark.tab === null && mark.name && mark.there && mark.width >= 24 && mark.height >= 24, JSON.stringify(mark));
  }));

  it('a long word nowhere pushes a page sideways', () => open(kinds['a rich postmortem'], { viewport: { width: 390, height: 844 } }, async page => {
    const wide = await page.evaluate(() => {
      const places = document.querySelectorAll('.tools .muted, .crumbs a, .meta > *, .facts dd, .links a, .acts p, .rows .t a, .fix p, .lead, figcaption li, .toc a, .src li');
      const root = document.documentElement, found = [];
      for (const place of places) {
        const before = place.textContent;
        place.textContent = 'a/very_long/path'.repeat(20);
        if (root.scrollWidth > root.clientWidth) found.push(place.outerHTML.slice(0, 80));
        place.textContent = before;
      }
      return found;
    });
    assert.deepEqual(wide.filter(place => !place.includes('chip') && !place.startsWith('<time')), []);
  }));

  it('on paper a page says where it stands and when', () => open(kinds['a service'], {}, async page => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.match(await page.locator('body').getAttribute('data-at'), /^http.*services\/.* \d{4}-\d\d-\d\d$/);
  }));

  it('on paper charts keep their bars, and what is folded is open', async () => {
    let bars = 0, folded = 0;
    for (const [kind, path] of Object.entries(kinds)) await open(path, {}, async page => {
      await page.emulateMedia({ media: 'print' });
      const seen = await page.evaluate(() => {
        const isShown = element => element.checkVisibility({ contentVisibilityAuto: true }) && element.getBoundingClientRect().height > 0;
        const drawn = [...document.querySelectorAll('main svg .bar')];
        // What belongs to the screen alone is gone with its summary.
        const folds = [...document.querySelectorAll('main details:not([open])')].filter(fold => isShown(fold.firstElementChild));
        return { bars: drawn.length, folds: folds.length, lost: [...drawn, ...folds.map(fold => fold.lastElementChild)].filter(element => !isShown(element)).map(element => element.outerHTML.slice(0, 80)) };
      });
      assert.deepEqual(seen.lost, [], kind);
      bars += seen.bars;
      folded += seen.folds;
    });
    assert.ok(bars && folded, `${bars} bars and ${folded} folds`);
  });

  it('on a phone the menu opens without scripts', () => open('', { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, async page => {
    await page.locator('body > header summary').filter({ visible: true }).first().click();
    assert.ok(await page.locator('body > header').getByRole('link', { name: 'Services', exact: true }).filter({ visible: true }).count() > 0);
  }));

  it('touch targets of the head are at least 44 px on a phone', () => open('', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async page => {
    const small = await page.evaluate(() => [...document.querySelectorAll('body > header button, body > header summary')]
      .filter(element => element.checkVisibility() && element.getClientRects().length > 0)
      .map(element => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()])
      .filter(([, box]) => box.width < 44 || box.height < 44)
      .map(([what, box]) => `${what} ${box.width}x${box.height}`));
    assert.deepEqual(small, []);
  }));
});
