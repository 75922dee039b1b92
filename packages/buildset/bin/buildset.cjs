#!/usr/bin/env node
'use strict';

// A version is asked for often, and by other programs: it is told without loading the bundle.
if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  require('node:module').enableCompileCache?.();
  require('../dist/main.cjs');
}
