import { relative, resolve, sep } from 'node:path';

import { dependencyOrder } from '../dependency-order.ts';
import { npmError, quoted } from '../errors.ts';
import { type JsonObject } from '../json-text.ts';
import { isPrivate } from '../package-json.ts';
import { neededSiblings, type SiblingRange, siblingRanges } from '../workspace-ranges.ts';
import { readFolder, workspaceFolders } from './workspace-root.ts';

/** A package of a monorepo. */
export interface WorkspacePackage {
  /** The whole name, with its scope. */
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** From the root, with `/`. */
  readonly location: string;
  readonly isPrivate: boolean;
  /** What it says about its siblings. */
  readonly ranges: readonly SiblingRange[];
}

export interface WorkspaceOrder {
  /** Every package once, each after the siblings that an installer of it needs. */
  readonly packages: readonly WorkspacePackage[];
  /** Names of packages that need each other. */
  readonly circles: readonly (readonly string[])[];
}

/**
 * The packages of the monorepo at `root` in the order in which to publish them: what a package has in `dependencies`,
 * `optionalDependencies` or `peerDependencies` and npm links comes before it; `devDependencies` do not count. It reads the
 * package.json files alone, so nothing needs to be installed. Empty when `root` has no workspaces.
 * Throws `workspace-unreadable`.
 */
export async function workspaceOrder(root: string): Promise<WorkspaceOrder> {
  const start = resolve(root);
  const pkg = await readFolder(start);
  if (!pkg) throw unreadable(start, 'it has no readable package.json');
  const found = pkg['workspaces'] ? await workspaceFolders(start, pkg) : new Map<string, string>();
  const contents = await Promise.all([...found].map(([name, folder]) => readMember(start, name, folder)));
  const siblings = new Map(contents.map((member) => [member.name, member]));
  const { order, circles } = dependencyOrder(
    contents.map((member) => ({ name: member.name, needs: neededSiblings(member.content, siblings) })),
  );
  return { packages: order.flatMap((name) => toPackage(siblings.get(name), siblings)), circles };
}

interface Member {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly location: string;
  readonly content: JsonObject;
}

async function readMember(root: string, name: string, folder: string): Promise<Member> {
  const content = await readFolder(folder);
  if (!content) throw unreadable(folder, 'its package.json cannot be read');
  const { version } = content;
  const location = relative(root, folder).split(sep).join('/');
  return { name, version: typeof version === 'string' ? version : '', folder: resolve(folder), location, content };
}

function toPackage(member: Member | undefined, siblings: ReadonlyMap<string, Member>): WorkspacePackage[] {
  if (!member) return [];
  const { content, ...rest } = member;
  return [{ ...rest, isPrivate: isPrivate(content), ranges: siblingRanges(content, siblings) }];
}

function unreadable(folder: string, what: string): Error {
  return npmError('workspace-unreadable', `${quoted(folder)} is no workspace: ${what}.`, 'Correct its package.json.');
}
