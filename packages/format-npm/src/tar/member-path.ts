import { quoted } from '../errors.ts';
import { MAX_PATH_LENGTH } from '../limits.ts';
import { untrusted } from './archive-error.ts';

/**
 * A member's path as installers read it, without empty and `.` parts and without a trailing `/`. Throws
 * `archive-unsafe-path` when it leaves the folder that the archive is unpacked to, on any platform.
 */
export function memberPath(path: string, archive: string): string {
  const fault = pathFault(path);
  if (fault !== undefined) {
    throw untrusted('archive-unsafe-path', archive, `has an entry ${quoted(path)}: ${fault}`);
  }
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function pathFault(path: string): string | undefined {
  if (path === '') return 'its name is empty';
  if (path.length > MAX_PATH_LENGTH) return `its path has over ${MAX_PATH_LENGTH} characters`;
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'its name has control characters';
  if (path.includes('\\')) return 'its name has a backslash';
  if (path.startsWith('/') || /(?:^|\/)[A-Za-z]:/.test(path)) return 'its path is absolute';
  return path.split('/').includes('..') ? 'its path leaves the package' : undefined;
}
