import { readFileSync } from 'node:fs';

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

// The one answer that needs nothing else loaded.
if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.write(`${version}\n`);
} else {
  const [{ runProcess }, { npmFrontEnd }] = await Promise.all([import('@buildset/cli-kit'), import('./front-end.ts')]);
  await runProcess({ ...npmFrontEnd, version });
}
