// Linked files, opened by themselves and through the page that links them: whatever they hold and whoever serves them, nothing runs
// and nothing is fetched. Ordinary drawings look as they did.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, files, launch } from './support.mjs';

/** Requests that only a script, or an address that leads out of a drawing, makes. */
const heard = [];
const listen = handler => new Promise(ready => {
  const server = createServer(handler).listen(0, '127.0.0.1', () => ready({ origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }));
});
const ear = await listen((request, response) => { heard.push(request.url); response.writeHead(204).end(); });
after(() => ear.close());

const call = name => `new Image().src='${ear.origin}/${encodeURIComponent(name)}'`;
const html = name => `<!doctype html><html><head><title>x</title></head><body onload="${call(`${name} onload`)}"><script>${call(name)}</script></body></html>`;
const xhtml = name => `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script>${call(name)}</script></head><body/></html>`;
const root = 'svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"';
const svg = inside => name => `<${root}>${typeof inside === 'function' ? inside(name) : inside}</svg>`;
const script = name => `<script>${call(name)}</script>`;
const utf16 = (text, bigEndian) => { const bytes = Buffer.from(`\ufeff${text}`, 'utf16le'); return bigEndian ? bytes.swap16() : bytes; };
const apart = name => ['MIME-Version: 1.0', 'Content-Type: multipart/related; boundary="b"', '', '--b', 'Content-Type: text/html', '', html(name), '--b--', ''].join('\r\n');

/** What is attached: file names, and what makes their bytes from the name. */
const attached = [
  ...['html', 'htm', 'HTML', 'shtml', 'html.', 'html..', 'html ', 'html. .', 'html\u00a0', 'html::$DATA', 'html%00.png', 'html;.png', 'html\u200b', 'html.log', 'html.txt', 'html.en',
    'html.png', 'png.html', 'php', 'php.png', 'asis', 'var', 'hta', 'htc', 'unknown', 'x-y', 'vtt', 'css', 'manifest', 'jsonld', 'ipynb', 'png', 'gif', 'pdf', 'ico', 'log', 'txt', 'csv',
    'json', 'yaml', 'zip', 'xls', 'doc', 'mp4', 'bin', 'sql', 'har', 'pcap'].map(suffix => [`page.${suffix}`, html]),
  ...['xhtml', 'xht', 'xhtm', 'xml', 'xsl', 'xsd', 'rng', 'xpdl', 'wsdl', 'atom', 'rss', 'rdf', 'xul', 'svg.', 'svgz', 'dtd', 'kml', 'text'].map(suffix => [`xml.${suffix}`, xhtml]),
  ...['js', 'mjs', 'wasm', 'swf'].map(suffix => [`run.${suffix}`, call]),
  ...['mht', 'mhtml', 'eml'].map(suffix => [`mail.${suffix}`, apart]),
  ['none', html], ['blanks', name => `\n\t \r\n${html(name)}`], ['comment.log', name => `<!-- -->${html(name)}`], ['closing', name => `</p>${html(name)}`],
  ['folder.html/none', html], ['x\uff0ehtml', html], ['wide.txt', name => utf16(html(name))], ['marked.txt', name => `\ufeff${html(name)}`], ['Makefile', xhtml],
  ['script.svg', svg(script)], ['script.SVG', svg(script)], ['script.svg.', svg(script)], ['script.svg ', svg(script)], ['script.svg%00.png', svg(script)],
  ['onload.svg', name => `<${root} onload="${call(name)}"/>`],
  ['wide.svg', name => utf16(svg(script)(name))], ['big-endian.svg', name => utf16(svg(script)(name), true)],
  ['prefix.svg', name => `<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script>${call(name)}</x:script></x:svg>`],
  ['html.svg', svg(name => `<h:script xmlns:h="http://www.w3.org/1999/xhtml">${call(name)}</h:script>`)],
  ['foreign.svg', svg(name => `<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="${call(name)}"/></body></foreignObject>`)],
  ['frame.svg', svg(name => `<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script>${call(name)}&lt;/script>"/></foreignObject>`)],
  ['default.svg', name => `<!DOCTYPE svg [<!ATTLIST svg onload CDATA "${call(name)}">]><${root}/>`],
  ['entity.svg', name => `<!DOCTYPE svg [<!ENTITY s "&#60;script>${call(name)}&#60;/script>">]><${root}>&s;</svg>`],
  ['moved.svg', svg(name => `<a><rect width="9" height="9"/><set attributeName="href" to="javascript:${call(name)}"/></a><set attributeName="onend" to="x" onbegin="${call(name)}"/>`)],
  ['link.svg', svg(name => `<a href="java&#115;cript:${call(name)}"><rect width="9" height="9"/></a>`)],
  ['styled.svg', name => `<?xml-stylesheet href="${ear.origin}/${name}"?>${svg(`<style>@import '${ear.origin}/${name}';</style>`)(name)}`],
  ['painted.svg', svg(name => `<rect width="9" height="9" fill="URL(${ear.origin}/${name}#a)" style="mask:url('${ear.origin}/${name}')"/>`)],
  ['escaped.svg', svg(name => `<rect width="9" height="9" style="mask:u\\72l(${ear.origin}/${name})"/>`)],
  ['fetched.svg', svg(name => `<image width="9" height="9" href="${ear.origin}/${name}"/><use href="${ear.origin}/${name}#a"/><filter id="f"><feImage href="${ear.origin}/${name}"/></filter>`)],
  ['mutated.svg', svg(name => `<style><![CDATA[</style><img src=x onerror="${call(name)}">]]></style><title><![CDATA[<script>${call(name)}</script>]]></title><desc>&lt;/desc&gt;&lt;script&gt;${call(name)}&lt;/script&gt;</desc>`)],
  ['latin.svg', name => `<?xml version="1.0" encoding="UTF-7"?>${svg(script)(name)}`],
];

