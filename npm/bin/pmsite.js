#!/usr/bin/env node
// Hands over to the binary of this platform's package, with the same arguments, streams and exit code.
'use strict';
const { spawn } = require('node:child_process');
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
const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit' });
// A terminal sends Ctrl-C to both; what others send to this one alone is meant for the program.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', error => {
  console.error(`error: ${binary} cannot be started: ${error.message}`);
  process.exit(2);
});
child.on('exit', (status, signal) => {
  if (!signal) process.exit(status);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
