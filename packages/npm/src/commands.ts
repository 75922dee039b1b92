import {
  activateCommand,
  type ArgumentDefaults,
  type Command,
  type CommandEntry,
  downloadCommand,
  loginCommands,
  NPM_TOOLS,
  sharedCommands,
  withDefaults,
} from '@buildset/cli-kit';
import { NPM_ONLY } from './formats.ts';
import { tarballName } from './package/tarball-name.ts';

const ATTACH: CommandEntry = {
  name: 'attach',
  summary: 'Pack packages once and keep each on record as a build; the newest becomes active',
  load: async () => (await import('./attach/command.ts')).attachCommand,
};

const PROMOTE: CommandEntry = {
  name: 'promote',
  summary: 'Promote exactly one build from a repository to another',
  load: async () => (await import('./promote/command.ts')).promoteCommand,
};

const ACTIVATE: CommandEntry = {
  name: 'activate',
  summary: "Make a repository's version exactly one recorded build",
  load: async () => activateCommand(NPM_ONLY),
};

const DOWNLOAD: CommandEntry = {
  name: 'download',
  summary: 'Fetch the very files of a build, active or not, for example to test them',
  load: async () => downloadCommand(NPM_ONLY, (_, ref) => tarballName(ref)),
};

const VERIFY: CommandEntry = {
  name: 'verify',
  summary: 'Prove that a tarball is its original but for the build in its versions',
  load: async () => (await import('./verify/command.ts')).verifyCommand,
};

/** Those of all front-ends, but for what is here of its own. */
const SHARED = sharedCommands(NPM_ONLY).filter(({ name }) => name !== PROMOTE.name);

const ownVersion: ArgumentDefaults = async (given, context) => {
  return (await import('./package/own-package.ts')).ownVersion(given, context);
};

const ownPackageIfAny: ArgumentDefaults = async (given, context) => {
  return (await import('./package/own-package.ts')).ownPackageIfAny(given, context);
};

/** Commands that need more, or less, than the version of the package at hand. */
const DEFAULTS: ReadonlyMap<string, ArgumentDefaults> = new Map([
  ['history', ownPackageIfAny],
  ['hold', (given, context) => (given['action'] === 'list' ? ownPackageIfAny : ownVersion)(given, context)],
]);

/** The commands of `codeartifact-npm`, each loaded when it is used. Inside a package those about one need no name. */
export const COMMANDS: readonly CommandEntry[] = [
  ATTACH,
  ...[PROMOTE, ACTIVATE, DOWNLOAD, VERIFY, ...SHARED].map(ofOwnPackage),
  ...loginCommands(NPM_TOOLS),
];

function ofOwnPackage(entry: CommandEntry): CommandEntry {
  const defaults = DEFAULTS.get(entry.name) ?? ownVersion;
  // An id says by itself which package it is of.
  if (entry.name === 'undo') return entry;
  const load = async (): Promise<Command> => {
    const command = await entry.load();
    return /[<[]spec[>\]]/.test(command.usage) ? withDefaults(command, defaults) : command;
  };
  return { ...entry, load };
}
