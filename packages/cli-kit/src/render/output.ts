import type { Environment } from '../environment.ts';
import type { Streams } from '../streams.ts';
import { type Colors, colorsFor } from './colors.ts';
import { withoutLogins } from './without-logins.ts';

/** How much is said. */
export interface OutputOptions {
  /** The program's name, in front of warnings and errors. */
  readonly name: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What a command has to say: results to stdout, as text or as one JSON object; the rest to stderr. */
export class Output {
  readonly options: OutputOptions;
  readonly colors: Colors;
  readonly #streams: Streams;
  readonly #errorColors: Colors;

  constructor(streams: Streams, environment: Environment, options: OutputOptions) {
    this.#streams = streams;
    this.options = options;
    this.colors = colorsFor(streams.stdout, environment);
    this.#errorColors = colorsFor(streams.stderr, environment);
  }

  /** The command's result. With `--json` the object, otherwise the lines; `--quiet` keeps the lines to itself. */
  result(lines: readonly string[], json: object): void {
    if (this.options.json) this.#streams.stdout.write(`${JSON.stringify(json)}\n`);
    else if (!this.options.quiet) this.#streams.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** One object of a result that is JSON lines, whatever flags were given. */
  line(json: object): void {
    this.#streams.stdout.write(`${JSON.stringify(json)}\n`);
  }

  /** A result that was asked for to be read by a program: with `--quiet` too. */
  answer(lines: readonly string[], json: object): void {
    const text = this.options.json ? [JSON.stringify(json)] : lines;
    this.#streams.stdout.write(text.map((line) => `${line}\n`).join(''));
  }

  /** Something that the user should know and that is no error. With `--json` it is part of the result instead. */
  warn(message: string): void {
    if (this.options.json) return;
    this.#streams.stderr.write(
      `${this.options.name}: ${this.#errorColors.yellow('warning:')} ${withoutLogins(message)}\n`,
    );
  }

  /** A refusal or an error: what happened, and what to do next. */
  error(said: ErrorText): void {
    const { code, side } = said;
    const message = withoutLogins(said.message);
    const next = said.next === undefined ? undefined : withoutLogins(said.next);
    if (this.options.json) {
      this.#streams.stderr.write(`${JSON.stringify({ error: { code, message, side, next: next ?? null } })}\n`);
      return;
    }
    const label = this.#errorColors.red(`error[${code}]:`);
    this.#streams.stderr.write(`${this.options.name}: ${label} ${message}\n`);
    if (next !== undefined) this.#streams.stderr.write(`next: ${next}\n`);
  }

  /** With `--verbose` only. */
  detail(text: string): void {
    if (this.options.verbose && !this.options.json) this.#streams.stderr.write(`${this.#errorColors.dim(text)}\n`);
  }
}

export interface ErrorText {
  readonly code: string;
  readonly message: string;
  readonly side: string;
  readonly next?: string | undefined;
}
