import { type Command, CONNECTION_FLAGS, defineCommand, PROMOTION_FLAGS, tagFlags } from '@buildset/cli-kit';
import { WORKSPACE_FLAGS } from '../package/workspace-flags.ts';
import { NPM_ONLY } from '../formats.ts';
import { OUTSIDE_FLAGS } from '../outside/flags.ts';

const DEPENDENCIES = 'Dependencies:';

/** `promote`: one build of the package at hand, or of the packages of a monorepo as one release. */
export const promoteCommand: Command = defineCommand({
  usage: 'promote [spec]',
  summary: 'Promote exactly one build from a repository to another',
  positionals: {
    spec: {
      type: 'string',
      describe: '<package>@<version>, or <package>@<version>#<build> [default: the package at hand]',
    },
  },
  flags: {
    ...WORKSPACE_FLAGS,
    release: {
      type: 'string',
      group: WORKSPACE_FLAGS.workspaces.group,
      describe: 'With --workspaces: what they are called together [default: made of their sets]',
    },
    ...PROMOTION_FLAGS,
    'check-deps': {
      type: 'boolean',
      group: DEPENDENCIES,
      describe: 'Refuse a build that npm could not install from the destination, with all that it depends on',
    },
    'with-deps': {
      type: 'boolean',
      group: DEPENDENCIES,
      describe: 'Promote what it depends on as well, first: what the destination lacks and the source has',
    },
    ...tagFlags(NPM_ONLY),
    ...OUTSIDE_FLAGS,
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['promote --build 23 --to staging', 'build 23 of the package at hand, from the only stage that staging allows'],
    ['promote --workspaces --build 23 --to staging', 'a whole monorepo, all or none of it'],
    ['promote @abc/app@1.0.0 --last-passed --from dev --to staging --tag next', 'and the dist-tag next'],
    ['promote --build 23 --to staging --with-deps', 'and before it what it depends on and staging lacks'],
    [
      'promote --build 23 --from prod --to-registry https://registry.example.com/',
      'to a registry outside CodeArtifact',
    ],
    ['promote --build 22 --to staging --dry-run', 'what would be done'],
  ],
  load: async () => (await import('./run-promote.ts')).runPromote,
});
