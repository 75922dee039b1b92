import { join } from 'node:path';

import Arborist from '@npmcli/arborist';
import { afterAll, describe, expect, it } from 'vitest';

import { findWorkspaceRoot, workspaceOrder } from '../src/index.ts';
import { codeOf } from './code-of.ts';
import { MONOREPO } from './packages.ts';
import { Sandbox } from './real-npm.ts';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

describe('workspaceOrder', () => {
  it('puts packages after the siblings that they need, and tells what each says of its siblings', async () => {
    const root = sandbox.write('mono', MONOREPO);
    const { packages, circles } = await workspaceOrder(root);
    expect(circles).toEqual([]);
    expect(packages.map(({ name }) => name)).toEqual(['b', '@m/a', 'one']);
    expect(packages[1]).toEqual({
      name: '@m/a',
      version: '1.0.0-24',
      folder: join(root, 'packages/a'),
      location: 'packages/a',
      isPrivate: false,
      ranges: [{ field: 'dependencies', name: 'b', range: '^1.0.0-24', isLinked: true }],
    });
    expect(packages[2]).toMatchObject({ isPrivate: true, ranges: [{ isLinked: false }, { isLinked: false }] });
  });

  it('links what arborist links', async () => {
    const ranges = [
      '^1.0.0',
      '1',
      '*',
      '',
      '>=1.2.0-0',
      '~1.1',
      '2.x',
      '1.2.3',
      '^1.2.3-4',
      'v1.2.3',
      'x || 9',
      'latest',
      'npm:one@1',
      'file:../one',
    ];
    const root = sandbox.write('ranges', {
      'package.json': { name: 'root', version: '1.0.0', workspaces: ['p/*'] },
      'node_modules/one': { link: '../p/one' },
      'p/one/package.json': { name: 'one', version: '1.2.3' },
      ...Object.fromEntries(
        ranges.map((range, i) => [
          `p/r${i}/package.json`,
          { name: `r${i}`, version: '1.0.0', dependencies: { one: range } },
        ]),
      ),
      ...Object.fromEntries(ranges.map((_, i) => [`node_modules/r${i}`, { link: `../p/r${i}` }])),
    });
    const tree = await new Arborist({ path: root }).loadActual();
    const { packages } = await workspaceOrder(root);
    for (const [index, range] of ranges.entries()) {
      const edge = tree.children.get(`r${index}`)?.target.edgesOut.get('one');
      const own = packages.find(({ name }) => name === `r${index}`)?.ranges[0];
      expect([range, own?.isLinked]).toEqual([range, edge?.valid]);
    }
  });

  it('tells of circles, and leaves circles of development out', async () => {
    const root = sandbox.write('circles', {
      'package.json': { name: 'root', workspaces: { packages: ['a', 'b', 'c'] } },
      'a/package.json': { name: 'a', version: '1.0.0', dependencies: { b: '1' } },
      'b/package.json': { name: 'b', version: '1.0.0', peerDependencies: { a: 'workspace:*' } },
      'c/package.json': { name: 'c', version: '1.0.0', optionalDependencies: { a: '*' }, devDependencies: { c: '*' } },
    });
    expect(await workspaceOrder(root)).toMatchObject({
      circles: [['a', 'b']],
      packages: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    });
  });

  it('is empty without workspaces, and refuses what it cannot read', async () => {
    const single = sandbox.write('single', { 'package.json': { name: 'single', version: '1.0.0' } });
    expect(await workspaceOrder(single)).toEqual({ packages: [], circles: [] });
    const twice = sandbox.write('twice', {
      'package.json': { workspaces: ['*'] },
      'a/package.json': { name: 'same' },
      'b/package.json': { name: 'same' },
    });
    expect(await codeOf(() => workspaceOrder(twice))).toBe('workspace-unreadable');
    expect(await codeOf(() => workspaceOrder(sandbox.empty('empty')))).toBe('workspace-unreadable');
  });
});

describe('findWorkspaceRoot', () => {
  it('finds the root that lists the folder, not any package above it', async () => {
    const root = sandbox.write('found', MONOREPO);
    expect(await findWorkspaceRoot(join(root, 'packages/a'))).toBe(root);
    expect(await findWorkspaceRoot(join(root, 'outside'))).toBeUndefined();
    expect(await findWorkspaceRoot(join(root, 'packages/a/dist'))).toBeUndefined();
    expect(await findWorkspaceRoot(root)).toBeUndefined();
  });
});
