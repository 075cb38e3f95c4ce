// The theme's scripts as readers load them: `themes/default/scripts/` -> `themes/default/static/`, joined by esbuild and shortened by both it and terser, which names things so that they compress better.
//
//   npm run bundle     after every change of a script; a test says when it was forgotten
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { minify_sync } from 'terser';

const theme = resolve(dirname(fileURLToPath(import.meta.url)), '../../themes/default');
/** Classic scripts run from `file://` too; modules are for search, which needs a host anyway. */
const scripts = { 'theme.js': 'iife', 'site.js': 'iife', 'search/client.js': 'esm' };

/** Properties that no file and no script of others knows. */
const own = /^(aside|beside|byId|compound|dress|end|exact|excluded|fitting|head|held|impacts|input|insteadOf|joined|kept|left|manifest|must|near|number|others|phrases|position|positions|quoted|raising|rank|rarity|root|say|scores|shards|show|signs|start|stopped|sures|surface|take|term|termOf|texts|unheld|variants|wait|whole|word|worth)$/;

/** Path below `static/` -> text. */
export function bundles() {
  // Short names that hold in all of them.
  const mangleCache = {};
  return Object.fromEntries(Object.entries(scripts).map(([path, format]) => {
    const options = { format, bundle: true, mangleProps: own, mangleCache, minify: true, write: false, charset: 'utf8', target: 'es2022', legalComments: 'none' };
    const { outputFiles: [file], mangleCache: named } = buildSync({ entryPoints: [join(theme, 'scripts', path)], ...options });
    Object.assign(mangleCache, named);
    return [path, minify_sync(file.text, { ecma: 2020, module: format === 'esm', compress: { passes: 6, pure_getters: true, conditionals: false, hoist_funs: true, lhs_constants: false, unsafe_arrows: true }, format: { quote_style: 1 } }).code];
  }));
}

export const target = path => join(theme, 'static', path);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of Object.entries(bundles())) {
    mkdirSync(dirname(target(path)), { recursive: true });
    writeFileSync(target(path), text);
  }
}
