import type { PackageRef } from '../coordinates.ts';
import { logPackage } from '../home/key.ts';
import { isSha256, type Sha256 } from '../sha256.ts';

/** The last event of a log as somebody saw it. */
export interface Head {
  readonly number: number;
  readonly sha256: Sha256;
}

/** The key of a package's log among the heads that an event stores: where the log is in the home. */
export function anchorKey(pkg: PackageRef): string {
  const { name, namespace = '' } = logPackage(pkg);
  return `${namespace}/${name}`;
}

/** A head as an event stores it: `<number>:<sha256>`. */
export function formatHead({ number, sha256 }: Head): string {
  return `${number}:${sha256}`;
}

/** Reads what `formatHead` made; undefined for anything else. */
export function parseHead(text: string): Head | undefined {
  const [number = '', sha256 = '', ...rest] = text.split(':');
  if (rest.length > 0 || !/^[1-9]\d{0,9}$/.test(number) || !isSha256(sha256)) return undefined;
  return { number: Number(number), sha256 };
}
