// `pmsite serve --watch` and an open page: what is saved is shown, what is broken is said, nothing jumps.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, program, watch } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const long = Array.from({ length: 80 }, (_, at) => `Paragraph ${at} of a long report.`).join('\n\n');
const document = (title, text = long) => `---\ntitle: ${title}\ndate: 2026-01-02\nseverity: SEV-2\nservices: [payments]\n---\n\n## Impact\n\n${text}\n`;
const broken = document('First outage').replace('title: First outage', 'title: [First outage');

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** A preview of a small site, started anew on its port with `again`. */
async function start(scratch, port = 0) {
  const child = spawn(program(), ['serve', '--watch', '--root', scratch, '--port', `${port}`, '--today', '2026-11-01'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const origin = await new Promise((found, failed) => {
    child.stderr.on('data', data => { log += data; const at = / at (http:\/\/[^/\s]+)/.exec(log); if (at) found(at[1]); });
    child.on('exit', () => failed(new Error(log)));
  });
  const end = () => new Promise(done => { child.removeAllListeners('exit'); child.on('exit', done); child.kill('SIGTERM'); });
  return { origin, end, port: new URL(origin).port };
}

/** A site of two incidents, its preview, and a page of it; nothing odd may happen but what `except` names. */
async function preview(path, use, { except = () => false, ...options } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'pmsite-serve-'));
  const write = (path, text) => { mkdirSync(join(scratch, path, '..'), { recursive: true }); writeFileSync(join(scratch, path), text); };
  write('content/postmortems/first.md', document('First outage'));
  write('content/postmortems/second.md', document('Second outage'));
  const site = { ...await start(scratch), write, remove: path => rmSync(join(scratch, path), { recursive: true }) };
  site.again = async () => { Object.assign(site, await start(scratch, site.port)); };
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  try {
    // Related incidents and search are there: nothing but our own saves changes a page.
    await fetch(`${site.origin}/search/manifest.json`);
    const page = await context.newPage(), odd = watch(page, { within: `${site.origin}/`, except });
    await page.goto(site.origin + path);
    await use(page, site, context);
    assert.deepEqual(odd.filter(line => !line.startsWith('failed: ')), []);
  } finally {
    await context.close();
    await site.end();
    rmSync(scratch, { recursive: true, force: true });
  }
}
const note = page => page.getByRole('alertdialog');
const badge = page => page.locator('pmsite-live .badge > *');
/** Set on a page, gone with it: tells whether it was loaded anew. */
const mark = page => page.evaluate(() => { window.isOld = true; });
const isOld = page => page.evaluate(() => window.isOld === true);

describe('an open page follows the files', () => {
  it('shows a save, where the reader was', () => preview('/postmortems/first/', async (page, site) => {
    await page.getByText('Paragraph 60 of').scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    assert.ok(before > 500);
    site.write('content/postmortems/first.md', document('First outage', long.replace('Paragraph 60 of', 'Paragraph sixty of')));
    await page.getByText('Paragraph sixty of').waitFor();
    await page.waitForFunction(wanted => Math.abs(scrollY - wanted) < 3, before);
    assert.equal(await page.evaluate(() => window.document.activeElement.localName), 'body');
  }));

  it('is left alone by saves that it does not show', () => preview('/postmortems/first/', async (page, site) => {
    // Another incident of the same service stands below this one: a page of its own does not.
    site.write('content/pages/scale.md', '---\ntitle: Scale\n---\n\nOne to five.\n');
    await page.getByRole('link', { name: 'Pages' }).first().waitFor();
    await mark(page);
    site.write('content/pages/scale.md', '---\ntitle: Scale\n---\n\nFive to one.\n');
    await page.waitForFunction(async () => (await (await fetch('/pages/scale/')).text()).includes('Five to one'));
    site.write('content/postmortems/first.md', document('Renamed'));
    await page.getByRole('heading', { name: 'Renamed', level: 1 }).waitFor();
    assert.equal(await isOld(page), false);
  }));

  it('takes new styles without a reload and without a flash', () => preview('/postmortems/first/', async (page, site) => {
    await mark(page);
    await page.evaluate(() => {
      window.bare = 0;
      const look = () => { if (getComputedStyle(window.document.body).display !== 'flex' && !window.document.querySelector('link[href*="v="]')) window.bare += 1; requestAnimationFrame(look); };
      look();
    });
    const sheet = readFileSync(new URL('../../themes/default/static/style.css', import.meta.url), 'utf8');
    site.write('theme/static/style.css', `${sheet}h1{color:rgb(1, 2, 3)}`);
    await page.waitForFunction(() => getComputedStyle(window.document.querySelector('h1')).color === 'rgb(1, 2, 3)');
    site.write('theme/static/style.css', `${sheet}h1{color:rgb(4, 5, 6)}`);
    await page.waitForFunction(() => getComputedStyle(window.document.querySelector('h1')).color === 'rgb(4, 5, 6)');
    await page.waitForFunction(() => window.document.querySelectorAll('link[rel=stylesheet]').length === 1);
    assert.equal(await isOld(page), true);
    assert.equal(await page.evaluate(() => window.bare), 0);
  }));

  it('waits while somebody types', () => preview('/postmortems/first/', async (page, site) => {
    const box = page.getByLabel('Search the incidents').first();
    await box.pressSequentially('outage');
    await mark(page);
    site.write('content/postmortems/first.md', document('Renamed'));
    await page.waitForFunction(async () => (await (await fetch('/postmortems/first/')).text()).includes('<h1>Renamed'));
    await new Promise(done => { setTimeout(done, 1500); });
    assert.equal(await box.inputValue(), 'outage');
    assert.equal(await isOld(page), true);
    await box.blur();
    await page.getByRole('heading', { name: 'Renamed', level: 1 }).waitFor();
  }));

  it('finds its server again, and what changed meanwhile', () => preview('/postmortems/first/', async (page, site) => {
    await site.end();
    site.write('content/postmortems/first.md', document('Renamed'));
    await site.again();
    await page.getByRole('heading', { name: 'Renamed', level: 1 }).waitFor({ timeout: 60000 });
  }, { except: text => text.includes('ERR_CONNECTION_REFUSED') || text.includes('ERR_INCOMPLETE_CHUNKED_ENCODING') }));

  it('an address that is not there yet becomes its page', () => preview('/postmortems/third/', async (page, site) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    site.write('content/postmortems/third.md', document('Third outage'));
    await page.getByRole('heading', { name: 'Third outage', level: 1 }).waitFor();
  }, { except: text => text.includes('404') }));
});

