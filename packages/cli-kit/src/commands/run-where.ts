import {
  findSet,
  formatVersion,
  isSha256,
  type PackageRef,
  shortDigest,
  type VersionRef,
  where,
  type WhereQuery,
  type WhereRow,
} from '@buildset/core';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { hashOf, openFile } from '../files/open-file.ts';
import type { ConnectionFlags } from '../flags.ts';
import { chosenFormats, type Formats, formatOf, parsePackage, splitSpec } from '../formats.ts';
import { requestsOf } from '../render/cost.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';
import { parseSetSpec, splitFormat } from '../set-spec.ts';
import { repositoriesOf } from './repository-flag.ts';
import { unseen } from './unseen.ts';

interface WhereFlags extends ConnectionFlags {
  readonly what: string;
  readonly package?: readonly (string | number)[] | undefined;
  readonly repository?: readonly (string | number)[] | undefined;
  readonly format?: string | undefined;
}

type Within = NonNullable<WhereQuery['within']>;

/** Looks a file or a set up. */
export function runWhere(formats: Formats): (args: WhereFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const within = await Promise.all((args.package ?? []).map((text) => packageOf(String(text), args, formats)));
    const { connection, found } = await connectPlace(undefined, args, context);
    const home = await connection.home();
    context.progress.stage(`looking for ${args.what}`);
    const query = {
      ...(await soughtOf(args, within, formats, home)),
      ...repositoriesOf(args, found),
      onUnseen: unseen(context),
      onRead: (done: number, total: number) =>
        context.progress.relabel(`looking for ${args.what}: record ${done} of ${total}`),
    };
    const ports = { domain: connection.domain, home, formats: chosenFormats(formats, args.format) };
    const find = (one: WhereQuery) => where(one, { ...ports, formatOf: (name) => formats.load(name) });
    const sets = await find(query);
    // A file's digest may be written as that of a set is.
    const [, file = ''] = /^sha256:(.+)$/.exec(args.what) ?? [];
    const rows = sets.length === 0 && isSha256(file) ? await find({ ...query, sought: { file } }) : sets;
    context.progress.end();
    const { calls } = connection.meter.read();
    const header = ['VERSION', 'BUILD', 'SET', 'STATE', 'IN', 'ACTIVE IN', 'FILE'];
    const lines = rows.length === 0 ? [nothing(args, query)] : table([header, ...rows.map(cells)]);
    const foot = `${plural(rows.length, 'build')}; ${requestsOf({ calls })}.`;
    context.output.result([...lines, foot], { schemaVersion: 1, builds: rows.map(json), calls });
    return EXIT.done;
  };
}

/** A path that is there means the file's bytes; where its name tells the version, only that is looked into. */
async function soughtOf(
  { format, what }: WhereFlags,
  within: Within,
  formats: Formats,
  home: Parameters<typeof findSet>[2]['home'],
): Promise<Pick<WhereQuery, 'sought' | 'within'>> {
  const narrow = within.length === 0 ? {} : { within };
  if (/^sha256:[0-9a-f]+$/.test(what)) return { sought: { set: what }, ...narrow };
  if (isSha256(what)) return { sought: { file: what }, ...narrow };
  if (what.includes('#')) {
    const { format: adapter, ref, selector } = await parseSetSpec(what, formats, format);
    const { digest } = await findSet(ref, selector, { format: adapter, home });
    return { sought: { set: digest }, within: [ref] };
  }
  const file = await openFile(what);
  const sha256 = await hashOf(file);
  if (within.length > 0) return { sought: { file: sha256 }, ...narrow };
  const adapter = await formatOf(formats, format);
  const inspected = await adapter.inspect(file).catch(() => undefined); // any file may be looked for
  return { sought: { file: sha256 }, ...(inspected ? { within: [inspected.ref] } : {}) };
}

async function packageOf(text: string, { format }: WhereFlags, formats: Formats): Promise<Within[number]> {
  const { format: named, rest } = splitFormat(text, formats);
  const adapter = await formatOf(formats, named ?? format);
  const { name, version } = splitSpec(rest, adapter);
  const pkg: PackageRef = parsePackage(name, adapter);
  return version === undefined ? pkg : ({ ...pkg, version } satisfies VersionRef);
}

function nothing({ what }: WhereFlags, { within = [] }: Pick<WhereQuery, 'within'>): string {
  const [one] = within;
  if (one) return `Nothing of ${one.name} on record, nor in the repositories looked into, is ${what}.`;
  return `No build on record is or holds ${what}. Give --package for what is not on record.`;
}

function cells({ activeIn, builds, digest, in: places, names, partlyActiveIn, ref, state }: WhereRow): string[] {
  const active = [...activeIn, ...partlyActiveIn.map((name) => `${name} (part)`)];
  return [
    formatVersion(ref),
    builds.join(', ') || '-',
    digest === undefined ? '-' : shortDigest(digest),
    state,
    places.join(', ') || '-',
    active.join(', ') || '-',
    names.join(', ') || '-',
  ];
}

function json({ activeIn, builds, digest, in: places, names, partlyActiveIn, promotedTo, ref, state }: WhereRow) {
  const { format, name, namespace = null, version } = ref;
  const coordinates = { digest: digest ?? null, format, namespace, package: name, version, builds, state };
  return { ...coordinates, in: places, activeIn, partlyActiveIn, promotedTo, files: names };
}
