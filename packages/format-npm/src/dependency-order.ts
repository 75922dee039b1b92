/** What is ordered: a name and the names that must come before it. */
export interface Dependent {
  readonly name: string;
  readonly needs: readonly string[];
}

export interface DependencyOrder {
  /** Every name once, each after what it needs; what needs nothing more of each other is in alphabetical order. */
  readonly order: readonly string[];
  /** Names that need each other, each circle in the order of its names. Within a circle no order is right. */
  readonly circles: readonly (readonly string[])[];
}

/**
 * Orders names by what they need. A function of the set alone: the order in which the items come does not matter. Needs
 * that are no item's name are left out; a circle is ordered alphabetically as one, and told.
 */
export function dependencyOrder(items: readonly Dependent[]): DependencyOrder {
  const needs = new Map(items.map(({ name, needs }) => [name, needs.toSorted(byText)]));
  const names = [...needs.keys()].sort(byText);
  const search = new CircleSearch(needs);
  for (const name of names) search.visit(name);
  return { order: search.groups.flat(), circles: search.groups.filter((group) => group.length > 1) };
}

interface Mark {
  readonly index: number;
  low: number;
  open: boolean;
}

interface Visit {
  readonly name: string;
  readonly mark: Mark;
  readonly left: string[];
}

/** Tarjan's strongly connected components, with a stack of its own: a long chain of packages is no deep recursion. */
class CircleSearch {
  readonly groups: (readonly string[])[] = [];
  readonly #needs: ReadonlyMap<string, readonly string[]>;
  readonly #marks = new Map<string, Mark>();
  readonly #open: string[] = [];

  constructor(needs: ReadonlyMap<string, readonly string[]>) {
    this.#needs = needs;
  }

  visit(start: string): void {
    if (this.#marks.has(start)) return;
    const stack = [this.#enter(start)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.left.shift();
      if (next === undefined) {
        stack.pop();
        this.#leave(top, stack.at(-1));
        continue;
      }
      const seen = this.#marks.get(next);
      if (seen?.open) top.mark.low = Math.min(top.mark.low, seen.index);
      else if (!seen && this.#needs.has(next)) stack.push(this.#enter(next));
    }
  }

  #enter(name: string): Visit {
    const index = this.#marks.size;
    const mark = { index, low: index, open: true };
    this.#marks.set(name, mark);
    this.#open.push(name);
    return { name, mark, left: [...(this.#needs.get(name) ?? [])] };
  }

  #leave({ name, mark }: Visit, parent: Visit | undefined): void {
    if (parent) parent.mark.low = Math.min(parent.mark.low, mark.low);
    if (mark.low !== mark.index) return;
    const group = this.#open.splice(this.#open.lastIndexOf(name));
    for (const member of group) {
      const closed = this.#marks.get(member);
      if (closed) closed.open = false;
    }
    this.groups.push(group.sort(byText));
  }
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
