import type { FormatAdapter, PromotionRequest } from '@buildset/core';
import type { Options } from 'yargs';
import { usageError } from '../cli-error.ts';
import type { Formats } from '../formats.ts';

const TAGS = 'dist-tags (npm):';

/** What the command line says of dist-tags. */
export interface TagFlags {
  readonly tag?: readonly (string | number)[] | undefined;
  readonly keepTags?: boolean | undefined;
  readonly allowBackwards?: boolean | undefined;
  readonly keepDeprecation?: boolean | undefined;
}

/** The flags about dist-tags; hidden in front-ends whose packages have none. */
export function tagFlags({ names }: Formats) {
  const hidden = !names.includes('npm');
  return {
    tag: {
      type: 'string',
      array: true,
      nargs: 1,
      group: TAGS,
      hidden,
      describe: 'Point this tag at the version; may be repeated [default: latest, forward only]',
    },
    'keep-tags': { type: 'boolean', group: TAGS, hidden, describe: 'Move no tag' },
    'allow-backwards': {
      type: 'boolean',
      group: TAGS,
      hidden,
      describe: 'With --tag: although it points at a later version now',
    },
    'keep-deprecation': {
      type: 'boolean',
      group: TAGS,
      hidden,
      describe: 'The version stays deprecated, if it is',
    },
  } as const satisfies Record<string, Options>;
}

/** What a promotion does to dist-tags. Throws `usage` for flags that contradict each other or the format. */
export function tagsOf(
  { allowBackwards = false, keepDeprecation = false, keepTags = false, tag = [] }: TagFlags,
  { format, tags: rules }: FormatAdapter,
): Pick<PromotionRequest, 'tags' | 'keepDeprecation'> {
  if (rules === undefined) {
    if (tag.length === 0 && !keepTags && !allowBackwards && !keepDeprecation) return {};
    throw usageError(`${format} packages have no dist-tags.`, 'Leave --tag and what belongs to it out.');
  }
  if (keepTags && tag.length > 0) throw usageError('Give --tag or --keep-tags, not both.');
  if (allowBackwards && tag.length === 0) {
    throw usageError(
      '--allow-backwards belongs to --tag.',
      'Say which tag may go back: --tag latest --allow-backwards.',
    );
  }
  const names = tag.map(String);
  for (const name of names) rules.checkTag(name);
  return {
    ...(keepTags ? { tags: { move: 'keep' } } : {}),
    ...(names.length > 0 ? { tags: { move: 'set', names, mayGoBack: allowBackwards } } : {}),
    ...(keepDeprecation ? { keepDeprecation } : {}),
  };
}
