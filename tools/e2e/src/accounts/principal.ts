import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { binFile } from '../bins/bin-file.ts';
import { clientEnvironment } from '../clients/client-home.ts';
import type { Server } from '../server/start-server.ts';

/** Keys of a principal of the embedded server. */
export interface PrincipalKeys {
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** `codeartifact-local principal add`: somebody with an identity policy. */
export async function addPrincipal(
  { account, dataDir }: Pick<Server, 'account' | 'dataDir'>,
  name: string,
  policy: string,
): Promise<PrincipalKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'buildset-principal-'));
  try {
    const file = join(folder, 'policy.json');
    await writeFile(file, policy);
    const program = binFile('@buildset/local', 'codeartifact-local');
    const args = ['principal', 'add', name, '--policy', file, '--data', dataDir, '--account', account];
    const env = clientEnvironment(folder, process.env);
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}
