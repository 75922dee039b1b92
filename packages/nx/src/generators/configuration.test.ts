import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import generateConfiguration from './configuration.ts';

const OPTIONS = { domain: 'abc', stages: ['dev=AbcDev', 'staging=AbcStaging', 'prod=AbcProd'] };

describe('the configuration generator', () => {
  it('lets each stage take builds from the one before, and registers the plugin once', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('nx.json', '{"plugins": [{"plugin": "@buildset/nx", "exclude": ["x/*"]}, "other"]}');
    generateConfiguration(tree, OPTIONS);
    expect(JSON.parse(tree.read('buildset.config.json', 'utf8') ?? '')).toEqual({
      domain: 'abc',
      stages: {
        dev: { repository: 'AbcDev' },
        staging: { repository: 'AbcStaging', from: ['dev'] },
        prod: { repository: 'AbcProd', from: ['staging'] },
      },
    });
    expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '').plugins).toHaveLength(2);
  });

  it('adds the plugin to an nx.json that has none, and keeps what else it says', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('nx.json', '{"defaultBase": "main"}');
    generateConfiguration(tree, { ...OPTIONS, directory: 'libs/app', region: 'eu-west-1' });
    expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '')).toEqual({ defaultBase: 'main', plugins: ['@buildset/nx'] });
    expect(JSON.parse(tree.read('libs/app/buildset.config.json', 'utf8') ?? '')).toMatchObject({ region: 'eu-west-1' });
  });

  it.each([
    ['a stage without a repository', ['dev']],
    ['a stage that is given twice', ['dev=AbcDev', 'dev=AbcOther']],
  ])('refuses %s and writes nothing', (_what, stages) => {
    const tree = createTreeWithEmptyWorkspace();
    expect(() => generateConfiguration(tree, { ...OPTIONS, stages })).toThrow(/dev/);
    expect(tree.exists('buildset.config.json')).toBe(false);
  });

  it('does not overwrite a configuration', () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('buildset.config.json', '{}');
    expect(() => generateConfiguration(tree, OPTIONS)).toThrow('there already');
  });
});
