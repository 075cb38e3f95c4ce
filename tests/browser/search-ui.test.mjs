// The search box on each page and the search page, in a real browser.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, buildDemo, files, launch, pageKinds, serve, watch } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = buildDemo(), kinds = pageKinds(folder);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const secret = '2026-03-02 02:14:55.201 UTC [18423] ERROR: remaining connection slots are reserved\n    at Pool.connect (pool.js:17)\n    token=hunter2';
let browser, host;
before(async () => { [browser, host] = [await launch(), await serve(folder)]; });
after(async () => { await browser?.close(); host?.close(); });

/** Opens a page, hands it to `use`, and closes its context; nothing odd may happen but what `except` names. */
async function open(path, options, use) {
  const { except = () => false, at = host, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...rest });
  try {
    const page = await context.newPage(), odd = watch(page, { within: at.url(''), except: except === true ? () => true : except });
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map(source => source.node?.className || source.node?.nodeName).join(' ')}`)))
        .observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(at.url(path), { waitUntil: 'load' });
    const result = await use(page, context);
    // What was on its way when the page was left has failed; everything else that fails shows in the console too.
    if (except !== true) assert.deepEqual(odd.filter(line => !line.startsWith('failed: ')), []);
    return result;
  } finally { await context.close(); }
}
const input = page => page.getByLabel('Search the incidents');
const options = page => page.locator('.pop [role=option]');
const hits = page => page.locator('main ol .t');
const status = page => page.locator('#pm_status');
/** Key by key, in place of what stands there. */
async function type(page, text) {
  await input(page).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}
async function paste(page, text) {
  await page.evaluate(copied => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('Control+V');
}
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

describe('the box of a page', () => {
  it('shows the line of each page that holds most of the text, and which words are too common', () => open('postmortems/', {}, async page => {
    await type(page, 'the kafka disk');
    const hit = options(page).filter({ hasText: 'Kafka broker out of disk' });
    await hit.locator('.x mark').first().waitFor();
    assert.match(await hit.locator('.x').textContent(), /kafka|disk/i);
    assert.equal(await page.locator('.pop #pm_note').innerText(), 'Too common to be looked for: the');
  }));

  for (const [kind, path] of Object.entries(kinds)) {
    it(`is there once on ${kind}, and \`/\` goes to it`, () => open(path, {}, async page => {
      assert.equal(await page.getByRole('search').count(), 1);
      await page.keyboard.press('/');
      assert.ok(await input(page).evaluate(element => element === document.activeElement));
      assert.equal(await input(page).inputValue(), '', 'the key itself is no text');
      await page.keyboard.type('a/b');
      assert.equal(await input(page).inputValue(), 'a/b', 'in a field it is one');
    }));
  }

  for (const path of ['services/', 'search/?q=certificate']) {
    it(`has the focus by Ctrl+K too (${path})`, () => open(path, {}, async page => {
      await page.keyboard.press('Control+k');
      assert.ok(await input(page).evaluate(element => element === document.activeElement));
    }));
  }

  it('hands the focus on to the search page, from where an arrow leads to the first result', () => open('services/', {}, async page => {
    await page.keyboard.press('/');
    await page.keyboard.type('certificate');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\//);
    await hits(page).first().waitFor();
    assert.ok(await input(page).evaluate(element => element === document.activeElement));
    await page.keyboard.press('ArrowDown');
    assert.ok(await hits(page).first().evaluate(element => element === document.activeElement));
  }));

  it('loads nothing before somebody searches', () => open('services/', {}, async page => {
    const loaded = () => page.evaluate(() => performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/search/')));
    assert.deepEqual(await loaded(), []);
    await input(page).focus();
    await page.waitForFunction(() => document.querySelector('.find [role=combobox]'));
    assert.ok((await loaded()).length > 0);
  }));

  it('answers in place while one types, says how many, and moves nothing', () => open('services/', {}, async page => {
    await page.keyboard.press('/');
    await page.keyboard.type('certificate', { delay: 20 });
    await options(page).first().waitFor();
    assert.match(await status(page).textContent(), /^\d+ results?$/);
    assert.match(await options(page).first().textContent(), /certificate/i);
    assert.ok(await page.locator('.pop').getByText('How it was fixed').count() > 0);
    assert.equal(await input(page).getAttribute('aria-expanded'), 'true');
    assert.equal(await page.evaluate(() => document.getElementById(document.querySelector('.find input').getAttribute('aria-controls')).getAttribute('role')), 'listbox');
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
  }));

  it('arrows choose, Enter opens, Escape closes', () => open('services/', {}, async page => {
    await page.keyboard.press('/');
    await page.keyboard.type('certificate');
    await options(page).nth(2).waitFor();
    const active = () => page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.getAttribute('href'));
    const chosen = () => page.locator('.pop [aria-selected=true]').count();
    await page.keyboard.press('ArrowDown');
    const first = await active();
    await page.keyboard.press('ArrowDown');
    const second = await active();
    assert.ok(first && second && first !== second);
    assert.equal(await chosen(), 1);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.deepEqual([await active(), await chosen()], [undefined, 0], 'back to the text');
    await page.keyboard.press('ArrowUp');
    assert.ok(await active(), 'round to the last one');
    await page.keyboard.press('Escape');
    assert.ok(await page.locator('.pop').isHidden());
    assert.deepEqual([await active(), await chosen()], [undefined, 0], 'nothing is highlighted that Enter would open');
    assert.equal(await input(page).inputValue(), 'certificate', 'the text stays');
    assert.equal(await input(page).getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('ArrowDown');
    await options(page).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await Promise.all([page.waitForURL(first), page.keyboard.press('Enter')]);
    assert.equal(page.url(), first);
  }));

  it('Enter without a choice opens the search page with the query in its address', () => open('services/', {}, async page => {
    await page.keyboard.press('/');
    await page.keyboard.type('expired certificate');
    await options(page).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\/\?q=expired/);
    await hits(page).first().waitFor();
    assert.equal(await input(page).inputValue(), 'expired certificate');
  }));

  it('Enter before any answer gets there too', () => open('services/', {}, async page => {
    await type(page, 'expired certificate');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\/\?q=expired/);
    await hits(page).first().waitFor();
  }));

  it('closes when one goes elsewhere', () => open('services/', {}, async page => {
    await page.keyboard.press('/');
    await page.keyboard.type('certificate');
    await options(page).first().waitFor();
    await page.mouse.click(20, 700);
    assert.ok(await page.locator('.pop').isHidden());
  }));

  it('never shows the answer of an older query', () => open('services/', {}, async page => {
    await input(page).focus();
    await page.waitForFunction(() => document.querySelector('.find [role=combobox]'));
    await page.evaluate(() => {
      const { search } = window.pmsite, box = document.querySelector('.find input'), list = document.querySelector('.pop [role=listbox]');
      window.seen = [];
      window.pmsite.search = async (query, options) => {
        // Each query later than the next one.
        await new Promise(done => setTimeout(done, 900 - query.length * 100));
        const answer = await search(query, options);
        return { ...answer, results: answer.results.map(result => ({ ...result, title: query })) };
      };
      new MutationObserver(() => list.children.length && window.seen.push([box.value, list.textContent.slice(0, box.value.length)])).observe(list, { childList: true });
    });
    await page.keyboard.type('kafka', { delay: 30 });
    await options(page).first().waitFor();
    await page.waitForTimeout(900);
    const seen = await page.evaluate(() => window.seen);
    assert.deepEqual(seen.filter(([typed, shown]) => typed !== shown), []);
    assert.deepEqual(seen.at(-1), ['kafka', 'kafka']);
  }));

  it('while shards are slow it says so, and shows the newest query alone', () => open('services/', {}, async page => {
    await page.route('**/*.pms', async route => { await new Promise(done => setTimeout(done, 500)); await route.continue(); });
    await page.keyboard.press('/');
    await page.keyboard.type('certificate');
    await page.locator('#pm_note', { hasText: 'Searching' }).waitFor();
    await type(page, 'kafka');
    await options(page).first().waitFor();
    const found = await page.evaluate(async () => (await window.pmsite.search('kafka', { limit: 7 })).results.map(result => result.title));
    assert.deepEqual(await options(page).locator('.t').allTextContents(), found);
  }));

  it('says that it searches while its own script is on its way', () => open('services/', {}, async page => {
    let release;
    await page.route('**/client.js', async route => { await new Promise(done => { release = done; }); await route.continue(); });
    await page.keyboard.press('/');
    await page.keyboard.type('certificate');
    await page.locator('#pm_note', { hasText: 'Searching' }).waitFor();
    release();
    await options(page).first().waitFor();
    assert.equal(await page.locator('#pm_note').textContent(), '');
  }));

  it('where its script did not come it says so, and not that it searches, until the script comes', () => open('services/', { except: true }, async page => {
    await page.route(/client\.js/, route => route.abort());
    const alert = page.getByRole('alert').filter({ hasText: 'did not arrive' }), note = page.locator('#pm_note');
    await page.keyboard.press('/');
    await alert.waitFor();
    await page.keyboard.type('certif');
    await page.waitForTimeout(300);
    assert.equal(await note.textContent(), '');
    assert.ok(await alert.isVisible());
    await page.unroute(/client\.js/);
    await page.keyboard.type('icate');
    await options(page).first().waitFor();
  }));

  it('names a filter without a value, and one that it does not know', () => open('services/', {}, async page => {
    await page.keyboard.press('/');
    await page.keyboard.type('certificate service:');
    await options(page).first().waitFor();
    await page.locator('#pm_note', { hasText: /narrows nothing: service:$/ }).waitFor();
    await page.keyboard.type('nosuch');
    await page.locator('#pm_note', { hasText: 'narrows nothing: service:nosuch' }).waitFor();
  }));

  it('other scripts may ask for anything and get an answer', () => open('', {}, async page => {
    const totals = await page.evaluate(() => Promise.all([null, undefined, 7, {}, [], true].map(async query => (await window.pmsite.search(query)).total)));
    assert.deepEqual(totals, [0, 0, 0, 0, 0, 0]);
    const shown = await page.evaluate(() => Promise.all([{ limit: NaN }, { limit: -1 }, null, { limit: 3 }].map(async options => (await window.pmsite.search('bookings', options)).results.length)));
    assert.deepEqual(shown, [10, 10, 10, 3]);
  }));

  it('other scripts may search', () => open('', {}, async page => {
    const answer = await page.evaluate(() => window.pmsite.search('certificate', { limit: 3 }));
    assert.equal(answer.results.length, 3);
    assert.ok(answer.total >= 3 && answer.results[0].title && answer.results[0].url && answer.results[0].score > 0);
  }));

  it('on a phone an icon opens it over the bar, and it closes again', () => open('services/', phone, async page => {
    assert.ok(await input(page).isHidden());
    const icon = page.getByRole('link', { name: 'Search', exact: true });
    await icon.tap();
    assert.ok(await input(page).evaluate(element => element === document.activeElement));
    await page.keyboard.type('certificate');
    await options(page).first().waitFor();
    const seen = await page.evaluate(() => {
      const box = element => document.querySelector(element).getBoundingClientRect();
      return { over: document.documentElement.scrollWidth - innerWidth, left: box('.pop').left, right: box('.pop').right, close: box('.find-close').height, field: box('.find input').height };
    });
    assert.deepEqual([seen.over, seen.left, seen.right], [0, 0, 390]);
    assert.ok(seen.close >= 44 && seen.field >= 44, JSON.stringify(seen));
    await page.getByRole('button', { name: 'Close the search' }).tap();
    assert.ok(await input(page).isHidden());
    assert.ok(await page.locator('.pop').isHidden());
  }));
});

