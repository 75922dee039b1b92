import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { npmError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json-text.ts';

/** A folder's package.json, normalised as npm reads it; undefined when there is none that can be read. */
export async function readFolder(folder: string): Promise<JsonObject | undefined> {
  const { default: PackageJson } = await import('@npmcli/package-json');
  const read: unknown = await PackageJson.normalize(folder).then(
    ({ content }) => content,
    () => undefined,
  );
  return isJsonObject(read) ? read : undefined;
}

/** The folders of a monorepo's packages by their names, in npm's order. Throws `workspace-unreadable`. */
export async function workspaceFolders(root: string, pkg: JsonObject): Promise<ReadonlyMap<string, string>> {
  const { default: mapWorkspaces } = await import('@npmcli/map-workspaces');
  try {
    return await mapWorkspaces({ cwd: root, pkg });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw npmError(
      'workspace-unreadable',
      `The workspaces of ${root} cannot be read: ${what}`,
      'Correct "workspaces" in the root package.json; each must be a folder with a package.json of its own name.',
      { cause },
    );
  }
}

/**
 * The root of the monorepo that has `folder` as a workspace, found upwards as npm does; undefined when there is none. Only
 * a folder that has a package.json is a workspace. Throws `workspace-unreadable`.
 */
export async function findWorkspaceRoot(folder: string): Promise<string | undefined> {
  const start = resolve(folder);
  for (let at = dirname(start), below = start; at !== below; below = at, at = dirname(at)) {
    if (!(await exists(join(at, 'package.json')))) continue;
    const pkg = await readFolder(at);
    if (!pkg?.['workspaces']) continue;
    const folders = await workspaceFolders(at, pkg);
    if ([...folders.values()].some((path) => resolve(path) === start)) return at;
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
