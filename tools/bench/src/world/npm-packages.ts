import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type ProgramResult, runProgram } from '../measure/run-program.ts';
import { binFile } from './bins.ts';
import { DOMAIN, type Scene } from './scene.ts';

/** Of all packages of the bench. */
export const SCOPE = 'bench';

/** What npm packs of one package. */
export interface Packed {
  /** With its scope. */
  readonly name: string;
  readonly version: string;
  /** Of the tarball: `sha512-` and base64. */
  readonly integrity: string;
}

/** Logs npm in to repositories, as `aws codeartifact login` would have, and lets it ask nothing but what it is told to do. */
export async function logInNpm(scene: Scene, repositories: readonly string[]): Promise<void> {
  const tokens = repositories.map((one) => `${scene.npmUrl(one).slice('http:'.length)}:_authToken=${scene.token}`);
  const settings = ['update-notifier=false', 'audit=false', 'fund=false', ...tokens];
  await writeFile(join(scene.env['HOME'] ?? '', '.npmrc'), `${settings.join('\n')}\n`);
}

/** Writes a package into a folder of the scene, with `bytes` random bytes in it. */
export async function writePackage(scene: Scene, folder: string, manifest: object, bytes: number): Promise<void> {
  const path = join(scene.folder, folder);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'package.json'), JSON.stringify({ license: 'MIT', ...manifest }));
  await writeFile(join(path, 'index.js'), 'module.exports = 1;\n');
  await writeFile(join(path, 'payload.bin'), randomBytes(bytes));
}

/** Runs npm in a folder of the scene. */
export function npm(scene: Scene, folder: string, args: readonly string[]): Promise<ProgramResult> {
  return runProgram({ file: 'npm', args, env: scene.env, cwd: join(scene.folder, folder) });
}

/** Runs `codeartifact-npm` in a folder of the scene. */
export function codeartifactNpm(scene: Scene, folder: string, args: readonly string[]): Promise<ProgramResult> {
  const all = [binFile('codeartifact-npm'), ...args, '--domain', DOMAIN, '--json'];
  return runProgram({ file: process.execPath, args: all, env: scene.env, cwd: join(scene.folder, folder) });
}

/** What `npm pack` would make in a folder of the scene: of the package there, or of its workspaces. */
export async function packed(scene: Scene, folder: string, ...args: readonly string[]): Promise<readonly Packed[]> {
  const { stdout } = await npm(scene, folder, ['pack', '--dry-run', '--json', ...args]);
  const tarballs: readonly Packed[] = JSON.parse(stdout);
  return tarballs;
}

interface Listing {
  readonly assets: readonly { readonly name: string; readonly hashes: { readonly 'SHA-512': string } }[];
}

/** Throws unless a repository holds exactly these tarballs of these versions. */
export async function expectTarballs(scene: Scene, repository: string, tarballs: readonly Packed[]): Promise<void> {
  for (const { integrity, name, version } of tarballs) {
    const query = { repository, format: 'npm', namespace: SCOPE, package: name.slice(SCOPE.length + 2), version };
    const { assets } = await scene.call<Listing>({ path: '/v1/package/version/assets', query });
    const shall = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
    const found = assets.filter((asset) => asset.name === 'package.tgz').map(({ hashes }) => hashes['SHA-512']);
    if (found.length !== 1 || found[0] !== shall) throw new Error(`${repository} does not hold ${name} ${version}`);
  }
}