describe('pasted text', () => {
  for (const path of ['services/', '', 'search/']) {
    it(`keeps its words apart, shows which counted, and stays out of the address (from ${path || 'home'})`, () => open(path, clipboard, async (page, context) => {
      const addresses = [];
      page.on('framenavigated', frame => addresses.push(frame.url()));
      context.on('request', request => addresses.push(request.url()));
      await page.keyboard.press('/');
      await paste(page, secret);
      assert.match(await input(page).inputValue(), /reserved at Pool\.connect \(pool\.js:17\) token=hunter2$/);
      const note = page.locator('#pm_note');
      await note.getByText('connection slots').waitFor();
      assert.match(await note.textContent(), /In no document:.*hunter2/);
      assert.doesNotMatch(await note.textContent(), /18423|02:14/);
      await page.keyboard.press('Enter');
      await hits(page).first().waitFor();
      await page.getByText('Pasted text stays in this tab').waitFor();
      await page.waitForTimeout(400);
      assert.equal(page.url(), host.url('search/'));
      assert.match(await input(page).inputValue(), /hunter2$/);
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      await page.reload();
      await page.getByText('Pasted text stays in this tab').waitFor();
      assert.match(await input(page).inputValue(), /hunter2$/, 'a reload keeps it');
      assert.deepEqual(addresses.filter(address => /hunter2|reserved/.test(address)), []);
    }));
  }

  it('of one line, short and like typed syntax, has no operators and no address', () => open('services/', clipboard, async page => {
    for (const text of ['certificate -expired "no such phrase"', 'certificate']) {
      await page.goto(host.url('services/'));
      await page.keyboard.press('/');
      await paste(page, text);
      await options(page).first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/search\/$/);
      await page.getByText('Pasted text stays in this tab').waitFor();
      assert.match(await page.locator('#pm_note').textContent(), /Looked for: certificate/);
      assert.doesNotMatch(await page.locator('#pm_note').textContent(), /Without|left out/);
      await page.reload();
      await page.getByText('Pasted text stays in this tab').waitFor();
      await page.waitForTimeout(400);
      assert.equal(page.url(), host.url('search/'));
    }
    // What replaces all of it is typed again.
    await type(page, 'certificate -expired');
    await page.getByText('Without:').waitFor();
    await page.waitForURL(/q=certificate/);
  }));

  it('takes the place of what was pasted before, and of nothing that was typed; its facets hold no address', () => open('search/', clipboard, async page => {
    await input(page).focus();
    for (const text of ['disk full', 'kafka lag\n    at worker', secret, 'certificate expired']) {
      await paste(page, text);
      assert.equal(await input(page).inputValue(), text.replace(/\n\s*/g, ' '));
    }
    await status(page).filter({ hasText: /result/ }).waitFor();
    assert.equal(await page.locator('.rail a').count(), 0);
    assert.ok(await page.locator('.rail li .n').count() > 1, 'they are there all the same');
    await page.keyboard.press('Control+Z');
    assert.notEqual(await input(page).inputValue(), 'certificate expired', 'what was replaced can be had back');
    await type(page, 'kafka ');
    await paste(page, 'certificate');
    assert.equal(await input(page).inputValue(), 'kafka certificate');
  }));

  it('looks like an error: it stays out of the address though it was typed', () => open('search/', {}, async page => {
    await type(page, 'ERROR: duplicate key value violates unique constraint "orders_pkey"');
    await hits(page).first().waitFor();
    await page.getByText('Pasted text stays in this tab').waitFor();
    await page.waitForTimeout(400);
    assert.equal(page.url(), host.url('search/'));
  }));

  it('so does Enter at once, and a long text in one line', () => open('services/', clipboard, async page => {
    for (const text of [secret, `word ${'padding '.repeat(30)}hunter2`]) {
      await page.goto(host.url('services/'));
      await page.keyboard.press('/');
      await paste(page, text);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/search\/$/);
      await status(page).filter({ hasText: /result|weaker/ }).waitFor();
      await page.waitForTimeout(400);
      assert.equal(page.url(), host.url('search/'));
    }
  }));
});

