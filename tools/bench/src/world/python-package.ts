import { DOMAIN, type Scene } from './scene.ts';
import type { Python } from './python.ts';
import type { Wheel } from './wheels.ts';
import type { ProgramResult } from '../measure/run-program.ts';

interface Listing {
  readonly assets: readonly { readonly name: string; readonly hashes: { readonly 'SHA-256': string } }[];
}

/** `twine upload` to a repository, with a token as `aws codeartifact login` would have left it. */
export function twineUpload(
  scene: Scene,
  python: Python,
  repository: string,
  wheels: readonly Wheel[],
): Promise<ProgramResult> {
  const options = ['--repository-url', scene.pypiUrl(repository), '--non-interactive', '--disable-progress-bar'];
  const args = ['-m', 'twine', 'upload', ...options, ...wheels.map(({ path }) => path)];
  return scene.run(python.interpreter, args, { TWINE_USERNAME: 'aws', TWINE_PASSWORD: scene.token });
}

/** `codeartifact-twine upload`. */
export function upload(
  scene: Scene,
  repository: string,
  wheels: readonly Wheel[],
  more: readonly string[] = [],
): Promise<ProgramResult> {
  const where = ['--domain', DOMAIN, '--repository', repository, '--json'];
  return scene.bin('codeartifact-twine', ['upload', ...where, ...more, ...wheels.map(({ path }) => path)]);
}

/** A way to upload, for a contender. */
export type Upload = typeof twineUpload;

export const recordedUpload: Upload = (scene, _python, repository, wheels) => upload(scene, repository, wheels);

/**
 * SHA-256 by asset name of what a repository holds of version 1.0.0. The server answers when it knows all other hashes too,
 * so that it computes nothing afterwards.
 */
export async function held(scene: Scene, repository: string, name: string): Promise<ReadonlyMap<string, string>> {
  const query = { repository, format: 'pypi', package: name, version: '1.0.0', 'max-results': '1000' };
  const { assets } = await scene.call<Listing>({ path: '/v1/package/version/assets', query });
  return new Map(assets.map((asset) => [asset.name, asset.hashes['SHA-256']]));
}

/** Throws unless a repository holds exactly these files of version 1.0.0. */
export async function expectHeld(
  scene: Scene,
  repository: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const found = [...(await held(scene, repository, name))];
  const [is, shall] = [found, Object.entries(files)].map((entries) => JSON.stringify(entries.toSorted()));
  if (is !== shall) throw new Error(`${repository} holds ${is}, not ${shall}`);
}
