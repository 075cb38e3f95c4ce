// A release's archives -> packages of npm: one a platform, which holds the binary, and `pmsite`, which takes the one that fits.
//
//   node npm/pack.mjs DIST OUT [REPOSITORY]
//
// REPOSITORY is the address of the one that builds them, which a statement of where they were built is held against.
// DIST holds pmsite-VERSION-TARGET.tar.gz, each with its .sha256. A platform without an archive, or whose bytes are not those of its
// checksum, is an error: nothing is written then that could be published.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(here, path), 'utf8'));
const [dist, out] = process.argv.slice(2, 4).map((path) => resolve(path));
const repository = process.argv[4];
if (!dist || !out) {
  console.error('usage: node npm/pack.mjs DIST OUT [REPOSITORY]');
  process.exit(2);
}
const main = read('package.json');
const platforms = Object.entries(read('platforms.json'));

// What is wrong with an archive, or nothing.
const fault = (target) => {
  const archive = join(dist, `pmsite-${main.version}-${target}.tar.gz`);
  if (!existsSync(archive)) return `${archive} is missing`;
  const expected = existsSync(`${archive}.sha256`) ? readFileSync(`${archive}.sha256`, 'utf8').split(' ')[0] : '';
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
  return expected === found ? null : `${archive} has the checksum ${found}, and not ${expected || 'one beside it'}`;
};
const faults = platforms.map(([, target]) => fault(target)).filter(Boolean);
if (faults.length) {
  for (const text of faults) console.error(`error: ${text}`);
  process.exit(1);
}

const write = (folder, manifest) => writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const pack = (folder) => execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder, stdio: 'inherit' });
const source = repository ? { repository: { type: 'git', url: `git+${repository}.git` } } : {};
const shared = { version: main.version, license: main.license, ...source };
const licences = ['LICENSE-APACHE', 'LICENSE-MIT'];
const work = join(out, 'work');
rmSync(work, { recursive: true, force: true });

for (const [platform, target] of platforms) {
  const folder = join(work, platform);
  const [os, cpu] = platform.split('-');
  const file = os === 'win32' ? 'pmsite.exe' : 'pmsite';
  const name = `pmsite-${main.version}-${target}`;
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', join(dist, `${name}.tar.gz`), '-C', folder, '--strip-components=1']);
  chmodSync(join(folder, file), 0o755);
  const description = `The binary of pmsite for ${platform}.`;
  write(folder, { name: `pmsite-${platform}`, ...shared, description, os: [os], cpu: [cpu], files: [file, ...licences] });
  pack(folder);
}
const folder = join(work, 'main');
mkdirSync(join(folder, 'bin'), { recursive: true });
copyFileSync(join(here, 'bin/pmsite.js'), join(folder, 'bin/pmsite.js'));
for (const file of ['README.md', ...licences]) copyFileSync(join(here, '..', file), join(folder, file));
write(folder, {
  ...main,
  ...source,
  optionalDependencies: Object.fromEntries(platforms.map(([platform]) => [`pmsite-${platform}`, main.version])),
});
pack(folder);
rmSync(work, { recursive: true, force: true });