describe('what nobody typed key by key stays out of the address', () => {
  const word = 'hunter2certificate';
  const ways = {
    'pasted, deleted and undone': async page => { await paste(page, word); await page.keyboard.press('Control+A'); await page.keyboard.press('Delete'); await page.keyboard.press('Control+Z'); },
    'pasted, cut and undone': async page => { await paste(page, word); await page.keyboard.press('Control+A'); await page.keyboard.press('Control+X'); await page.keyboard.press('Control+Z'); },
    'pasted, typed over and undone': async page => { await paste(page, word); await page.keyboard.press('Control+A'); await page.keyboard.type('x'); await page.keyboard.press('Control+Z'); },
    'pasted, undone and done again': async page => { await paste(page, word); await page.keyboard.press('Control+Z'); await page.keyboard.press('Control+Shift+Z'); },
    'pasted and typed on': async page => { await paste(page, word); await page.keyboard.press('Backspace'); await page.keyboard.type('e s'); },
    'pasted and sent once more while all of it is selected': async page => { await paste(page, word); await page.keyboard.press('Control+A'); await page.keyboard.press('Enter'); await page.waitForTimeout(300); },
    'inserted in one piece': page => page.keyboard.insertText(word),
    'put there by another script': page => input(page).evaluate((element, word) => { element.value = word; element.dispatchEvent(new Event('input')); }, word),
    'dropped': page => input(page).evaluate((element, word) => {
      element.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertFromDrop', data: word }));
      element.value = word;
      element.dispatchEvent(new InputEvent('input', { inputType: 'insertFromDrop', data: word }));
    }, word),
  };
  for (const path of ['services/', 'search/']) for (const [name, act] of Object.entries(ways)) {
    it(`${name} (${path})`, () => open(path, clipboard, async page => {
      const addresses = [];
      page.on('framenavigated', frame => addresses.push(frame.url()));
      page.on('request', request => addresses.push(request.url()));
      await page.keyboard.press('/');
      await page.waitForFunction(() => window.pmsite);
      await act(page);
      await page.waitForTimeout(500);
      assert.match(await input(page).inputValue(), /hunter2/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/search\/$/);
      await page.getByText('Pasted text stays in this tab').waitFor();
      await page.waitForTimeout(400);
      assert.deepEqual([page.url(), ...addresses].filter(address => address.includes('hunter2')), []);
    }));
  }

  it('until all of it is gone; what is composed is typed', () => open('search/', clipboard, async (page, context) => {
    await page.keyboard.press('/');
    await paste(page, word);
    await type(page, 'kafka');
    await page.waitForURL(/q=kafka$/);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    const devtools = await context.newCDPSession(page);
    await devtools.send('Input.imeSetComposition', { text: '障害', selectionStart: 2, selectionEnd: 2 });
    await page.waitForURL(/q=%E9%9A%9C/);
  }));
});

