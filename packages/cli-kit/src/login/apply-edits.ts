import { editFile, type FileOutcome, readText } from './edit-file.ts';
import type { LoginFile, LoginFormat } from './login-file.ts';
import { showChange } from './show-change.ts';

/** What became, or would become, of one file. */
export interface EditedFile {
  readonly path: string;
  readonly outcome: FileOutcome | 'planned';
  /** What would change. */
  readonly change: readonly string[];
}

type Edit = (format: LoginFormat, text: string) => string;

/** Edits files one after the other. Each is tried first, so that one that cannot be edited leaves all as they are. */
export async function applyEdits(files: readonly LoginFile[], edit: Edit, dryRun: boolean): Promise<EditedFile[]> {
  const planned = await Promise.all(files.map((file) => plan(file, edit)));
  if (dryRun) return planned;
  const edited: EditedFile[] = [];
  for (const { format, path } of files) {
    edited.push({ path, outcome: await editFile(path, (text) => edit(format, text)), change: [] });
  }
  return edited;
}

async function plan({ format, path }: LoginFile, edit: Edit): Promise<EditedFile> {
  const text = await readText(path);
  const change = showChange(text, edit(format, text));
  return { path, outcome: change.length === 0 ? 'unchanged' : 'planned', change };
}

/** A line for each file, with its change where it is only planned. */
export function renderFiles(files: readonly EditedFile[]): string[] {
  return files.flatMap(({ change, outcome, path }) => [
    `  ${outcome === 'planned' ? 'would change' : outcome}  ${path}`,
    ...change.map((line) => `    ${line}`),
  ]);
}
