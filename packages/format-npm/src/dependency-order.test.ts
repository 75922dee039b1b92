import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dependencyOrder } from './dependency-order.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('dependencyOrder', () => {
  it('puts what is needed first, and else keeps to the alphabet', () => {
    const items = [
      { name: 'app', needs: ['lib', 'tools', 'left-pad'] },
      { name: 'zoo', needs: [] },
      { name: 'lib', needs: ['zoo'] },
      { name: 'tools', needs: [] },
    ];
    expect(dependencyOrder(items)).toEqual({ order: ['zoo', 'lib', 'tools', 'app'], circles: [] });
  });

  it('tells of circles and orders around them', () => {
    const items = [
      { name: 'c', needs: ['b'] },
      { name: 'b', needs: ['a', 'b'] },
      { name: 'a', needs: ['b', 'z'] },
      { name: 'z', needs: [] },
    ];
    expect(dependencyOrder(items)).toEqual({ order: ['z', 'a', 'b', 'c'], circles: [['a', 'b']] });
  });

  it('orders any graph: all once, needs first outside of circles, the same for every order of the items', () => {
    const graph = fc.array(fc.subarray(names), { minLength: names.length, maxLength: names.length });
    const property = fc.property(graph, fc.shuffledSubarray(names, { minLength: names.length }), (needs, shuffled) => {
      const items = names.map((name, index) => ({ name, needs: needs[index] ?? [] }));
      const { order, circles } = dependencyOrder(items);
      expect(order.toSorted()).toEqual(names);
      for (const item of items) {
        for (const need of item.needs) {
          const inOneCircle =
            need === item.name || circles.some((circle) => circle.includes(need) && circle.includes(item.name));
          expect(inOneCircle || order.indexOf(need) < order.indexOf(item.name)).toBe(true);
        }
      }
      const again = dependencyOrder(shuffled.flatMap((name) => items.filter((item) => item.name === name)));
      expect(again).toEqual({ order, circles });
    });
    fc.assert(property);
  });

  it('follows a chain of ten thousand', () => {
    const items = Array.from({ length: 10_000 }, (_, i) => ({ name: `p${i}`, needs: [`p${i + 1}`] }));
    expect(dependencyOrder(items).order[0]).toBe('p9999');
  });
});