describe('what one page hands over to the search page', () => {
  /** The page of results never comes. */
  const fail = async page => {
    await page.route('**/search/', route => route.abort());
    await page.keyboard.press('/');
    await paste(page, 'kafka hunter2');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    await page.unroute('**/search/');
  };
  it('yields to an address that was shared', () => open('services/', { ...clipboard, except: true }, async page => {
    await fail(page);
    await page.goto(host.url('search/?q=certificate'));
    await hits(page).first().waitFor();
    assert.equal(await input(page).inputValue(), 'certificate');
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  }));
  it('is forgotten where another page comes first', () => open('services/', { ...clipboard, except: true }, async page => {
    await fail(page);
    await page.goto(host.url('actions/'));
    await page.goto(host.url('search/'));
    await page.waitForTimeout(300);
    assert.equal(await input(page).inputValue(), '');
  }));
});

describe('before the script is there', () => {
  it('Enter sends nothing, and the text stays', () => open('', {}, async page => {
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    await page.route('**/site.js', () => {});
    await page.goto(host.url(''), { waitUntil: 'commit' });
    await input(page).fill('ERROR Authorization: Bearer hunter2');
    await input(page).press('Enter');
    await page.waitForTimeout(300);
    assert.equal(page.url(), host.url(''));
    assert.deepEqual(asked.filter(url => url.includes('hunter2')), []);
    assert.equal(await input(page).inputValue(), 'ERROR Authorization: Bearer hunter2');
  }));
});