const named = (table, fallback) => path => table[path.split('/').pop().split('.').slice(1).pop()?.toLowerCase()] ?? fallback;
const common = {
  html: 'text/html', htm: 'text/html', xml: 'application/xml', svg: 'image/svg+xml', css: 'text/css', js: 'text/javascript', mjs: 'text/javascript', json: 'application/json', txt: 'text/plain',
  csv: 'text/csv', png: 'image/png', gif: 'image/gif', pdf: 'application/pdf', mp4: 'video/mp4', zip: 'application/zip', ico: 'image/x-icon', wasm: 'application/wasm', mht: 'message/rfc822',
  mhtml: 'message/rfc822', eml: 'message/rfc822', xls: 'application/vnd.ms-excel', doc: 'application/msword', bin: 'application/octet-stream', xsl: 'application/xml', rdf: 'application/xml',
};
const pages = {
  ...common, shtml: 'text/html', xhtml: 'application/xhtml+xml', xht: 'application/xhtml+xml', xsd: 'application/xml', rng: 'application/xml', xpdl: 'application/xml', dtd: 'application/xml-dtd',
  wsdl: 'application/wsdl+xml', atom: 'application/atom+xml', rss: 'application/rss+xml', rdf: 'application/rdf+xml', xul: 'application/vnd.mozilla.xul+xml', svgz: 'image/svg+xml', vtt: 'text/vtt',
  htc: 'text/x-component', jsonld: 'application/ld+json', manifest: 'text/cache-manifest', kml: 'application/vnd.google-earth.kml+xml', yaml: 'text/yaml', log: 'text/plain', md: 'text/markdown',
  hta: 'text/html', php: 'text/html', asis: 'text/html', var: 'text/html', xhtm: 'application/xhtml+xml', text: 'text/plain',
};
/** Media types below `files/`, as servers tell them. */
const servers = {
  'a large table of types': named(pages, 'application/octet-stream'),
  'a small table, and bytes for the rest': named(common, 'application/octet-stream'),
  'no types at all': () => undefined,
  // Apache looks at every part of a name: the last one that it knows counts.
  'a table for each part of a name': path => path.split('/').pop().split('.').slice(1).map(part => pages[part.toLowerCase()]).findLast(Boolean),
};

