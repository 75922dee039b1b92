import { type BuildNumber, type Context, formatBytes, plural, table } from '@buildset/cli-kit';
import { assetCapWarning, CodedError, formatVersion, shortDigest } from '@buildset/core';
import type { Target } from '../target/target.ts';
import type { Destination } from './destination.ts';
import type { SentBuild } from './send-build.ts';
import { buildName } from './send-builds.ts';

interface FinishedUpload {
  readonly sent: readonly SentBuild[];
  readonly target: Target;
  readonly destination: Destination;
  /** With `--build auto`. */
  readonly number?: BuildNumber;
  /** How many files a version may have, by the configuration. */
  readonly assetCap?: number;
}

/** Tells what an upload did: on stdout each build with its digest and its files, on stderr what was not kept. */
export function reportUpload(
  { assetCap, destination, number, sent, target: { codeartifact, repository } }: FinishedUpload,
  { output, progress }: Context,
): void {
  progress.end();
  const from = number === undefined ? [] : [`build ${number.build} is from ${number.variables.join(' and ')}`];
  const lines = [...from, ...sent.flatMap((build) => renderBuild(build, repository)), cost(destination)];
  output.result(lines, uploadJson(sent, repository, destination));
  for (const warning of nearCap(sent, repository, assetCap)) output.warn(warning);
  if (destination.kind !== 'index') return;
  const left = sent.flatMap(({ assets }) => [...assets].filter(([, outcome]) => outcome === 'already-there'));
  if (left.length > 0) output.warn(`left as they are, whatever their bytes: ${left.map(([name]) => name).join(', ')}`);
  if (destination.why.startsWith('--')) return;
  if (codeartifact === undefined) {
    output.warn(`nothing was recorded: ${destination.why}. --no-record leaves this warning out.`);
    return;
  }
  output.warn(`nothing was recorded: ${destination.why}. With AWS credentials run the same command again:`);
  output.warn('the record is then made, and no file is sent twice. --no-record leaves this warning out.');
}

/** Each version once. Its builds are sent side by side: what was there before any of them, and what all have sent. */
function nearCap(sent: readonly SentBuild[], repository: string, cap: number | undefined): string[] {
  const known = sent.filter(({ assetsHeld }) => assetsHeld !== undefined);
  const versions = new Set(known.map(({ group }) => formatVersion(group.ref)));
  return [...versions].flatMap((version) => {
    const builds = known.filter(({ group }) => formatVersion(group.ref) === version);
    const uploaded = builds.map(({ assets }) => [...assets.values()].filter((one) => one === 'uploaded').length);
    const before = builds.map(({ assetsHeld = 0 }, index) => assetsHeld - (uploaded[index] ?? 0));
    const assets = Math.min(...before) + uploaded.reduce((sum, count) => sum + count, 0);
    const [first] = builds;
    return (first && assetCapWarning({ ref: first.group.ref, repository, assets }, cap)) ?? [];
  });
}

function renderBuild({ assets, digest, error, group, outcome }: SentBuild, repository: string): string[] {
  const rows = group.files.map(({ asset: { name, sha256, size } }) => [
    assets.get(name) ?? '',
    name,
    formatBytes(size),
    `sha256 ${shortDigest(sha256)}`,
  ]);
  return [
    `${buildName(group)} ${sentence({ assets, group, outcome }, repository)}`,
    ...reasonLines(error),
    ...(digest === undefined ? [] : [`  set ${digest}`]),
    ...table(rows, '  '),
  ];
}

/** Why a build failed, and what to do. */
function reasonLines(error: unknown): string[] {
  if (error === undefined) return [];
  const next = error instanceof CodedError && error.next !== undefined ? [`  next: ${error.next}`] : [];
  return [`  ${error instanceof Error ? error.message : String(error)}`, ...next];
}

function sentence({ assets, outcome }: SentBuild, repository: string): string {
  switch (outcome) {
    case 'recorded':
      return `is uploaded to ${repository} and recorded`;
    case 'already-recorded':
      return [...assets.values()].includes('uploaded')
        ? `is uploaded to ${repository}; it was recorded before`
        : `was uploaded to ${repository} and recorded before: no change`;
    case 'added':
      return `is added to in ${repository}; it stays open until it is sealed`;
    case 'uploaded':
      return [...assets.values()].includes('uploaded')
        ? `is uploaded to ${repository}, without a record`
        : `was in ${repository} before, without a record: no change`;
    case 'failed':
      return `is not uploaded to ${repository}, or only in part`;
    default:
      return outcome satisfies never;
  }
}

function cost({ meter }: Destination): string {
  const { bytesTransferred, calls, writes } = meter.read();
  const requests = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return `${plural(requests, 'request')}, of these ${plural(writes, 'write')}; ${formatBytes(bytesTransferred)} sent`;
}

/** The `--json` answer of `upload`: schemas/upload.schema.json. */
function uploadJson(sent: readonly SentBuild[], repository: string, destination: Destination): object {
  const { bytesTransferred, calls, writes } = destination.meter.read();
  return {
    schemaVersion: 1,
    upload: {
      repository,
      recorded: destination.kind === 'recorded',
      sets: sent.map(({ assets, digest, error, group: { build, files, ref }, outcome }) => ({
        digest: digest ?? null,
        format: ref.format,
        namespace: ref.namespace ?? null,
        package: ref.name,
        version: ref.version,
        build: build ?? null,
        outcome,
        assets: files.map(({ asset: { name, sha256, size } }) => ({ name, size, sha256, outcome: assets.get(name) })),
        ...(error instanceof CodedError ? { reason: reasonJson(error) } : {}),
      })),
      calls,
      bytesTransferred,
      writes,
      ...(destination.kind === 'index' ? { notRecorded: destination.why } : {}),
    },
  };
}

function reasonJson({ code, message, next }: CodedError): object {
  return { code, message, ...(next === undefined ? {} : { next }) };
}
