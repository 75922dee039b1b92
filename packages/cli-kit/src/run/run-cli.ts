import { usageError } from '../cli-error.ts';
import type { CommandEntry } from '../command.ts';
import type { AccessConnector } from '../connection/access.ts';
import type { Connector } from '../connection/connection.ts';
import { accessing, configuring, connecting, type Context } from '../context.ts';
import type { Environment } from '../environment.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';
import { Output } from '../render/output.ts';
import { Progress, type ProgressOptions } from '../render/progress.ts';
import type { Streams } from '../streams.ts';
import type { AskSecret } from './ask-secret.ts';
import { commandLine } from './command-line.ts';
import { parseCommand } from './parse.ts';
import { reportError } from './report-error.ts';
import { rootHelp } from './root-help.ts';

/** A front-end, and the process that it runs in. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** One sentence, for `--help`. */
  readonly summary: string;
  readonly commands: readonly CommandEntry[];
  /** Without the interpreter and the script. */
  readonly argv: readonly string[];
  readonly streams: Streams;
  readonly environment: Environment;
  readonly connector: Connector;
  /** Default: CodeArtifact's. */
  readonly accessConnector?: AccessConnector;
  /** Absent where nobody can be asked. */
  readonly askSecret?: AskSecret;
  /** Where the project is: the configuration is looked for from here upwards. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Monotonic milliseconds. Default: since the process began. */
  readonly now?: () => number;
}

/** Runs one command line to its end and returns what the process should end with. Never throws, never exits. */
export async function runCli(program: Program): Promise<ExitCode> {
  const { signal, streams } = program;
  const output = outputOf(program);
  const progress = new Progress({
    stream: streams.stderr,
    style: progressStyle(program, output),
    now: program.now ?? (() => process.uptime() * 1000),
  });
  try {
    return await dispatch(program, output, progress);
  } catch (error) {
    progress.end();
    return await reportError(error, output, signal);
  }
}

/** What a program says goes there. */
export function outputOf({
  argv,
  environment,
  name,
  streams,
}: Pick<Program, 'argv' | 'environment' | 'name' | 'streams'>): Output {
  const { flags } = commandLine(argv);
  const colored = flags.includes('--no-color') ? { ...environment, NO_COLOR: '1' } : environment;
  return new Output(streams, colored, { name, ...verbosity(flags) });
}

async function dispatch(program: Program, output: Output, progress: Progress): Promise<ExitCode> {
  const { commands, connector, environment, folder, name, signal, streams, summary, version } = program;
  const { argv, entry } = commandOf(program);
  if (entry === undefined) {
    if (argv.includes('--version')) streams.stdout.write(`${version}\n`);
    else if (/^(?:-|help$)/.test(argv[0] ?? '') && argv.some((word) => /^(?:--help|-h|help)$/.test(word))) {
      streams.stdout.write(rootHelp(name, summary, commands, streams.stdout.columns));
    } else throw unknownCommand(program);
    return EXIT.done;
  }
  const command = await entry.load();
  const parsed = await parseCommand(command, name, commandLine(argv), streams.stdout.columns);
  if (parsed.kind === 'help') {
    streams.stdout.write(parsed.text);
    return EXIT.done;
  }
  const { connect, connected } = connecting(connector, environment, signal);
  const access = accessing(program.accessConnector, environment, signal);
  const configuration = configuring(folder, environment, output);
  const context: Context = {
    program: name,
    environment,
    folder,
    output,
    progress,
    signal,
    connect,
    access,
    configuration,
    ...(program.askSecret && { askSecret: program.askSecret }),
  };
  try {
    return await parsed.run(context);
  } catch (error) {
    const { guessRepository } = await import('../connection/guess-repository.ts');
    throw await guessRepository(error, configuration, connected);
  } finally {
    progress.end();
  }
}

/** The command is the first word that is one, and is taken out; `help promote` is `promote --help`. */
function commandOf({ argv, commands }: Program): { argv: readonly string[]; entry: CommandEntry | undefined } {
  const words = argv[0] === 'help' ? ['--help', ...argv.slice(1)] : argv;
  const at = words.findIndex((word) => commands.some(({ name }) => name === word));
  const entry = commands.find(({ name }) => name === words[at]);
  if (entry === undefined) return { argv, entry };
  return { argv: words.toSpliced(at, 1), entry };
}

function unknownCommand({ argv, commands, name }: Program): Error {
  const word = argv.find((one) => !one.startsWith('-'));
  const known = commands.map((entry) => entry.name);
  const message = word === undefined ? 'No command was given.' : `There is no command "${word}".`;
  const next = didYouMean(word ?? '', known) ?? `Commands are ${known.join(', ')}.`;
  return usageError(message, `${next} See ${name} --help.`);
}

/** Read before the arguments are parsed, since errors of parsing are told in the same way. */
function verbosity(flags: readonly string[]): { json: boolean; quiet: boolean; verbose: boolean } {
  return { json: flags.includes('--json'), quiet: flags.includes('--quiet'), verbose: flags.includes('--verbose') };
}

/** Cursor movement is for terminals that a person looks at. */
function progressStyle({ argv, environment, streams }: Program, { options }: Output): ProgressOptions['style'] {
  if (options.quiet || options.json || commandLine(argv).flags.includes('--disable-progress-bar')) return 'none';
  const isWatched = streams.stderr.isTTY === true && environment['TERM'] !== 'dumb';
  return isWatched && (environment['CI'] ?? '') === '' ? 'line' : 'log';
}
