// A built site, a plain static host at a sub-path, and a browser that complains of everything odd.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const base = '/a/sub/path/';

/** The program under test. */
export function program() {
  const path = process.env.PMSITE_BIN ?? join(repository, 'target/debug/pmsite');
  if (!existsSync(path)) throw new Error(`${path} is not there: build first, or run tests/run`);
  return path;
}

/** Builds with these arguments into a folder of its own; the folder. */
export function build(...args) {
  const scratch = mkdtempSync(join(tmpdir(), 'pmsite-browser-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const out = join(scratch, 'site');
  const run = spawnSync(program(), ['build', '--out', out, '--today', '2026-11-01', ...args], { encoding: 'utf8', cwd: scratch });
  if (run.status !== 0) throw new Error(`the build ended with ${run.status}: ${run.stderr}`);
  return out;
}

/** The demo knowledge base, for a host that serves it at `base`. */
export const buildDemo = () => build('--root', repository, '--content', join(repository, 'content'), '--site-url', `https://incidents.example${base}`);

/** Every file below `folder`, as `/`-separated paths. */
export function files(folder) {
  return readdirSync(folder, { recursive: true }).filter(path => statSync(join(folder, path)).isFile()).map(path => path.replaceAll('\\', '/')).sort();
}

/** One page of each kind, by what it is. */
export function pageKinds(folder) {
  const isRedirect = path => readFileSync(join(folder, path), 'utf8').includes('http-equiv="refresh"');
  const pages = files(folder).filter(path => path.endsWith('index.html') && !isRedirect(path));
  const size = path => readFileSync(join(folder, path)).length;
  const below = kind => pages.filter(path => path.startsWith(`${kind}/`) && path.split('/').length === 3).sort((a, b) => size(b) - size(a));
  const kinds = { home: '', 'all postmortems': 'postmortems/', 'no such page': '404.html' };
  const add = (name, path) => { if (path) kinds[name] = path.replace(/index\.html$/, ''); };
  const incidents = below('postmortems');
  add('a rich postmortem', incidents[0]);
  add('a plain postmortem', incidents.at(-1));
  for (const [folder, one] of [['services', 'a service'], ['root-causes', 'a root cause'], ['severities', 'a severity'], ['teams', 'a team'], ['tags', 'a tag'], ['years', 'a year'], ['pages', 'a plain page']]) {
    add(`all ${folder}`, pages.find(path => path === `${folder}/index.html`));
    add(one, below(folder)[0]);
  }
  return kinds;
}

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json',
  '.xml': 'application/xml', '.txt': 'text/plain', '.log': 'text/plain',
};

/** A host as plain as can be: index.html, 404.html, gzip. Counts what it sends. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    let file = join(folder, path.slice(base.length)), status = 200;
    const inside = path.startsWith(base) && !relative(folder, file).startsWith('..');
    if (inside && existsSync(file) && statSync(file).isDirectory()) {
      if (!path.endsWith('/')) return response.writeHead(301, { location: `${path}/` }).end();
      file = join(file, 'index.html');
    }
    if (!inside || !existsSync(file)) [status, file] = [404, join(folder, '404.html')];
    const type = types[extname(file)] ?? 'application/octet-stream', isText = /text|json|xml|svg/.test(type), body = readFileSync(file);
    const sent = isText ? gzipSync(body) : body;
    response.writeHead(status, { 'content-type': type, 'content-length': sent.length, ...(isText && { 'content-encoding': 'gzip' }) }).end(sent);
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, url: path => origin + base + path, close: () => server.close() };
}

/** The machine's Chromium; its absence is a failure, never a skip. */
export function launch() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = (process.env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name))).find(path => existsSync(path));
  const executablePath = process.env.PMSITE_CHROMIUM ?? found;
  if (!executablePath) throw new Error('no Chromium: install one, or name it in PMSITE_CHROMIUM');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, args });
}

/** Collects everything that a page should never do, until it is closed. */
export function watch(page, { within, except = () => false }) {
  const odd = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type()) && !except(message.text())) odd.push(`console ${message.type()}: ${message.text()}`); });
  page.on('pageerror', error => odd.push(`script error: ${error}`));
  page.on('request', request => { if (!request.url().startsWith(within) && !/^data:/.test(request.url())) odd.push(`leaves the site: ${request.url()}`); });
  page.on('requestfailed', request => odd.push(`failed: ${request.url()}`));
  page.on('response', response => { if (response.status() >= 400 && !except(`${response.status()}`)) odd.push(`${response.status()} ${response.url()}`); });
  return odd;
}

/** Where the shared corpus is; `null`, said plainly, where it is absent and nobody requires it. */
export function shared(part) {
  const folder = join(process.env.PMSITE_SHARED ?? join(repository, '../shared'), part);
  if (existsSync(folder)) return folder;
  if (process.env.PMSITE_REQUIRE_SHARED === '1') throw new Error(`PMSITE_REQUIRE_SHARED=1, and there is no ${folder}`);
  console.error(`SKIPPED: no shared corpus (${part})`);
  return null;
}