describe('the search page', () => {
  it('says what can be typed, and the examples work', () => open('search/', {}, async page => {
    for (const operator of ['service:', 'cause:', 'sev<=2', 'after:', '"out of memory"', '-dns']) assert.ok(await page.locator('.hints', { hasText: operator }).count() > 0, operator);
    await page.locator('.hints').getByRole('link', { name: /^service:/ }).click();
    await hits(page).first().waitFor();
    assert.match(page.url(), /\?q=service%3A/);
    assert.ok(await page.locator('.hints').isHidden());
    await page.goBack();
    await page.locator('.hints').waitFor();
    assert.equal(await input(page).inputValue(), '');
  }));

  it('an address can be shared: query, filter and order', () => open('search/?q=certificate+sev%3C%3D2&sort=newest', {}, async page => {
    await hits(page).first().waitFor();
    assert.equal(await input(page).inputValue(), 'certificate sev<=2');
    assert.equal(await page.getByLabel('Sort by').inputValue(), 'newest');
    const dates = await page.locator('.hits time').allTextContents();
    const dated = dates.filter(Boolean);
    assert.deepEqual(dated, [...dated].sort().reverse());
    assert.match(await status(page).textContent(), /^\d+ results?$/);
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
  }));

  it('offers the code of the fix whole, to copy, and moves nothing for it', () => open('search/?q=acquirer+client+certificate', clipboard, async page => {
    const hit = page.locator('.hits .hit', { hasText: 'Card payments failed' });
    await hit.getByRole('button', { name: 'Copy' }).waitFor();
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    await hit.getByRole('button', { name: 'Copy' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied.split('\n').length, 3, copied);
    assert.match(copied, /^kubectl -n payments create secret tls payments-acquirer-mtls \\\n {4}--cert=client-2023\.pem --key=client-2023\.key .*apply -f -\nkubectl -n payments rollout restart deploy\/payments$/);
    assert.doesNotMatch(await page.locator('.hits').textContent(), /⏎/);
  }));

  it('reads nothing behind the document: no chart, no list of the page', () => open('search/?q=incidents+longest+gap+certificate', {}, async page => {
    await page.locator('.hits .at').first().waitFor();
    await page.waitForTimeout(500);
    assert.ok(await page.locator('.hits .x').count() > 2);
    assert.doesNotMatch(await page.locator('.hits').textContent(), /When it happened|longest gap/);
  }));

  it('narrows down by a facet, keeps it in the address, and takes it back', () => open('search/?q=database', {}, async page => {
    const rail = page.locator('.rail'), value = rail.locator('section').first().locator('a').first();
    await value.waitFor();
    const count = Number(await rail.locator('section').first().locator('.n').first().textContent()), name = await value.textContent();
    await value.click();
    await page.waitForURL(/q=database\+service%3A/);
    await rail.locator('[aria-current=true]').waitFor();
    assert.equal(await rail.locator('[aria-current=true]').textContent(), name);
    assert.equal(await status(page).textContent(), count === 1 ? '1 result' : `${count} results`);
    assert.match(await input(page).inputValue(), /^database service:\S+$/);
    await rail.locator('[aria-current=true]').click();
    await page.waitForURL(/q=database$/);
    assert.equal(await input(page).inputValue(), 'database');
    await page.goBack();
    await page.waitForURL(/q=database\+service%3A/);
    await rail.locator('[aria-current=true]').waitFor();
    for (const heading of ['Service', 'Root cause', 'Severity', 'Year']) assert.equal(await rail.getByRole('heading', { name: heading, exact: true }).count(), 1, heading);
  }));

  it('excerpts are marked, and section links lead to their section', () => open('search/?q=certificate+expired', {}, async page => {
    await page.locator('.hits .x mark').first().waitFor();
    assert.match((await page.locator('.hits .x mark').first().textContent()).toLowerCase(), /certificate|expire/);
    // One link throughout, and no other hit's sections on their way: what is first, and where, may change until then.
    await page.waitForLoadState('networkidle');
    const link = await page.locator('.hits .at a').first().elementHandle(), section = await link.textContent();
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    await link.click();
    await page.waitForLoadState('load');
    const target = await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.textContent.trim());
    assert.ok(target && target.startsWith(section), `${section} / ${target}`);
  }));

  it('has more results when asked, and goes on from there', () => open('search/?q=bookings', {}, async page => {
    await hits(page).nth(9).waitFor();
    assert.equal(await hits(page).count(), 10);
    await page.getByRole('button', { name: 'More results' }).click();
    await hits(page).nth(10).waitFor();
    await page.waitForFunction(() => document.activeElement.matches('.hits .t'));
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('.hits .t')].indexOf(document.activeElement)), 10);
    const titles = await hits(page).evaluateAll(links => links.map(link => link.href));
    assert.equal(new Set(titles).size, titles.length);
  }));

  it('arrows go from the text through the results, Escape goes back, Enter opens', () => open('search/?q=certificate', {}, async page => {
    await hits(page).nth(1).waitFor();
    assert.ok(await input(page).evaluate(element => element === document.activeElement), 'one may go on typing');
    const at = () => page.evaluate(() => [...document.querySelectorAll('.hits .t')].indexOf(document.activeElement));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), 1);
    await page.keyboard.press('Escape');
    assert.ok(await input(page).evaluate(element => element === document.activeElement));
    await page.keyboard.press('ArrowDown');
    const to = await hits(page).first().evaluate(link => link.href);
    await Promise.all([page.waitForURL(to), page.keyboard.press('Enter')]);
    await page.goBack();
    await hits(page).first().waitFor();
    assert.equal(await input(page).inputValue(), 'certificate');
  }));

  it('typing is one step of the history, each search another', () => open('search/?q=certificate', {}, async page => {
    await hits(page).first().waitFor();
    await type(page, '');
    await page.keyboard.type('kafka', { delay: 20 });
    await page.waitForURL(/q=kafka$/);
    await page.keyboard.press('Enter');
    await type(page, 'disk full');
    await page.waitForURL(/q=disk/);
    await page.goBack();
    await page.waitForURL(/q=kafka$/);
    assert.equal(await input(page).inputValue(), 'kafka');
    await page.goBack();
    await page.waitForURL(/q=certificate$/);
    assert.equal(await input(page).inputValue(), 'certificate');
  }));

  it('Escape in the text leaves it and deletes nothing', () => open('search/?q=certificate', {}, async page => {
    await hits(page).first().waitFor();
    assert.ok(await input(page).evaluate(element => element === document.activeElement), 'one may go on typing');
    await page.keyboard.press('Escape');
    assert.equal(await input(page).inputValue(), 'certificate');
    assert.ok(await input(page).evaluate(element => element !== document.activeElement));
  }));

  it('a phrase of stop words falls back to words that begin so, and says so', () => open('search/?q=%22of+the%22', {}, async page => {
    await hits(page).first().waitFor();
    assert.match(await page.locator('#pm_note').textContent(), /left out: "of the"/);
  }));

  it('names a filter that it does not know, and says when nothing is found', () => open('search/?q=database+service%3Anowhere', {}, async page => {
    await page.locator('#pm_note', { hasText: 'service:nowhere' }).waitFor();
    await type(page, 'zzqxv');
    await page.getByRole('alert').filter({ hasText: 'Nothing found' }).waitFor();
    assert.equal(await status(page).textContent(), '0 results');
    assert.ok(await page.getByRole('alert').getByRole('link', { name: 'Postmortems' }).count() > 0);
  }));

  it('a phrase that nothing holds falls back to its words, and what is excluded can be shown', () => open('search/?q=%22expired+certificate+zebra%22', {}, async page => {
    await hits(page).first().waitFor();
    const note = page.locator('#pm_note');
    assert.match(await note.textContent(), /In no document: zebra.*left out: "expired certificate zebra"/);
    await type(page, 'certificate -expired');
    await note.getByText('Without: expired').waitFor();
    assert.doesNotMatch(await note.textContent(), /leaves out/);
    await type(page, '-expired');
    await note.getByText('leaves out only what stands behind another word').waitFor();
    await type(page, 'certificate after:2026-13');
    await note.getByText('narrows nothing: after:2026-13').waitFor();
    await type(page, 'certificate -expired');
    await note.getByText('Without: expired').waitFor();
    const before = await status(page).textContent();
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.waitForURL(/q=certificate$/);
    await page.waitForFunction(before => document.querySelector('#pm_status').textContent !== before && /result/.test(document.querySelector('#pm_status').textContent), before);
    assert.equal((await input(page).inputValue()).trim(), 'certificate');
    // It goes where it stands, and nothing like it.
    await type(page, 'read-only -only');
    await note.getByText('Without: only').waitFor();
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.waitForURL(/q=read-only$/);
  }));

  it('of a query of one word it does not say how many words a hit holds', () => open('search/?q=certificate-zebra', {}, async page => {
    await hits(page).first().waitFor();
    assert.equal(await page.locator('.hits').getByText(/of 1 word/).count(), 0);
    await type(page, 'certificate-zebra kafka-zebra');
    await page.locator('.hits').getByText('0 of 2 words').first().waitFor();
  }));

  it('sure and weaker matches are told apart, with the words that each holds', () => open('search/?q=kafka+broker+certificate+renewal+rotation', {}, async page => {
    await hits(page).first().waitFor();
    const told = await status(page).textContent(), sure = Number(/^\d+/.exec(told)[0]);
    assert.match(told, /^\d+ results?, \d+ weaker$/);
    while (await page.locator('.weaker').count() === 0) await page.getByRole('button', { name: 'More results' }).click();
    const at = await page.locator('.hits li').evaluateAll(items => items.findIndex(item => item.querySelector('.weaker')));
    assert.equal(at, sure);
    assert.ok(await page.locator('.hits li').getByText(/^\d of 5 words/).count() > 0);
  }));

  it('names what stands for a word, and what is nearest where nothing is found', () => open('search/?q=certifcate', {}, async page => {
    await hits(page).first().waitFor();
    assert.ok(await page.locator('.hits').getByText('certificate for certifcate').count() > 0);
    await type(page, 'certifyingly');
    await page.getByRole('alert').filter({ hasText: 'Nothing found' }).waitFor();
    await page.locator('#pm_note').getByText('In no document: certifyingly').waitFor();
    await page.locator('#pm_note').getByRole('button').first().click();
    await hits(page).first().waitFor();
    assert.match(await input(page).inputValue(), /^certif/);
  }));

  it('is whole on a phone: filters folded, nothing sideways', () => open('search/?q=database', phone, async page => {
    await hits(page).first().waitFor();
    assert.equal(await page.locator('.rail').evaluate(element => element.open), false);
    await page.getByText('Narrow down').tap();
    await page.locator('.rail section a').first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  }));

  it('asks search engines to stay away, and no sitemap names it', () => {
    assert.match(readFileSync(join(folder, 'search/index.html'), 'utf8'), /<meta name="robots" content="noindex">/);
    assert.doesNotMatch(readFileSync(join(folder, 'sitemap.xml'), 'utf8'), /\/search\//);
  });
});

