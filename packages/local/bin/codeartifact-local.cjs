#!/usr/bin/env node
'use strict';

// The SDK is here for its schemas only: its advice on Node versions is not for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A version is asked for often, and by other programs: it is told without loading the bundle.
if (process.argv[2] === '--version') {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  require('node:module').enableCompileCache?.();
  run();
}

async function run() {
  const { main } = require('../dist/cli/main.cjs');
  process.exitCode = (await main(process.argv)) || process.exitCode;
}
