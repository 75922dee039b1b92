import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { clientHome } from '../src/clients/client-home.ts';
import { runProgram } from '@buildset/testkit/program';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Below this project, so that the examples find what it depends on. */
const FOLDER = fileURLToPath(new URL('../.cache/readme-of-local', import.meta.url));

/** The code blocks of the README that are whole files: those that import a test runner. */
async function examples(runner: string): Promise<string> {
  const text = await readFile(join(ROOT, 'packages/local/README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const found = blocks.filter((code) => code.includes(`from '${runner}'`));
  if (found.length !== 1) throw new Error(`the README has ${found.length} examples for ${runner}`);
  return found.join('');
}

async function run(file: string, code: string, args: readonly string[]) {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, file), code);
  const home = await clientHome();
  try {
    return await runProgram(process.execPath, [...args], { cwd: FOLDER, env: { ...home.env, CI: 'true' } });
  } finally {
    await home.remove();
  }
}

it("packages/local's example for vitest runs as it stands", async () => {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'vitest.config.mjs'), 'export default {};\n');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const result = await run('example.test.ts', await examples('vitest'), [vitest, 'run', '--root', FOLDER]);
  expect(result.stdout + result.stderr).toMatch(/Tests.*1 passed/);
  expect(result.code).toBe(0);
});

it("packages/local's example for node:test runs as it stands", async () => {
  const result = await run('example.mjs', await examples('node:test'), ['--test', 'example.mjs']);
  expect([result.code, result.stdout]).toEqual([0, expect.stringMatching(/pass 1\b/)]);
});
