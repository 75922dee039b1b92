import { basename } from 'node:path';
import { type Context, openFile } from '@buildset/cli-kit';
import { CodedError } from '@buildset/core';
import {
  canonicalName,
  checkDescription,
  type CheckedFile,
  checkSet,
  type Finding,
  examineDistribution,
  rstOf,
} from '@buildset/format-pypi';
import { renderRst } from './render-rst.ts';

/** What was found, and in which file; a finding of several files together names none. */
export interface FileFinding {
  readonly level: Finding['level'];
  /** A code of a finding, or the error code with which the file cannot be read. */
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

/**
 * Checks each file, then the files of each project together: one version, one build tag, nothing twice. In the order of
 * the files. A file that cannot be used is a finding, one that does not exist an error: `file-not-found`.
 */
export async function checkFiles(
  paths: readonly string[],
  context: Pick<Context, 'environment' | 'signal'>,
): Promise<readonly FileFinding[]> {
  const findings: FileFinding[] = [];
  const projects = new Map<string, CheckedFile[]>();
  const descriptions = new Map<string, string>();
  for (const path of paths) {
    context.signal.throwIfAborted();
    const checked = await checkFile(path);
    findings.push(...checked.findings);
    if (checked.file === undefined) continue;
    const project = canonicalName(checked.file.distribution.metadata.name);
    projects.set(project, [...(projects.get(project) ?? []), checked.file]);
    const description = rstOf(checked.file);
    if (description !== undefined) descriptions.set(path, description);
  }
  findings.push(...(await checkMarkup(descriptions, context)));
  return [...findings, ...[...projects.values()].flatMap(checkSet)];
}

async function checkFile(path: string): Promise<{ findings: readonly FileFinding[]; file?: CheckedFile }> {
  const onDisk = await openFile(path);
  try {
    const file = { name: onDisk.name, distribution: await examineDistribution(onDisk) };
    return { file, findings: checkDescription(file).map((finding) => ({ ...finding, path })) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const message = error.next === undefined ? error.message : `${error.message} ${error.next}`;
    return { findings: [{ level: 'error', code: error.code, message, path }] };
  }
}

/** Each text is rendered once, however many files have it. */
async function checkMarkup(
  descriptions: ReadonlyMap<string, string>,
  context: Pick<Context, 'environment' | 'signal'>,
): Promise<readonly FileFinding[]> {
  if (descriptions.size === 0) return [];
  const texts = [...new Set(descriptions.values())];
  const rendered = await renderRst(texts, context);
  context.signal.throwIfAborted();
  return [...descriptions].flatMap(([path, text]): readonly FileFinding[] => {
    const name = basename(path);
    const rendering = rendered?.[texts.indexOf(text)];
    if (rendering?.renders === true) return [];
    if (rendering) {
      const message = `${name}: its reStructuredText does not render, ${rendering.why}`;
      return [{ level: 'error', code: 'markup-invalid', message, path }];
    }
    const message = `${name}: whether its reStructuredText renders is not known: no python3 on the PATH has docutils.`;
    return [{ level: 'unchecked', code: 'markup-unchecked', message, path }];
  });
}
