import { unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Context, EXIT, type ExitCode, expandGlobs, openFile, plural } from '@buildset/cli-kit';
import { type TaggedWheel, tagWheel } from '@buildset/format-pypi';
import { TwineError } from '../twine-error.ts';
import { type Original, originalAt, type Saved, saveWheel } from './save-wheel.ts';

interface TagArguments {
  readonly wheel: readonly (string | number)[];
  readonly build: string;
  readonly outputDir?: string | undefined;
  readonly remove?: boolean | undefined;
}

/** A wheel whose new name and content are known, and of which nothing is written yet. */
interface Planned {
  readonly original: Original;
  readonly wheel: TaggedWheel;
  readonly path: string;
}

interface Tagged extends Planned {
  readonly outcome: Saved;
  readonly isRemoved: boolean;
}

/** Reads what it needs of every wheel, then writes one after the other. A second run changes nothing. */
export async function runTag(args: TagArguments, context: Context): Promise<ExitCode> {
  const paths = await expandGlobs(args.wheel.map(String));
  if (paths.length === 0) {
    throw new TwineError('no-files', `${args.wheel.join(' ')} matches no wheel.`, 'Build first, then give dist/*.whl.');
  }
  const planned: Planned[] = [];
  for (const path of paths) planned.push(await plan(path, args));
  checkPlan(planned);
  context.progress.stage(`tagging ${plural(planned.length, 'wheel')}`);
  const tagged: Tagged[] = [];
  for (const one of planned) tagged.push(await carryOut(one, args.remove === true, context));
  context.progress.end();
  context.output.result(
    tagged.map(({ wheel }) => wheel.name),
    {
      schemaVersion: 1,
      tag: {
        wheels: tagged.map(({ isRemoved, original, outcome, path, wheel: { name, size } }) => ({
          original: original.path,
          name,
          path,
          size,
          outcome,
          originalRemoved: isRemoved,
        })),
      },
    },
  );
  return EXIT.done;
}

async function plan(given: string, { build, outputDir }: TagArguments): Promise<Planned> {
  const file = await openFile(given);
  const original = await originalAt(given);
  const wheel = await tagWheel(file, { build: build === '' ? undefined : build });
  return { original, wheel, path: join(outputDir ?? dirname(given), wheel.name) };
}

/** Originals that become the same file: fine when one of them is that file already, as in a second run. */
function checkPlan(planned: readonly Planned[]): void {
  const makers = new Map<string, string>();
  for (const { original, path } of planned) {
    if (original.path === path) continue;
    const other = makers.get(path);
    if (other !== undefined) {
      throw new TwineError(
        'output-exists',
        `${other} and ${original.path} would both become ${path}.`,
        'Give one of them only.',
      );
    }
    makers.set(path, original.path);
  }
}

async function carryOut(planned: Planned, remove: boolean, { output, signal }: Context): Promise<Tagged> {
  const { original, path, wheel } = planned;
  signal.throwIfAborted();
  const outcome = await saveWheel(wheel, original, path, signal);
  const isRemoved = remove && outcome !== 'unchanged';
  if (isRemoved) await removeOriginal(original.path);
  output.detail(`${outcome}: ${path}${isRemoved ? `; removed: ${original.path}` : ''}`);
  return { ...planned, outcome, isRemoved };
}

async function removeOriginal(path: string): Promise<void> {
  await unlink(path).catch((cause: unknown) => {
    throw new TwineError(
      'file-not-written',
      `The new wheel is written, but ${path} cannot be deleted.`,
      "Check the folder's rights, and run it again.",
      { cause },
    );
  });
}
