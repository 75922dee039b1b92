import type { Options } from 'yargs';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { SELECTOR_FLAGS } from './promotion-flags.ts';

/** The positional argument of commands about one version. */
export function versionSpec({ names: [first] }: Formats) {
  const describe = sampleOf(first).spelling;
  return { spec: { type: 'string', demandOption: true, describe } } as const satisfies Record<string, Options>;
}

/** The positional argument of commands about one set. */
export function setSpec({ names: [first] }: Formats) {
  const { spelling } = sampleOf(first);
  const describe = `${spelling} with one of the flags below, ${spelling}#<build>, or a set digest`;
  return { spec: { type: 'string', demandOption: true, describe } } as const satisfies Record<string, Options>;
}

/** The flags that say which set a command is about. */
export function subjectFlags(formats: Formats) {
  return {
    ...SELECTOR_FLAGS,
    from: { type: 'string', describe: 'Stage or repository to look into, for builds that are not on record' },
    ...formatFlag(formats),
    ...CONNECTION_FLAGS,
  } as const;
}
