import {
  type BuildRow,
  formatVersion,
  type HistoryEntry,
  type MeterReading,
  type SetDescription,
  type SetDigest,
  shortDigest,
} from '@buildset/core';
import { shortTime } from './short-time.ts';
import { placeName } from './place-name.ts';
import { actorWord } from './actor.ts';
import { requestsOf } from './cost.ts';
import { formatBytes, plural } from './size.ts';
import { table } from './table.ts';

/** Everything that is known of a set, for people. */
export function renderDescription(description: SetDescription, calls: MeterReading['calls']): string[] {
  const { approvals, attached, build, digest, operations, set, verdicts } = description;
  const builds = build?.builds.join(', ') ?? '';
  const facts = [
    ['set', digest],
    ...(build?.origins ?? []).map(({ recipe, set: origin }) => ['made of', `${origin} by ${recipe}`]),
    ['state', build?.state ?? 'in no repository that was looked into'],
    ['in', listed(build?.in)],
    ['active in', activeIn(build)],
    ['promoted to', listed(build?.promotedTo)],
    ['work items', listed([...new Set(attached.flatMap(({ workItems }) => workItems))].sort())],
  ];
  return [
    `${formatVersion(set.ref)}${builds === '' ? '' : ` build ${builds}`}`,
    ...table(facts, '  '),
    ...section(
      plural(set.entries.length, 'file'),
      set.entries.map(({ name, path, sha256, size }) => [path ?? name, formatBytes(size), `sha256 ${sha256}`]),
    ),
    ...section(
      'attached',
      attached.map(({ build: tag = '-', provenance, repository = '-' }) => [
        `build ${tag}`,
        `in ${repository}`,
        Object.entries(provenance)
          .map(([key, value]) => `${key} ${value}`)
          .join(', '),
      ]),
    ),
    ...section(
      'verdicts, newest first',
      verdicts.map(({ assets, at, by, check, counts, principal, result, url = '' }) => [
        check,
        result,
        shortTime(new Date(at)),
        actorWord(by, principal),
        assets ? `of ${plural(assets.length, 'file')}` : '',
        counts ? `${counts.passed} passed, ${counts.failed} failed` : '',
        url,
      ]),
    ),
    ...section(
      'approvals',
      approvals.map(({ by, comment = '', principal, stage }) => [`for ${stage}`, actorWord(by, principal), comment]),
    ),
    ...section(
      'operations',
      operations.map((entry) => operationCells(entry, digest)),
    ),
    `${requestsOf({ calls })}.`,
  ];
}

/** The `--json` answer of `show`: schemas/show.schema.json. */
export function descriptionJson(description: SetDescription) {
  const { approvals, attached, build, digest, operations, set, verdicts } = description;
  const { format, name, namespace = null, version } = set.ref;
  return {
    schemaVersion: 1,
    set: {
      digest,
      format,
      namespace,
      package: name,
      version,
      builds: build?.builds ?? [],
      origins: build?.origins ?? [],
      state: build?.state ?? null,
      in: build?.in ?? [],
      activeIn: build?.activeIn ?? [],
      partlyActiveIn: build?.partlyActiveIn ?? [],
      promotedTo: build?.promotedTo ?? [],
      assets: set.entries,
      attached: attached.map(({ build: tag = null, provenance, repository = null, workItems }) => ({
        build: tag,
        repository,
        provenance,
        workItems,
      })),
      verdicts,
      approvals,
      operations: operations.map(({ at, body, number, principal = null }) => ({ number, at, body, principal })),
    },
  };
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`  ${title}`, ...table(rows, '    ')];
}

function activeIn(build: BuildRow | undefined): string {
  if (!build) return '-';
  return listed([...build.activeIn, ...build.partlyActiveIn.map((name) => `${name} (part)`)]);
}

function listed(names: readonly string[] = []): string {
  return names.join(', ') || '-';
}

function operationCells({ at, body, principal }: HistoryEntry, digest: SetDigest): string[] {
  const time = shortTime(at);
  const by = actorWord('by' in body ? body.by : undefined, principal);
  if (body.type === 'operation.completed') {
    const { id, kind, origin, release, set, to } = body.operation;
    const stripped = origin?.set === digest ? `stripped, as set ${shortDigest(set)}` : '';
    const told = [stripped, release === undefined ? '' : `release ${release}`].filter((one) => one !== '').join(', ');
    return [time, kind, `to ${placeName(to)}`, by, id, told];
  }
  return [time, body.type.replace('.', ' '), 'to' in body ? `in ${placeName(body.to)}` : '', by];
}