describe('broken search data says what to do', () => {
  const cases = {
    'a missing index': [/not on this site/, page => page.route('**/manifest.json', route => route.fulfill({ status: 404, body: '' }))],
    'a missing shard': [/not on this site|published anew/, page => page.route('**/*.pms', route => route.fulfill({ status: 404, body: '' }))],
    'a truncated shard': [/damaged/, page => page.route('**/*.pms', async route => { const answer = await route.fetch(); await route.fulfill({ body: (await answer.body()).subarray(0, 20) }); })],
    'a shard of another kind': [/published anew|damaged/, page => page.route('**/*.pms', async route => { const answer = await route.fetch({ url: route.request().url().replace(/[^/]+\.pms$/, 'c0.pms') }); await route.fulfill({ body: await answer.body() }); })],
    'a broken connection': [/did not arrive/, page => page.route('**/search/manifest.json', route => route.abort())],
    // Each try asks for another address, as an import that failed is remembered: `client.js`, `client.js?`.
    'a client that does not arrive': [/did not arrive/, page => page.route(/\/client\.js\?*$/, route => route.abort())],
  };
  for (const [name, [sentence, break_]] of Object.entries(cases)) {
    for (const [where, path] of [['the box', 'services/'], ['the search page', 'search/']]) {
      it(`${name}, in ${where}`, () => open(path, { except: true }, async page => {
        await break_(page);
        if (where === 'the box') await input(page).focus();
        else await page.goto(host.url('search/?q=certificate'));
        if (where === 'the box') await page.keyboard.type('certificate');
        const alert = page.getByRole('alert').filter({ hasText: sentence });
        await alert.waitFor();
        assert.ok(await alert.getByRole('link', { name: 'Postmortems' }).isVisible());
        assert.equal(await page.locator('.hit').count(), 0);
        await page.unrouteAll({ behavior: 'ignoreErrors' });
      }));
    }
  }

  it('once the connection is back, the next letter finds', () => open('services/', { except: true }, async page => {
    await page.route('**/manifest.json', route => route.abort());
    await page.keyboard.press('/');
    await page.keyboard.type('certif');
    await page.getByRole('alert').filter({ hasText: 'did not arrive' }).waitFor();
    await page.unroute('**/manifest.json');
    await page.keyboard.type('i');
    await options(page).first().waitFor();
  }));
});

