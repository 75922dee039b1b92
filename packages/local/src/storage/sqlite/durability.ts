/**
 * Waits until a state of the database, told by its `generation`, is on the disk. `sync` puts there what was committed before it is called;
 * who comes while one is under way shares the next. A failed one is the end: the system forgets what it could not write, and the sync after
 * it would succeed, so every later wait fails as well.
 */
export function durability(sync: () => Promise<void>): (generation: string) => Promise<void> {
  let newest = Promise.resolve();
  let begun = true;
  let covered: string | undefined;
  return (generation) => {
    if (generation === covered) return newest;
    covered = generation;
    if (begun) {
      begun = false;
      newest = newest.then(() => {
        begun = true;
        return sync();
      });
    }
    return newest;
  };
}
