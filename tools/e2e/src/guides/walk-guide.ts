import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compareOutput, Names, rewriteOutput } from '@buildset/testkit/transcript';

import type { FoundClients, MissingClients } from '../clients/python.ts';
import { type Command, stepsOf, withOutputs, withoutBlankEnd } from './guide.ts';
import type { Ran } from './shell.ts';
import { openWorld, type Start } from './world.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where a guide is. */
export function guideFile(name: string): string {
  return join(ROOT, 'docs/guides', `${name}.md`);
}

/**
 * Does what a guide says, from an empty folder, and answers with what came out differently, as text; with '' when the
 * guide is true. With `update`, the guide is given the outputs that came instead, and only an exit code that its
 * output does not explain is told.
 */
export async function walkGuide(
  file: string,
  options: { readonly start: Start; readonly clients: FoundClients | MissingClients; readonly update?: boolean },
): Promise<string> {
  const { clients, start, update = false } = options;
  const markdown = await readFile(file, 'utf8');
  const steps = stepsOf(markdown);
  const names = new Names();
  const outputs = new Map<Command, readonly string[]>();
  const reports: string[] = [];
  const world = await openWorld(start, clients);
  try {
    for (const step of steps) {
      if (step.kind === 'file') {
        const path = join(world.folder, step.path);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, step.content);
        continue;
      }
      const ran = await world.shell.run(names.toRun(step.text), step.output.length);
      const came = withoutBlankEnd(withoutProgress(world.asReader(ran.output).split('\n')));
      const difference = compareOutput(step.output, came, names);
      const at = `${relative(ROOT, file)}:${step.line + (difference ? step.height + difference.shownLine : 0)}`;
      if (difference && update) {
        outputs.set(step, rewriteOutput(step.output, came, names));
        compareOutput(outputs.get(step) ?? [], came, names);
      } else if (difference) {
        reports.push(
          report(
            `${at}: another output`,
            step,
            came.map((line) => names.toDocument(line)),
          ),
        );
      }
      if (!isExplained(ran)) reports.push(report(`${at}: it ended with ${ran.code}`, step, came));
    }
  } finally {
    await world.close();
  }
  if (outputs.size > 0) await writeFile(file, withOutputs(markdown, outputs));
  return reports.join('\n');
}

/** Whoever reads the output must know how the command ended: one that fails says so. */
function isExplained({ code, output }: Ran): boolean {
  return (code !== 0) === /\berror\[|An error occurred|^ERROR\b|^npm error\b/m.test(output);
}

function report(what: string, { output, text }: Command, came: readonly string[]): string {
  return `${what}\n  $ ${text}\n  shown:\n${indented(output)}  came:\n${indented(came)}`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}\n`).join('');
}

/** Without the lines of progress (`copying …`, `12 of 24 files (50 %)`), which come only when a command takes long. */
function withoutProgress(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !/\S …$|\(\d+ %\)$/.test(line));
}
