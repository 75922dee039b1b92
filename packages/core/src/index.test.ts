import { expect, it } from 'vitest';
import * as index from './index.ts';

it('exports what it promises and no more', () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot();
});
