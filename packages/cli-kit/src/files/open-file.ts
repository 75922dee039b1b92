import type { LocalFile, Sha256 } from '@buildset/core';

/** A file on this machine that is read only where it is asked for. Throws `file-not-found` or `file-unreadable`. */
export async function openFile(path: string): Promise<LocalFile> {
  return (await import('@buildset/codeartifact')).openLocalFile(path);
}

/** Reads a file once, in constant memory. */
export async function hashOf(file: LocalFile): Promise<Sha256> {
  return (await import('@buildset/codeartifact')).hashFile(file);
}
