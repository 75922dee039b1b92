import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a folder was served last, for commands that talk to its server. */
export interface LastStart {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
}

const fileName = 'last-start.json';

/** Undefined when no server has started on the folder yet. */
export async function readLastStart(folder: string): Promise<LastStart | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

export async function writeLastStart(folder: string, start: LastStart): Promise<void> {
  const path = join(folder, fileName);
  await writeFile(`${path}.new`, `${JSON.stringify(start)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
