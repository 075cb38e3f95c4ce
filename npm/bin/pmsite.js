#!/usr/bin/env node
// Hands over to the binary of this platform's package, with the same arguments, streams and exit code.
'use strict';
const { spawnSync } = require('node:child_process');
const platform = `${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'pmsite.exe' : 'pmsite';

let binary;
try {
  binary = require.resolve(`pmsite-${platform}/${file}`);
} catch {
  console.error(`error: no binary of pmsite is installed for ${platform}`);
  console.error('  = help: install without --omit=optional, or build it: cargo install pmsite');
  process.exit(2);
}
// What ends the child ends this too; a terminal sends Ctrl-C to both.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const { status, signal, error } = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit' });
if (error) {
  console.error(`error: ${binary} cannot be started: ${error.message}`);
  process.exit(2);
}
if (signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
process.exit(status ?? 2);