describe('what is wrong is said over the page', () => {
  it('names file, line and column, shows the place, and goes when it is mended', () => preview('/postmortems/first/', async (page, site) => {
    site.write('content/postmortems/first.md', broken);
    await note(page).waitFor();
    await note(page).getByText(/^postmortems\/first\.md:\d+:\d+$/).waitFor();
    await note(page).getByRole('heading', { name: 'This document cannot be read' }).waitFor();
    assert.match(await note(page).locator('.lines').innerText(), /title: \[First outage/);
    await page.locator('main pre').getByText('title: [First outage').waitFor();
    site.write('content/postmortems/first.md', document('Mended outage'));
    await page.getByRole('heading', { name: 'Mended outage', level: 1 }).waitFor();
    assert.equal(await note(page).count(), 0);
  }));

  it('can be used and closed with the keyboard, and stays closed', () => preview('/postmortems/first/', async (page, site) => {
    site.write('content/postmortems/first.md', broken);
    await note(page).waitFor();
    assert.equal(await page.evaluate(() => window.document.querySelector('pmsite-live').shadowRoot.activeElement.textContent), 'Close');
    await page.keyboard.press('Escape');
    await note(page).waitFor({ state: 'hidden' });
    await badge(page).waitFor();
    await page.reload();
    await badge(page).waitFor();
    assert.equal(await note(page).count(), 0);
    await badge(page).focus();
    await page.keyboard.press('Enter');
    await note(page).waitFor();
    await page.keyboard.press('Enter');
    await note(page).waitFor({ state: 'hidden' });
  }));

  it('is a badge on other pages, which leads to the document', () => preview('/postmortems/second/', async (page, site) => {
    site.write('content/postmortems/first.md', broken);
    const link = page.getByRole('link', { name: /^1 document cannot be read: postmortems\/first\.md:\d+$/ });
    await link.click();
    await page.waitForURL('**/postmortems/first/');
    await note(page).waitFor();
    await page.goBack();
    await link.waitFor();
    site.write('content/postmortems/first.md', document('First outage'));
    await link.waitFor({ state: 'detached' });
  }));

  it('keeps the last good site under a broken theme or book.toml', () => preview('/postmortems/first/', async (page, site) => {
    site.write('book.toml', '[book]\ntitel = "x"\n');
    await note(page).getByText('book.toml:2:1').waitFor();
    await note(page).getByText(/did you mean/).waitFor();
    await page.getByText('Paragraph 3 of').waitFor();
    site.remove('book.toml');
    await note(page).waitFor({ state: 'hidden' });
    site.write('theme/templates/postmortem.html', '{% block main %}{{ <b>oops</b>');
    await note(page).getByText('<b>oops</b>').waitFor();
    await page.getByText('Paragraph 3 of').waitFor();
    site.remove('theme');
    await note(page).waitFor({ state: 'hidden' });
  }));

  for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['phone', phone]]) {
    it(`is accessible: ${name}`, () => preview('/postmortems/first/', async (page, site) => {
      site.write('content/postmortems/first.md', broken);
      await note(page).waitFor();
      await page.evaluate(axe);
      const check = () => page.evaluate(() => window.axe.run('pmsite-live', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
      assert.deepEqual((await check()).violations.map(found => `${found.id}: ${found.nodes.map(node => node.html)}`), []);
      assert.ok(await page.evaluate(() => window.document.documentElement.scrollWidth <= innerWidth));
      await page.keyboard.press('Escape');
      await badge(page).waitFor();
      assert.deepEqual((await check()).violations.map(found => `${found.id}: ${found.nodes.map(node => node.html)}`), []);
      if (process.env.PMSITE_SHOTS) {
        await page.screenshot({ path: join(process.env.PMSITE_SHOTS, `badge-${name}.png`) });
        await badge(page).click();
        await note(page).waitFor();
        await page.screenshot({ path: join(process.env.PMSITE_SHOTS, `note-${name}.png`) });
      }
      // The checker styles what it looks at.
    }, { ...options, except: text => text.includes('Applying inline style') }));
  }
});

const tab = page => page.getByRole('button', { name: /^Review \d+ of \d+/ });
const drawer = page => page.getByRole('complementary', { name: 'Review' });
const poor = document('First outage', 'Nobody could pay. [Log](gone.md)').replace('severity: SEV-2\n', '');

describe('the drawer of the author', () => {
  it('says what is missing, copies a line, and follows a save while it is open', () => preview('/postmortems/first/', async (page, site, context) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    site.write('content/postmortems/first.md', poor);
    await page.getByText('Nobody could pay').first().waitFor();
    assert.equal(await drawer(page).count(), 0, 'closed until it is asked for');
    await tab(page).click();
    await drawer(page).getByText(/^Missing: severity, start time, end time/).waitFor();
    await drawer(page).getByText('the link gone.md points at nothing').waitFor();
    await drawer(page).getByRole('button', { name: 'Copy: severity' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'severity: SEV2');
    await page.getByRole('status').filter({ hasText: 'Copied: severity' }).waitFor();
    site.write('content/postmortems/first.md', poor.replace('date:', 'severity: SEV2\ndate:'));
    await drawer(page).getByText(/^Missing: start time, end time/).waitFor();
    await drawer(page).getByRole('button', { name: 'Other documents' }).click();
    await drawer(page).getByRole('link', { name: 'Second outage' }).click();
    await page.waitForURL('**/postmortems/second/');
    await drawer(page).waitFor();
  }));

  it('is used by keyboard, and is on no page of which nothing is asked', () => preview('/postmortems/first/', async page => {
    await tab(page).focus();
    await page.keyboard.press('Enter');
    await drawer(page).waitFor();
    assert.equal(await tab(page).getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' }).catch(() => {});
    assert.equal(await drawer(page).count(), 0);
    assert.match(await page.evaluate(() => window.document.querySelector('pmsite-live').shadowRoot.activeElement.textContent), /^Review/);
    await page.goto(new URL('/postmortems/', page.url()).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await tab(page).count(), 0);
  }));

  for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['phone', phone]]) {
    it(`is accessible: ${name}`, () => preview('/postmortems/first/', async (page, site) => {
      site.write('content/postmortems/first.md', poor);
      await page.getByText('Nobody could pay').first().waitFor();
      await tab(page).waitFor();
      const shot = part => process.env.PMSITE_SHOTS ? page.screenshot({ path: join(process.env.PMSITE_SHOTS, `drawer-${part}-${name}.png`) }) : null;
      await shot('closed');
      await tab(page).click();
      await drawer(page).getByRole('button', { name: 'Other documents' }).click();
      await drawer(page).getByRole('link', { name: 'Second outage' }).waitFor();
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run('pmsite-live', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
      assert.deepEqual(found.violations.map(found => `${found.id}: ${found.nodes.map(node => node.html)}`), []);
      assert.ok(await page.evaluate(() => window.document.documentElement.scrollWidth <= innerWidth));
      await shot('open');
      await page.evaluate(() => { const drawer = window.document.querySelector('pmsite-live').shadowRoot.querySelector('.drawer'); drawer.scrollTop = drawer.scrollHeight; });
      await shot('end');
    }, { ...options, except: text => text.includes('Applying inline style') }));
  }
});
