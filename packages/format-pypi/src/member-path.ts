import { pypiError, quoted } from './errors.ts';

/**
 * Checks that a member's name stays inside the directory that the archive is unpacked to, on every platform: relative,
 * with `/`, without `..`, drive letters or control characters. Throws `archive-unsafe-path`.
 */
export function checkMemberPath(name: string, archive: string): void {
  const fault = pathFault(name);
  if (fault !== undefined) {
    throw pypiError(
      'archive-unsafe-path',
      `${archive} has a member ${quoted(name)}: ${fault}.`,
      'Do not install this file. Build it again with a current build tool, from sources that you trust.',
    );
  }
}

/** Resolves a link's target against its member's directory: undefined when it leaves the archive's root. */
export function resolveLink(member: string, target: string): string | undefined {
  if (pathIsAbsolute(target) || target.includes('\\')) return undefined;
  const parts: string[] = [];
  for (const part of [...member.split('/').slice(0, -1), ...target.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function pathFault(name: string): string | undefined {
  if (name === '') return 'its name is empty';
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'its name has control characters';
  if (name.includes('\\')) return 'its name has a backslash';
  if (pathIsAbsolute(name)) return 'its path is absolute';
  return name.split('/').includes('..') ? 'its path leaves the archive' : undefined;
}

function pathIsAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path);
}
