import type { Options } from 'yargs';
import type { FoundConfiguration } from '../config/find-configuration.ts';
import { isAddress, placeOf, repositoryOf, sameConnection } from '../config/stages.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';

/** Where to look, besides the places that are known. */
export const REPOSITORY_FLAG = {
  repository: {
    type: 'string',
    array: true,
    alias: 'r',
    describe: 'Look into these repositories too, besides the stages and those that promotions went to',
  },
} as const satisfies Record<string, Options>;

/** The repositories of the stages that are reached by the usual connection, each once, and those that were named. */
export function repositoriesOf(
  flags: ConnectionFlags & { readonly repository?: readonly (string | number)[] | undefined },
  found: FoundConfiguration,
): { readonly stages: readonly string[]; readonly repositories: readonly string[] } {
  const usual = { settings: settingsOf(flags, found) };
  const places = Object.keys(found.configuration.stages ?? {}).map((name) => placeOf(name, flags, found));
  const near = places
    .filter((place) => sameConnection(place, usual) && !isAddress(place.repository))
    .map(({ repository }) => repository);
  const named = (flags.repository ?? []).map((name) => repositoryOf(String(name), found.configuration));
  return { stages: [...new Set(near)], repositories: [...new Set(named)] };
}