describe('markup in queries and documents stays text', () => {
  const evil = '<img src=x onerror="window.broken=1"><script>window.broken=2</script>';
  let site, hostile;
  before(async () => {
    const content = join(mkdtempSync(join(tmpdir(), 'pmsite-hostile-')), 'postmortems');
    mkdirSync(content);
    for (const number of [1, 2]) {
      writeFileSync(join(content, `evil${number}.md`), `---\ntitle: '${evil} queue ${number}'\ndate: 2026-01-0${number}\nseverity: '${evil}'\nservices: ['${evil}', checkout]\ntags: ['${evil}']\n---\n\n## Summary\n\nQueue \`${evil}\` stopped.\n\n## Resolution ${evil.replaceAll('<', '&lt;')}\n\nWe restarted \`${evil}\` and the queue.\n`);
    }
    site = build('--content', join(content, '..'), '--keep-going');
    hostile = await serve(site);
  });
  after(() => hostile?.close());

  for (const query of [evil, 'queue', `queue service:"${evil}"`, '"><svg onload=window.broken=3>', '%3Cimg src=x onerror=window.broken=4%3E']) {
    it(`${query.slice(0, 40)}`, () => open('tags/', { at: hostile }, async page => {
      await type(page, query);
      await status(page).filter({ hasText: /result|weaker/ }).or(page.getByRole('alert').filter({ hasText: /\S/ })).first().waitFor({ state: 'attached' });
      await page.goto(`${hostile.url('search/')}?q=${encodeURIComponent(query)}`);
      await status(page).filter({ hasText: /result|weaker/ }).waitFor();
      await page.waitForTimeout(500);
      const seen = await page.evaluate(() => ({ broken: window.broken, images: document.querySelectorAll('main img, main script, .find img').length, titles: [...document.querySelectorAll('.hits .t')].map(link => link.textContent) }));
      assert.equal(seen.broken, undefined);
      assert.equal(seen.images, 0);
      for (const title of seen.titles) assert.ok(!title.includes('queue') || title.includes('<img'), title);
    }));
  }
});

