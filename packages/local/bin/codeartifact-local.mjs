#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.();
// The SDK is here for its schemas only: its advice on Node versions is not for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

if (process.argv[2] === '--version') {
  // Before anything is loaded: a version is asked for often, and by other programs.
  const { readFileSync } = await import('node:fs');
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
} else {
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = (await main(process.argv)) || process.exitCode;
}
