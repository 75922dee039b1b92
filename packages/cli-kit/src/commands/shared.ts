import type { Command, CommandEntry, GivenArguments } from '../command.ts';
import type { Formats } from '../formats.ts';

/** The commands that every front-end has, each loaded when it is used. */
export function sharedCommands(formats: Formats): readonly CommandEntry[] {
  const commands: readonly CommandEntry[] = [
    {
      name: 'promote',
      summary: 'Promote exactly one build from a repository to another',
      load: async () => (await import('./promote.ts')).promoteCommand(formats),
    },
    {
      name: 'list',
      summary: 'List the packages on record, with how many builds of each are kept',
      load: async () => (await import('./list.ts')).listCommand(formats),
    },
    {
      name: 'sets',
      summary: 'List builds, and where each of them is',
      load: async () => (await import('./sets.ts')).setsCommand(formats),
    },
    {
      name: 'show',
      summary: 'Show everything that is known of one build',
      load: async () => (await import('./show.ts')).showCommand(formats),
    },
    {
      name: 'where',
      summary: 'Tell which builds hold a file, or are a set, and which repositories hold them now',
      load: async () => (await import('./where.ts')).whereCommand(formats),
    },
    {
      name: 'verdict',
      summary: 'Record what a check found about a build; a later failure revokes an earlier pass',
      load: async () => (await import('./verdict.ts')).verdictCommand(formats),
    },
    {
      name: 'approve',
      summary: 'Approve a build for a stage',
      load: async () => (await import('./approve.ts')).approveCommand(formats),
    },
    {
      name: 'why',
      summary: 'Show what each build has and lacks for a stage, and which one --last and --last-passed mean',
      load: async () => (await import('./why.ts')).whyCommand(formats),
    },
    {
      name: 'history',
      summary: 'Tell what happened to a package, or to all: promotions, refusals, overrides, undos',
      load: async () => (await import('./history.ts')).historyCommand(formats),
    },
    {
      name: 'at',
      summary: 'Tell which builds a stage holds, or held at a time, by the log',
      load: async () => (await import('./at.ts')).atCommand(formats),
    },
    {
      name: 'changes',
      summary: 'Tell which builds and work items two stages, or two times of a stage, differ in',
      load: async () => (await import('./changes.ts')).changesCommand(formats),
    },
    {
      name: 'log',
      summary: 'Verify that nobody changed, removed or reordered events of the log, or export it as JSON lines',
      load: async () => (await import('./log.ts')).logCommand(formats),
    },
    {
      name: 'undo',
      summary: 'Restore what a repository held before a promotion; nothing is erased',
      load: async () => (await import('./undo.ts')).undoCommand(formats),
    },
    {
      name: 'release',
      summary: 'Name builds of several packages as one release; promote it, or take it back, as a whole',
      load: async () => (await import('./release.ts')).releaseCommand(formats),
    },
    {
      name: 'apply',
      summary: 'Apply a plan that promote --plan-out wrote, unless what it was made of has changed',
      load: async () => (await import('./apply.ts')).applyCommand(formats),
    },
    {
      name: 'hold',
      summary: 'Keep a build in a stage, whatever --last would choose; list or lift such holds',
      load: async () => (await import('./hold.ts')).holdCommand(formats),
    },
    {
      name: 'withdraw',
      summary: 'Take a build away from a stage, so that nobody installs it any more; undo brings it back',
      load: async () => (await import('./withdraw.ts')).withdrawCommand(formats),
    },
    {
      name: 'seal',
      summary: 'Close an open build: from then on it is a set, and never changes',
      load: async () => (await import('./seal.ts')).sealCommand(formats),
    },
    {
      name: 'abandon',
      summary: 'Throw away the record of an open build',
      load: async () => (await import('./abandon.ts')).abandonCommand(formats),
    },
    {
      name: 'prune',
      summary: 'Remove old builds that nothing needs, and say of each why it goes or stays',
      load: async () => (await import('./prune.ts')).pruneCommand(formats),
    },
    {
      name: 'config',
      summary: 'Show the configuration in force and where each value comes from, or print its JSON Schema',
      load: async () => (await import('./config.ts')).configCommand,
    },
  ];
  return formats.names.length === 1 ? commands : commands.map((entry) => namingFormats(entry, formats));
}

/** The command with a `<spec>` that may begin with its format, `generic:ops/tools==1.0`, in place of `--format`. */
function namingFormats(entry: CommandEntry, formats: Formats): CommandEntry {
  const load = async (): Promise<Command> => {
    const command = await entry.load();
    return { ...command, run: async (given, context) => command.run(await withFormat(given, formats), context) };
  };
  return { ...entry, load };
}

async function withFormat(given: GivenArguments, formats: Formats): Promise<GivenArguments> {
  const spec = given['spec'];
  if (typeof spec !== 'string') return given;
  const { splitFormat } = await import('../set-spec.ts');
  const { format, rest } = splitFormat(spec, formats);
  return format === undefined ? given : { ...given, spec: rest, format };
}
