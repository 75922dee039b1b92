import {
  activeWords,
  type Connection,
  type Context,
  formatBytes,
  plural,
  requestsAndWrites,
  table,
  type Target,
} from '@buildset/cli-kit';
import { type AttachedBuild, type Build, formatVersion, type PromotionResult, shortDigest } from '@buildset/core';
import { ARCHIVE_ASSET } from '@buildset/format-generic';

interface Published {
  readonly attached: AttachedBuild;
  readonly build: Build;
  readonly connection: Connection;
  /** Where the build is for; absent where it is kept on record only. */
  readonly target?: Target;
  readonly activation?: PromotionResult;
}

/** The most files that are listed for people; `--verbose` and `--json` have all of them. */
const LISTED = 20;

/** Tells what a publish did: the set, its files, and what is active now. */
export function reportPublished(published: Published, { output, progress }: Context): void {
  progress.end();
  const { activation } = published;
  output.result(renderPublished(published), publishJson(published));
  for (const warning of activation?.warnings ?? []) output.warn(warning);
  if (activation?.reason === undefined) return;
  if (activation.reason.code === 'hold') output.warn(`it was not made active: ${activation.reason.message}`);
  else output.error({ ...activation.reason, side: 'destination' });
}

function renderPublished({ activation, attached, build, connection, target }: Published): string[] {
  const { assets, digest, outcome, set } = attached;
  const what = `${formatVersion(set.ref)}${build.build === undefined ? '' : ` build ${build.build}`}`;
  const outcomes = new Map(assets.map((asset) => [asset.name, asset.outcome]));
  const rows = set.entries
    .slice(0, LISTED)
    .map(({ name, path = name, sha256, size }) => [
      outcomes.get(name) ?? '',
      path,
      formatBytes(size),
      `sha256 ${shortDigest(sha256)}`,
    ]);
  const more = set.entries.length - rows.length;
  return [
    `${what} ${outcome === 'attached' ? 'is on record' : 'was on record before: no change'}`,
    `  set ${digest}`,
    ...table(rows, '  '),
    ...(more > 0 ? [`  and ${plural(more, 'more file')}`] : []),
    activeLine(activation, target),
    `${requestsAndWrites(connection.meter.read())}; ${formatBytes(sentBytes(attached))} sent to the record`,
  ];
}

function activeLine(activation: PromotionResult | undefined, target: Target | undefined): string {
  if (target === undefined) return 'It is in no repository yet: activate it in one.';
  return `${activeWords(activation, target, 'publish').replace(/^not/, 'Not')}.`;
}

/** Bytes of the files that were not on record before. */
function sentBytes({ assets, set }: AttachedBuild): number {
  const sent = new Set(assets.filter(({ outcome }) => outcome === 'uploaded').map(({ name }) => name));
  return set.entries.reduce((sum, { name, size }) => sum + (sent.has(name) ? size : 0), 0);
}

/** The `--json` answer of `publish`: schemas/publish.schema.json. */
function publishJson({ activation, attached, build, connection, target }: Published): object {
  const { assets, digest, outcome, set } = attached;
  const { format, name, namespace = null, version } = set.ref;
  const outcomes = new Map(assets.map((asset) => [asset.name, asset.outcome]));
  return {
    schemaVersion: 1,
    publish: {
      outcome: outcome === 'attached' ? 'recorded' : 'already-recorded',
      set: { digest, format, namespace, package: name, version },
      build: build.build ?? null,
      archive: set.entries.some((entry) => entry.name === ARCHIVE_ASSET),
      assets: set.entries.map((entry) => ({ ...entry, outcome: outcomes.get(entry.name) })),
      repository: target?.repository ?? null,
      activation: activation
        ? { outcome: activation.outcome, digest: activation.set?.digest ?? null, reason: activation.reason ?? null }
        : null,
      bytesSent: sentBytes(attached),
      ...connection.meter.read(),
    },
  };
}
