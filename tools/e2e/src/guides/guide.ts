/** A command of a guide, and the output that is shown below it. */
export interface Command {
  readonly kind: 'command';
  /** Of the `$`, from 1. */
  readonly line: number;
  /** As a shell takes it; several lines where the guide continues it with `> `. */
  readonly text: string;
  /** How many lines it takes. */
  readonly height: number;
  readonly output: readonly string[];
}

/** A block that is a file: it stands below a comment `<!-- file: PATH -->`. */
export interface File {
  readonly kind: 'file';
  readonly line: number;
  readonly path: string;
  readonly content: string;
}

export type Step = Command | File;

const FENCE = /^```(\S*)$/;
const MARK = /^<!-- (file|not run): (.+) -->$/;

/**
 * What a reader of a guide does, in order: the commands of its `console` blocks and the files that it shows. Blocks of
 * other languages are for reading, and so is a `console` block below `<!-- not run: WHY -->`. Throws for a block
 * without a language, and for one that does not end.
 */
export function stepsOf(markdown: string): readonly Step[] {
  const lines = markdown.split('\n');
  const steps: Step[] = [];
  let mark: RegExpExecArray | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    const language = FENCE.exec(text)?.[1];
    if (language === undefined) {
      if (text !== '') mark = MARK.exec(text);
      continue;
    }
    if (language === '') throw new Error(`line ${at + 1}: a block without a language`);
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: a block without an end`);
    const block = lines.slice(at + 1, end);
    const [, kind, value = ''] = mark ?? [];
    if (kind === 'file') steps.push({ kind, line: at + 1, path: value, content: `${block.join('\n')}\n` });
    else if (language === 'console' && kind !== 'not run') steps.push(...commandsOf(block, at + 2));
    at = end;
    mark = null;
  }
  return steps;
}

function commandsOf(block: readonly string[], firstLine: number): readonly Command[] {
  const starts = block.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  if (starts[0] !== 0) throw new Error(`line ${firstLine}: a console block that does not begin with a command`);
  return starts.map((start, index) => {
    const lines = block.slice(start, starts[index + 1]);
    const after = lines.findIndex((line, n) => n > 0 && !line.startsWith('> '));
    const height = after < 0 ? lines.length : after;
    const text = lines.slice(0, height).map((line) => line.slice(2));
    const output = withoutBlankEnd(lines.slice(height));
    return { kind: 'command', line: firstLine + start, text: text.join('\n'), height, output };
  });
}

/** Lines without the empty ones at their end. */
export function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

/** The markdown with other outputs below some of its commands. */
export function withOutputs(markdown: string, outputs: ReadonlyMap<Command, readonly string[]>): string {
  const lines = markdown.split('\n');
  const fromTheEnd = [...outputs].toSorted(([a], [b]) => b.line - a.line);
  for (const [{ height, line, output }, wanted] of fromTheEnd) {
    lines.splice(line - 1 + height, output.length, ...wanted);
  }
  return lines.join('\n');
}
