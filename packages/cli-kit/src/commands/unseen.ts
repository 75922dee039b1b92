import type { Context } from '../context.ts';

/** Says once which repositories are left out, because the caller may not see them. */
export function unseen({ output }: Context): (repository: string) => void {
  const told = new Set<string>();
  return (repository) => {
    if (!told.has(repository)) output.warn(`${repository} is left out: you may not see it.`);
    told.add(repository);
  };
}