describe('without scripts, and from a file', () => {
  it('the form leads to a page that says so and offers the lists', () => open('services/', { javaScriptEnabled: false }, async page => {
    await type(page, 'certificate');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\/\??$/);
    await page.getByText('Search needs JavaScript').waitFor();
    for (const name of ['Postmortems', 'Services', 'Root causes']) assert.ok(await page.locator('main').getByRole('link', { name, exact: true }).first().isVisible(), name);
    assert.ok(await page.locator('.hunt').isHidden());
  }));

  for (const path of ['index.html', 'services/index.html', 'search/index.html']) {
    it(`from a file, ${path} says that search needs a server`, async () => {
      const context = await browser.newContext(), page = await context.newPage();
      const errors = [];
      page.on('pageerror', error => errors.push(`${error}`));
      await page.goto(pathToFileURL(join(folder, path)).href);
      await page.keyboard.press('/');
      const alert = page.getByRole('alert').filter({ hasText: 'Search needs a web server' });
      await alert.waitFor();
      const link = alert.getByRole('link', { name: 'Postmortems' });
      await page.keyboard.type('certificate');
      await page.waitForTimeout(100);
      assert.equal(await page.locator('#pm_note').textContent(), '', 'nothing is on its way');
      await page.keyboard.press('Enter');
      await alert.waitFor();
      assert.deepEqual(errors, []);
      await link.click();
      await page.waitForURL(/postmortems\/index\.html$/);
      await context.close();
    });
  }
});

describe('axe finds nothing', () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const views = { light: {}, dark: { colorScheme: 'dark' }, phone };
  const states = {
    'the open box': ['services/', async page => {
      if (await input(page).isHidden()) await page.getByRole('link', { name: 'Search', exact: true }).click();
      await type(page, 'certificate');
      await options(page).first().waitFor();
      await page.keyboard.press('ArrowDown');
    }],
    'the open box at home': ['', async page => { await type(page, 'certificate'); await options(page).first().waitFor(); }],
    'a box that found nothing': ['', async page => { await type(page, 'zzqxv'); await page.getByRole('alert').filter({ hasText: 'Nothing' }).waitFor(); }],
    'the search page': ['search/', async () => {}],
    'results': ['search/?q=certificate', async page => { await page.locator('.hits mark').first().waitFor(); await page.waitForTimeout(500); await page.locator('.rail').evaluate(element => { element.open = true; }); await page.waitForTimeout(300); }],
    'no results': ['search/?q=zzqxv+service%3Anowhere', async page => { await page.getByRole('alert').filter({ hasText: 'Nothing' }).waitFor(); }],
  };
  for (const [name, [path, act]] of Object.entries(states)) for (const [view, options] of Object.entries(views)) {
    it(`in ${name}, ${view}`, () => open(path, { ...options, bypassCSP: true }, async page => {
      await act(page);
      await page.evaluate(axe);
      const result = await page.evaluate(runOnly => window.axe.run({ runOnly }), tags);
      assert.ok(result.passes.length > 10);
      assert.deepEqual(result.violations.map(found => `${found.id}: ${found.help}: ${found.nodes.length} x ${found.nodes[0].target} ${found.nodes[0].failureSummary}`), []);
    }));
  }
});

describe('scripts as readers load them', () => {
  const scripts = files(folder).filter(path => path.endsWith('.js'));
  it('are joined and short', () => {
    assert.deepEqual(scripts, ['assets/search/client.js', 'assets/site.js', 'assets/theme.js']);
    for (const path of scripts) assert.doesNotMatch(readFileSync(join(folder, path), 'utf8'), /^\s*(\/\/|\*|\/\*)/m, path);
  });
});
