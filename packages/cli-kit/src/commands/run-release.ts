import {
  chooseSet,
  createRelease,
  formatVersion,
  inParallel,
  listReleases,
  type Release,
  requireRelease,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectPlace } from '../connection/connect-place.ts';
import { insideOf, promotionPorts } from '../connection/promotion-ports.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { settingsOf } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { releaseJson, renderRelease } from '../render/release.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';
import { setInOneWord } from './named-set.ts';
import { promoteRelease, type ReleaseFlags, undoRelease } from './release-promotion.ts';

/** How many sets are looked up at once. */
const AT_ONCE = 8;

/** Makes, shows, promotes or takes back releases. */
export function runRelease(formats: Formats): (args: ReleaseFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    if ((args.sets ?? []).length > 0 && args.action !== 'create') {
      throw usageError(
        `"release ${args.action}" takes no sets.`,
        'The sets of a release are named when it is created.',
      );
    }
    switch (args.action) {
      case 'create':
        return await create(formats, args, context);
      case 'show':
        return await show(args, context);
      case 'list':
        return await list(args, context);
      case 'promote':
        return await promoteRelease(formats, requireName(args), args, context);
      case 'undo':
        return await undoRelease(formats, requireName(args), args, context);
      default:
        throw usageError(`There is no "release ${args.action}".`, 'Give release create, show, list, promote or undo.');
    }
  };
}

async function create(formats: Formats, args: ReleaseFlags, context: Context): Promise<ExitCode> {
  const name = requireName(args);
  const texts = (args.sets ?? []).map(String);
  if (texts.length === 0) {
    throw usageError('A release needs at least one set.', 'Give its sets, for example pyabc==1.0.0#23.');
  }
  const usual = await context.connect(settingsOf(args, await context.configuration()));
  const specs = await Promise.all(texts.map((text) => setInOneWord(text, formats, args.format, () => usual.home())));
  const { connection, repository: from } = await connectPlace(args.from, args, context);
  const caller = usual.principal();
  const ends = await insideOf(connection);
  context.progress.stage(`looking for ${plural(specs.length, 'set')}`);
  const sets = await inParallel(specs, AT_ONCE, async ({ format, ref, selector }) =>
    chooseSet({ ref, selector, ...defined({ from }) }, promotionPorts(ends, format)),
  );
  const said = { comment: args.comment, by: actorOf(context.environment), principal: await caller };
  const release: Release = { name, sets, ...defined(said) };
  const outcome = await createRelease(release, await usual.home());
  context.progress.end();
  const [head = '', ...rest] = renderRelease(release);
  const word = outcome === 'created' ? 'is made' : 'was made before, of the same sets: no change';
  context.output.result([`${head} ${word}`, ...rest], { ...releaseJson(release), outcome });
  return EXIT.done;
}

async function show(args: ReleaseFlags, context: Context): Promise<ExitCode> {
  const connection = await context.connect(settingsOf(args, await context.configuration()));
  const release = await requireRelease(requireName(args), (await connection.home()).records);
  context.output.result(renderRelease(release), releaseJson(release));
  return EXIT.done;
}

async function list(args: ReleaseFlags, context: Context): Promise<ExitCode> {
  const connection = await context.connect(settingsOf(args, await context.configuration()));
  const { records } = await connection.home();
  const names = await listReleases(records);
  const releases = await inParallel(names, AT_ONCE, (name) => requireRelease(name, records));
  const rows = releases.map(({ name, sets }) => [name, sets.map(({ ref }) => formatVersion(ref)).join(', ')]);
  const lines = table([['RELEASE', 'SETS'], ...rows]);
  const json = { schemaVersion: 1, releases: releases.map((release) => releaseJson(release).release) };
  context.output.result(rows.length === 0 ? ['There is no release yet.'] : lines, json);
  return EXIT.done;
}

function requireName({ action, name }: ReleaseFlags): string {
  if (name !== undefined && name !== '') return name;
  throw usageError(`"release ${action}" needs the name of a release.`, '`release list` names those that there are.');
}
