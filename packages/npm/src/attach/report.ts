import {
  activeWords,
  type BuildNumber,
  type Connection,
  type Context,
  EXIT,
  type ExitCode,
  formatBytes,
  plural,
  requestsAndWrites,
  type Target,
} from '@buildset/cli-kit';
import { formatVersion, shortDigest } from '@buildset/core';
import { NpmCommandError } from '../npm-command-error.ts';
import { type AttachedPackage, isOpen, type PackageBuild } from './attach-packages.ts';

interface Attached {
  readonly attached: readonly AttachedPackage[];
  readonly target: Target;
  readonly connection: Connection;
  /** With `--build auto`. */
  readonly number?: BuildNumber;
}

/** Tells what an attach did: each set with its integrity, and what is active now. */
export function reportAttached(told: Attached, { output, progress }: Context): void {
  progress.end();
  const { attached, number, target } = told;
  const { repository } = target;
  const from = number === undefined ? [] : [`build ${number.build} is from ${number.variables.join(' and ')}`];
  const lines = [...from, ...attached.flatMap((one) => renderPackage(one, target)), cost(told)];
  output.result(lines, attachJson(told));
  for (const one of attached) {
    const { activation, error, pkg } = one;
    const spec = formatVersion(pkg.ref);
    const of = attached.length === 1 ? '' : `${spec}: `;
    for (const warning of activation?.warnings ?? []) output.warn(`${of}${warning}`);
    const reason = error ?? activation?.reason;
    if (!reason) continue;
    const { code, message, next } = reason;
    if (isOpen(one)) output.error({ code, message: `${of}${message}`, side: error?.side ?? 'destination', next });
    else output.warn(`${spec} was not made active: ${message} To end that: hold lift ${spec} --stage ${repository}.`);
  }
}

/** What the process ends with. Throws `packages-not-attached` when some of several packages were not done. */
export function exitOf(attached: readonly AttachedPackage[]): ExitCode {
  const open = attached.filter(isOpen);
  const [first] = open;
  if (!first) return EXIT.done;
  if (attached.length === 1) return EXIT.refused;
  throw new NpmCommandError(
    'packages-not-attached',
    `${open.length} of ${plural(attached.length, 'package')} are not done: ${open.map(({ pkg }) => formatVersion(pkg.ref)).join(', ')}.`,
    'Mend what is named and run the same command again: what is done already is not done twice.',
    { side: 'destination' },
  );
}

/** Tells what would be attached. */
export function reportDryRun(
  builds: readonly PackageBuild[],
  repository: string,
  { output, progress }: Context,
): ExitCode {
  progress.end();
  const lines = builds.flatMap(({ build, pkg }) => [
    `${what({ pkg, build })} would be attached for ${repository}`,
    ...tarballLines({ pkg }),
    ...pkg.tarball.files.map(({ path, size }) => `    ${path}  ${formatBytes(size)}`),
  ]);
  const packages = builds.map((one) => ({ ...packageJson(one), outcome: 'planned', activation: null, reason: null }));
  output.result(lines, {
    schemaVersion: 1,
    attach: { repository, packages, bytesSent: 0, calls: {}, writes: 0, bytesTransferred: 0 },
  });
  return EXIT.done;
}

function renderPackage(one: AttachedPackage, target: Target): string[] {
  const { attached, build, pkg } = one;
  const name = what({ pkg, build });
  if (!attached) return [`${name} is not on record`];
  const isNew = attached.outcome === 'attached';
  return [
    `${name} ${isNew ? 'is on record' : 'was on record before: no change'}`,
    `  set ${attached.digest}`,
    ...tarballLines({ pkg }),
    `  ${activeLine(one, target)}`,
  ];
}

function tarballLines({ pkg: { asset, tarball } }: Pick<PackageBuild, 'pkg'>): string[] {
  const files = plural(tarball.files.length, 'file');
  return [
    `  ${asset.name}  ${formatBytes(asset.size)}  ${files}  sha256 ${shortDigest(asset.sha256)}`,
    `  integrity ${tarball.integrity}`,
  ];
}

function activeLine({ activation, error }: AttachedPackage, target: Target): string {
  return error ? `not made active in ${target.repository}` : activeWords(activation, target, 'attach');
}

function cost({ attached, connection }: Attached): string {
  return `${requestsAndWrites(connection.meter.read())}; ${formatBytes(sentBytes(attached))} sent to the record`;
}

function sentBytes(attached: readonly AttachedPackage[]): number {
  const sent = attached.filter((one) => one.attached?.assets.some(({ outcome }) => outcome === 'uploaded') === true);
  return sent.reduce((sum, { pkg }) => sum + pkg.asset.size, 0);
}

function what({ build, pkg }: { readonly pkg: PackageBuild['pkg']; readonly build: string | undefined }): string {
  return `${formatVersion(pkg.ref)}${build === undefined ? '' : ` build ${build}`}`;
}

/** The `--json` answer of `attach`: schemas/attach.schema.json. */
function attachJson({ attached, connection, target: { repository } }: Attached): object {
  const packages = attached.map((one) => {
    const { activation, attached: done, error } = one;
    return {
      ...packageJson(one),
      outcome: done === undefined ? 'failed' : done.outcome === 'attached' ? 'recorded' : 'already-recorded',
      digest: done?.digest ?? null,
      activation: activation
        ? {
            outcome: activation.outcome,
            digest: activation.set?.digest ?? null,
            tags: (activation.tags ?? []).map(({ tag }) => tag),
            reason: activation.reason ?? null,
          }
        : null,
      reason: error
        ? { code: error.code, message: error.message, ...(error.next === undefined ? {} : { next: error.next }) }
        : null,
    };
  });
  return {
    schemaVersion: 1,
    attach: { repository, packages, bytesSent: sentBytes(attached), ...connection.meter.read() },
  };
}

function packageJson({ build, pkg: { asset, ref, tarball } }: PackageBuild) {
  const { name, namespace = null, version } = ref;
  return {
    namespace,
    package: name,
    version,
    build: build ?? null,
    digest: null,
    asset,
    integrity: tarball.integrity,
    shasum: tarball.shasum,
    unpackedSize: tarball.unpackedSize,
    files: tarball.files.length,
  };
}
