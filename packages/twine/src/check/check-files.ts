import { openFile } from '@buildset/cli-kit';
import { CodedError } from '@buildset/core';
import {
  canonicalName,
  checkDescription,
  type CheckedFile,
  checkSet,
  type Finding,
  examineDistribution,
} from '@buildset/format-pypi';

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
export async function checkFiles(paths: readonly string[], signal: AbortSignal): Promise<readonly FileFinding[]> {
  const findings: FileFinding[] = [];
  const projects = new Map<string, CheckedFile[]>();
  for (const path of paths) {
    signal.throwIfAborted();
    const checked = await checkFile(path);
    findings.push(...checked.findings);
    if (checked.file === undefined) continue;
    const project = canonicalName(checked.file.distribution.metadata.name);
    projects.set(project, [...(projects.get(project) ?? []), checked.file]);
  }
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
