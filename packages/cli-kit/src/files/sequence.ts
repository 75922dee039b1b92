/** A part of a pattern: any number of items, none too; or one that is as it says. */
export type Part<Item> = '*' | ((item: Item) => boolean);

/** Whether items are what a pattern says, all of them in its order. It takes no more steps than parts times items. */
export function isSequence<Item>(parts: readonly Part<Item>[], items: readonly Item[]): boolean {
  let at = 0;
  let star: { readonly part: number; readonly until: number } | undefined;
  let part = 0;
  while (at < items.length) {
    const one = parts[part];
    if (one === '*') {
      star = { part, until: at };
      part += 1;
    } else if (one?.(items[at] as Item) === true) {
      part += 1;
      at += 1;
    } else if (star) {
      // The last star takes an item more, and what follows it is tried from there.
      star = { part: star.part, until: star.until + 1 };
      part = star.part + 1;
      at = star.until;
    } else return false;
  }
  return parts.slice(part).every((one) => one === '*');
}
