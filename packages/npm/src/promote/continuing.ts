import { againOf, promotionWords } from '@buildset/cli-kit';
import type { WorkspacesArguments } from './promote-workspaces.ts';

/**
 * The command that continues the promotion of a monorepo: the release's own, whose sets are settled whatever was built since;
 * where dist-tags were asked for, which no release keeps, the very one that was typed.
 */
export function continuing(
  release: string,
  args: WorkspacesArguments,
  route: { readonly from: string; readonly to: string },
): string {
  const { keepDeprecation, keepTags, tag = [], workspace = [], workspaces } = args;
  const isPlain = tag.length === 0 && keepTags !== true && keepDeprecation !== true;
  if (isPlain) return againOf(release, { ...args, ...route });
  const which = workspaces === true ? ['--workspaces'] : workspace.flatMap((one) => ['--workspace', String(one)]);
  return ['promote', ...which, '--release', release, ...promotionWords({ ...args, ...route })].join(' ');
}
