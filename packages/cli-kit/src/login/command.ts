import { type Command, type CommandEntry, defineCommand } from '../command.ts';
import { ACCESS_FLAGS } from '../flags.ts';
import { TOKEN_ENTRY } from '../token/command.ts';
import type { LoginTool, LoginTools } from './tools.ts';

/** What `login` and `logout` have in common. */
function entryFlags(tools: LoginTools) {
  return {
    tool: { choices: tools.map(({ name }) => name), describe: `Whose files [default: ${tools[0].name}]` },
    repository: { type: 'string', alias: 'r', describe: 'Stage or repository of the domain' },
    name: { type: 'string', describe: "The entry's name in the tool's file [default: the repository's]" },
    file: { type: 'string', describe: "Another file than the tool's own of the user" },
    'dry-run': { type: 'boolean', describe: 'Show what would change, without any token; write nothing' },
    scope: {
      type: 'string',
      alias: 'namespace',
      hidden: !takes(tools, 'scope'),
      describe: 'For the packages of this npm scope only',
    },
    ...ACCESS_FLAGS,
  } as const;
}

/** A flag that means nothing for any tool of a front-end is left out of its help. */
function takes(tools: LoginTools, flag: LoginTool['takes'][number]): boolean {
  return tools.some((tool) => tool.takes.includes(flag));
}

/** `login`, `logout` and `token` of a front-end, for its tools. */
export function loginCommands(tools: LoginTools): readonly CommandEntry[] {
  const names = tools.map(({ name }) => name).join(', ');
  return [
    { name: 'login', summary: loginSummary(names), load: async () => loginCommand(tools, loginSummary(names)) },
    { name: 'logout', summary: logoutSummary(names), load: async () => logoutCommand(tools, logoutSummary(names)) },
    TOKEN_ENTRY,
  ];
}

function loginSummary(names: string): string {
  return `Write a repository's address and a token into the files of ${names}`;
}

function logoutSummary(names: string): string {
  return `Take out of the files of ${names} what login has written`;
}

function loginCommand(tools: LoginTools, summary: string): Command {
  const [{ name }, second] = tools;
  return defineCommand({
    usage: 'login',
    summary,
    positionals: {},
    flags: {
      ...entryFlags(tools),
      extra: {
        type: 'boolean',
        hidden: !takes(tools, 'extra'),
        describe: 'pip, uv: beside the index that is set, not in its place',
      },
      keyring: {
        type: 'boolean',
        hidden: !takes(tools, 'keyring'),
        describe: 'pip, uv: write no token; a keyring program is asked each time',
      },
      'duration-seconds': {
        type: 'number',
        describe: 'Life of the token: 900 to 43200, or 0 for as long as the AWS credentials [default: 43200]',
      },
    },
    examples: [
      ['login --domain abc --repository AbcDev', `${name} knows AbcDev for twelve hours`],
      takes(tools, 'scope')
        ? ['login --domain abc --repository AbcStaging --scope @abc', 'and AbcStaging for the packages of @abc']
        : ['login --domain abc --repository AbcStaging', 'and AbcStaging beside it'],
      [`login --tool ${second?.name ?? name} --domain abc --repository AbcDev --dry-run`, 'what would change'],
    ],
    load: async () => (await import('./run-login.ts')).runLogin(tools),
  });
}

function logoutCommand(tools: LoginTools, summary: string): Command {
  return defineCommand({
    usage: 'logout',
    summary,
    positionals: {},
    flags: entryFlags(tools),
    examples: [
      ['logout --domain abc --repository AbcDev', 'all else in the file stays as it is'],
      ['logout --domain abc --repository AbcDev --dry-run', 'what would be taken out'],
    ],
    load: async () => (await import('./run-logout.ts')).runLogout(tools),
  });
}