const folder = mkdtempSync(join(tmpdir(), 'pmsite-attached-'));
const write = (path, text) => { mkdirSync(join(folder, path, '..'), { recursive: true }); writeFileSync(join(folder, path), text); };
let site, linked, browser;
before(async () => {
  for (const [name, make] of attached) write(`content/postmortems/${name}`, make(name));
  const address = name => name.split('/').map(encodeURIComponent).join('/').replace(/[()']/g, c => `%${c.charCodeAt(0).toString(16)}`);
  const lines = attached.map(([name], at) => `- [file ${at}](${address(name)}) ![image ${at}](${address(name)})\n`);
  write('content/postmortems/attached.md', `---\ntitle: Attached\ndate: 2026-01-02\n---\n\n## Impact\n\n${lines.join('')}`);
  site = build('--root', folder);
  linked = files(site).filter(path => path.startsWith('files/'));
  browser = await launch();
});
after(async () => { await browser?.close(); rmSync(folder, { recursive: true, force: true }); });

/** Opens an address as a reader would who follows a link; some become downloads. */
async function open(page, url) {
  await page.goto(url, { waitUntil: 'load', timeout: 10000 }).catch(error => { if (!/ERR_ABORTED|Download is starting/.test(error.message)) throw error; });
}

/** What was heard while `use` ran and a little later. */
async function listening(use) {
  heard.length = 0;
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await use(page);
    await open(page, `${ear.origin}/end`);
    await new Promise(done => { setTimeout(done, 300); });
  } finally { await context.close(); }
  return heard.filter(path => !['/end', '/favicon.ico'].includes(path));
}
const encoded = path => path.split('/').map(encodeURIComponent).join('/');

it('every attached file is published, once', () => {
  assert.ok(attached.length >= 70, `${attached.length}`);
  assert.equal(linked.length, new Set(attached.map(([name]) => name)).size, linked.join('\n'));
});

for (const [model, type] of Object.entries(servers)) {
  describe(`under ${model}`, () => {
    let host;
    before(async () => {
      host = await listen((request, response) => {
        const path = decodeURIComponent(new URL(request.url, 'http://host').pathname.slice(1));
        const known = path.startsWith('files/') ? type(path) : named(common)(path);
        const place = join(site, path.endsWith('/') ? `${path}index.html` : path);
        if (path === 'control.html') return response.writeHead(200, { ...(type(path) && { 'content-type': type(path) }) }).end(html('control'));
        try {
          const body = readFileSync(place);
          response.writeHead(200, { ...(path.endsWith('/') ? { 'content-type': 'text/html' } : known && { 'content-type': known }) }).end(body);
        } catch { response.writeHead(404, { 'content-type': 'text/plain' }).end(); }
      });
    });
    after(() => host.close());

    it('a page that runs is heard', async () => {
      assert.deepEqual((await listening(page => open(page, `${host.origin}/control.html`))).sort(), ['/control', '/control%20onload']);
    });

    it('nothing runs or is fetched, opened by itself', async () => {
      assert.deepEqual(await listening(async page => { for (const path of linked) await open(page, `${host.origin}/${encoded(path)}`); }), []);
    });

    it('nothing runs or is fetched through the page that shows them', async () => {
      assert.deepEqual(await listening(async page => {
        await open(page, `${host.origin}/postmortems/attached/`);
        const links = await page.locator('main a[href*="files/"]').evaluateAll(links => links.map(link => link.href));
        assert.ok(links.length >= attached.length, `${links.length} links`);
        await page.evaluate(() => { for (const image of document.images) image.loading = 'eager'; });
        await page.waitForLoadState('networkidle');
        for (const at of [0, Math.floor(links.length / 2), links.length - 1]) {
          // A tab each: what a click leads to may come after anything else that the tab is told to open.
          const tab = await page.context().newPage();
          await open(tab, `${host.origin}/postmortems/attached/`);
          await tab.locator('main a[href*="files/"]').nth(at).click({ noWaitAfter: true });
          await tab.waitForTimeout(500);
          await tab.close();
        }
      }), []);
    });
  });
}

it('nothing runs or is fetched from a folder on the disk', async () => {
  assert.deepEqual(await listening(async page => { for (const path of linked) await open(page, pathToFileURL(join(site, path)).href); }), []);
});

describe('drawings of common programs', () => {
  const drawings = {
    inkscape: `<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Created with Inkscape (http://www.inkscape.org/) -->\n<svg width="120" height="80" viewBox="0 0 120 80" version="1.1" id="svg5" inkscape:version="1.2.2" sodipodi:docname="x.svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg"><sodipodi:namedview id="n" pagecolor="#fff"/><defs id="defs2"><linearGradient id="g1"><stop style="stop-color:#00f;stop-opacity:1" offset="0"/><stop style="stop-color:#0f0" offset="1"/></linearGradient><linearGradient xlink:href="#g1" id="g2" x1="0" x2="120" y1="0" y2="0" gradientUnits="userSpaceOnUse" xmlns:xlink="http://www.w3.org/1999/xlink"/></defs><g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1"><rect style="fill:url(#g2);stroke:#000;stroke-width:2;-inkscape-stroke:none" width="100" height="60" x="10" y="10"/><text xml:space="preserve" style="font-size:12px;font-family:sans-serif;-inkscape-font-specification:'sans-serif, Normal'" x="20" y="40"><tspan sodipodi:role="line" x="20" y="40">queue &amp; pool</tspan></text></g></svg>`,
    graphviz: `<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg width="89pt" height="116pt" viewBox="0.00 0.00 89.00 116.00" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><g id="graph0" class="graph" transform="scale(1 1) rotate(0) translate(4 112)"><title>G</title><polygon fill="white" stroke="none" points="-4,4 -4,-112 85,-112 85,4 -4,4"/><g id="node1" class="node"><title>a</title><g id="a_node1"><a xlink:href="https://example.com/" xlink:title="a"><ellipse fill="none" stroke="black" cx="40" cy="-90" rx="27" ry="18"/><text text-anchor="middle" x="40" y="-85" font-family="Times,serif" font-size="14.00">a</text></a></g></g><path fill="none" stroke="black" d="M40,-71C40,-64 40,-55 40,-46"/></g></svg>`,
    excalidraw: `<svg version="1.1" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="120" height="80"><!-- svg-source:excalidraw --><metadata/><defs><style class="style-fonts">\n @font-face { font-family: "Virgil"; src: url("https://excalidraw.com/Virgil.woff2"); }\n </style><mask id="m"><rect width="120" height="80" fill="#fff"/></mask></defs><rect x="0" y="0" width="120" height="80" fill="#ffffff"/><g stroke-linecap="round" transform="translate(10 10) rotate(3 50 30)" mask="url(#m)"><path d="M0 0 C30.2 1.1, 60 -1, 100 0 M0 0 L1 60" stroke="#1e1e1e" stroke-width="2" fill="none"/></g><g transform="translate(20 30)"><text x="0" y="0" font-family="Virgil, Segoe UI Emoji" font-size="20px" fill="#1e1e1e" text-anchor="start" style="white-space: pre;" direction="ltr" dominant-baseline="alphabetic">pool</text></g></svg>`,
    plantuml: `<?xml version="1.0" encoding="us-ascii" standalone="no"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" contentStyleType="text/css" height="80px" preserveAspectRatio="none" style="width:120px;height:80px;background:#FFFFFF;" version="1.1" viewBox="0 0 120 80" width="120px" zoomAndPan="magnify"><?plantuml 1.2024?><defs><filter height="300%" id="f1" width="300%" x="-1" y="-1"><feGaussianBlur result="b" stdDeviation="2.0"/><feOffset dx="4.0" dy="4.0" in="b" result="b3"/><feBlend in="SourceGraphic" in2="b3" mode="normal"/></filter></defs><g><rect fill="#E2E2F0" filter="url(#f1)" height="30" style="stroke:#181818;stroke-width:0.5;" width="60" x="5" y="5"/><text fill="#000000" font-family="sans-serif" font-size="14" lengthAdjust="spacing" textLength="44" x="12" y="25">Client&#160;A</text><line style="stroke:#181818;stroke-dasharray:5.0,5.0;" x1="30" x2="30" y1="36" y2="70"/><polygon fill="#181818" points="80,40,90,44,80,48"/></g></svg>`,
    grafana: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="120" height="80" class="css-1x2"><style>.series{fill:none;stroke:#7eb26d;stroke-width:1.5}.axis text{font:10px sans-serif;fill:rgb(90, 90, 90)}@media (prefers-color-scheme:dark){.axis text{fill:#ccc}}</style><defs><clipPath id="c"><rect width="100" height="60" x="10" y="10"/></clipPath><symbol id="p" viewBox="0 0 4 4"><circle cx="2" cy="2" r="2"/></symbol></defs><g clip-path="url(#c)"><path class="series" d="M0,60L30,20L60,50L120,0"/></g><use xlink:href="#p" x="28" y="18" width="4" height="4" fill="#e24d42"/><g class="axis" aria-label="Errors (5xx)"><text x="12" y="76">14:02</text></g><image x="90" y="60" width="10" height="10" href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="/></svg>`,
  };
  const drawio = `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" style="background-color: rgb(255, 255, 255);" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="121px" height="61px" viewBox="-0.5 -0.5 121 61" content="&lt;mxfile&gt;&lt;/mxfile&gt;"><defs/><g><rect x="0" y="0" width="120" height="60" fill="rgb(255, 255, 255)" stroke="rgb(0, 0, 0)" pointer-events="all"/><g transform="translate(-0.5 -0.5)"><switch><foreignObject pointer-events="none" width="100%" height="100%" requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility" style="overflow: visible; text-align: left;"><div xmlns="http://www.w3.org/1999/xhtml" style="display: flex;">Pool</div></foreignObject><text x="60" y="34" fill="rgb(0, 0, 0)" font-family="Helvetica" font-size="12px" text-anchor="middle">Pool</text></switch></g></g><switch><g requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"/><a transform="translate(0,-5)" xlink:href="https://www.drawio.com/doc/faq/svg-export-text-problems" target="_blank"><text text-anchor="middle" font-size="10px" x="50%" y="100%">Text is not SVG - cannot display</text></a></switch></svg>`;

  const published = text => {
    const scratch = mkdtempSync(join(tmpdir(), 'pmsite-drawing-'));
    mkdirSync(join(scratch, 'content/postmortems'), { recursive: true });
    writeFileSync(join(scratch, 'content/postmortems/d.svg'), text);
    writeFileSync(join(scratch, 'content/postmortems/a.md'), '---\ntitle: A\ndate: 2026-01-02\n---\n\n![drawing](d.svg)\n');
    const out = build('--root', scratch);
    rmSync(scratch, { recursive: true });
    return readFileSync(join(out, 'files/postmortems/d.svg'), 'utf8');
  };
  const shown = async text => {
    const page = await browser.newPage({ viewport: { width: 200, height: 200 } });
    await page.setContent(`<img src="data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}">`, { waitUntil: 'load' });
    assert.ok(await page.evaluate(() => document.images[0].naturalWidth > 0));
    const picture = await page.screenshot();
    await page.close();
    return picture;
  };

  for (const [program, text] of Object.entries(drawings)) {
    it(`${program}: looks the same`, async () => {
      const safe = published(text);
      assert.ok(!/href="http|url\(["']?http|<metadata|<!DOCTYPE|<\?|inkscape:/.test(safe), safe);
      assert.ok((await shown(text)).equals(await shown(safe)), safe);
    });
  }

  it('draw.io: text that was HTML is the text that it put in its place', async () => {
    const safe = published(drawio), box = drawio.replace(/<switch>.*?<\/switch>/g, '');
    assert.match(safe, />Pool<\/text>/);
    assert.ok(!/foreignObject|mxfile/.test(safe), safe);
    assert.ok((await shown(safe)).equals(await shown(drawio.replace(/<foreignObject.*<\/foreignObject>/, ''))), safe);
    assert.ok(!(await shown(safe)).equals(await shown(box)), 'its text is not shown');
  });
});
