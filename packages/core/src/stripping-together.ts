import type { PackageRef } from './coordinates.ts';
import type { FormatAdapter } from './ports/format-adapter.ts';

/** A format for packages that lose their builds together: what they say of each other loses them as well, where it names any. */
export function strippingTogether(format: FormatAdapter, packages: readonly PackageRef[]): FormatAdapter {
  const stripper = format.stripper?.together?.(packages);
  return stripper ? { ...format, stripper } : format;
}
