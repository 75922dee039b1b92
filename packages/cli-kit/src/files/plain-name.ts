import { CliError } from '../cli-error.ts';

/** Names that stand for a folder, or are hidden, and signs that a system takes for more than a name. */
const UNSAFE = /^\.|[/\\:*?"<>|\p{C}]/u;

/** The name of a file that stands in a folder itself, as its only part. Throws `unsafe-path`. */
export function plainName(name: string): readonly [string] {
  if (name !== '' && !UNSAFE.test(name)) return [name];
  throw new CliError('unsafe-path', `${JSON.stringify(name)} is no name for a file here.`, {
    side: 'source',
    next: 'It was published by other means than buildset: fetch it with aws codeartifact get-package-version-asset.',
  });
}
