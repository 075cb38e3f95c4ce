// The packages of npm, made of archives as a release has them, in a project that installs them.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { program, repository as root } from './support.mjs';

const work = mkdtempSync(join(tmpdir(), 'pmsite-npm-'));
after(() => rmSync(work, { recursive: true, force: true }));
const platform = `${process.platform}-${process.arch}`;
const platforms = JSON.parse(readFileSync(join(root, 'npm/platforms.json'), 'utf8'));
const { version } = JSON.parse(readFileSync(join(root, 'npm/package.json'), 'utf8'));

const archives = (folder) => {
  for (const target of Object.values(platforms)) {
    const name = `pmsite-${version}-${target}`;
    mkdirSync(join(folder, name), { recursive: true });
    const file = join(folder, name, target.includes('windows') ? 'pmsite.exe' : 'pmsite');
    // The program where it is to run, in the others what is short.
    if (target === platforms[platform]) cpSync(program(), file);
    else writeFileSync(file, 'of another platform');
    for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(root, licence), join(folder, name, licence));
    const archive = join(folder, `${name}.tar.gz`);
    execFileSync('tar', ['-czf', archive, '-C', folder, name]);
    rmSync(join(folder, name), { recursive: true });
    writeFileSync(`${archive}.sha256`, `${createHash('sha256').update(readFileSync(archive)).digest('hex')}  ${name}.tar.gz\n`);
  }
};
const repository = 'https://code.example/team/pmsite';
const pack = (dist, out) => spawnSync('node', [join(root, 'npm/pack.mjs'), dist, out, repository], { encoding: 'utf8' });

test('an installed package runs the binary of its platform, with its arguments and exit code', () => {
  const [dist, out, project] = ['dist', 'out', 'project'].map((name) => join(work, name));
  for (const folder of [dist, out, project]) mkdirSync(folder);
  archives(dist);
  const packed = pack(dist, out);
  assert.equal(packed.status, 0, packed.stderr);
  const names = ['pmsite', ...Object.keys(platforms).map((name) => `pmsite-${name}`)];
  assert.deepEqual(readdirSync(out).sort(), names.map((name) => `${name}-${version}.tgz`).sort());

  const own = `pmsite-${platform}`;
  const tarballs = [own, 'pmsite'].map((name) => join(out, `${name}-${version}.tgz`));
  writeFileSync(join(project, 'package.json'), '{}');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', ...tarballs], { cwd: project });
  const run = (...args) => spawnSync(join(project, 'node_modules/.bin/pmsite'), args, { cwd: project, encoding: 'utf8' });
  assert.equal(run('--version').stdout, `pmsite ${version}\n`);
  const refused = run('build', '--content', 'nowhere');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /there is no content folder nowhere/);
  mkdirSync(join(project, 'content'));
  writeFileSync(join(project, 'content/a.md'), '# Queue stalled\n\nIt stood for an hour.\n');
  assert.equal(run('search', 'zebra').status, 1, 'of its own, and not what the wrapper ends with where it fails');
  for (const name of [own, 'pmsite']) {
    const folder = join(project, 'node_modules', name);
    assert.equal(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).repository.url, `git+${repository}.git`);
    assert.ok(existsSync(join(folder, 'LICENSE-MIT')), name);
  }

  rmSync(join(project, 'node_modules', own), { recursive: true });
  const without = run('--version');
  assert.equal(without.status, 2);
  assert.match(without.stderr, /no binary of pmsite is installed for/);
});

test('a signal reaches the program, and both end by it', async () => {
  const project = join(work, 'project');
  const out = join(work, 'out');
  writeFileSync(join(project, 'package.json'), '{}');
  const tarballs = [`pmsite-${platform}`, 'pmsite'].map((name) => join(out, `${name}-${version}.tgz`));
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', ...tarballs], { cwd: project });
  const served = spawn(join(project, 'node_modules/.bin/pmsite'), ['serve', '--port', '0'], { cwd: project });
  const address = await new Promise((found) => {
    let said = '';
    served.stderr.on('data', (data) => {
      said += data;
      const match = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (match) found(match[0]);
    });
  });
  assert.equal((await fetch(address)).status, 200);
  const ended = new Promise((done) => served.on('exit', (code, signal) => done(signal ?? code)));
  served.kill('SIGTERM');
  assert.notEqual(await ended, 2);
  await assert.rejects(fetch(address), 'nobody answers there any more');
});

test('an archive that is not what its checksum says, or is missing, ends without a package', () => {
  const [dist, out] = ['damaged', 'nothing'].map((name) => join(work, name));
  for (const folder of [dist, out]) mkdirSync(folder);
  archives(dist);
  const [first, second] = Object.values(platforms).map((target) => join(dist, `pmsite-${version}-${target}.tar.gz`));
  writeFileSync(first, 'other bytes');
  rmSync(second);
  const packed = pack(dist, out);
  assert.equal(packed.status, 1);
  assert.match(packed.stderr, /has the checksum/);
  assert.match(packed.stderr, /is missing/);
  assert.deepEqual(readdirSync(out), []);
  assert.ok(!existsSync(join(out, 'work')));
});

test('the package has the version of the program', () => {
  assert.match(readFileSync(join(root, 'Cargo.toml'), 'utf8'), new RegExp(`^version = "${version}"$`, 'm'));
});
