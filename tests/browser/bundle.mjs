// The theme's scripts as readers load them: `themes/default/scripts/` -> `themes/default/static/`, joined and shortened by esbuild.
//
//   npm run bundle     after every change of a script; a test says when it was forgotten
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const theme = resolve(dirname(fileURLToPath(import.meta.url)), '../../themes/default');
/** Classic scripts run from `file://` too; modules are for search, which needs a host anyway. */
const scripts = { 'theme.js': 'iife', 'site.js': 'iife', 'search/client.js': 'esm', 'search/ui.js': 'esm' };

/** Properties that no file and no other script knows. */
const own = /^(compound|exact|excluded|impacts|listed|number|phrases|position|positions|quoted|shards|surface|take|word)$/;

/** Path below `static/` -> text. */
export function bundles() {
  return Object.fromEntries(Object.entries(scripts).map(([path, format]) => {
    const options = { format, bundle: true, mangleProps: own, minify: true, write: false, charset: 'utf8', target: 'es2022', legalComments: 'none' };
    const [file] = buildSync({ entryPoints: [join(theme, 'scripts', path)], ...options }).outputFiles;
    return [path, file.text];
  }));
}

export const target = path => join(theme, 'static', path);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of Object.entries(bundles())) {
    mkdirSync(dirname(target(path)), { recursive: true });
    writeFileSync(target(path), text);
  }
}
