import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationSchema } from './configuration.ts';
import { findConfiguration } from './find-configuration.ts';
import { targetOf } from './stages.ts';

describe('the JSON Schema of the configuration', () => {
  it('says what the code reads', async () => {
    const json = { title: 'buildset configuration', ...toJsonSchema(configurationSchema) };
    await expect(`${JSON.stringify(json, undefined, 2)}\n`).toMatchFileSnapshot(
      '../../schemas/configuration.schema.json',
    );
  });
});

describe('findConfiguration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, text: string) => writeFile(join(folder, name), text);

  it.each([
    ['package.json', '{"name": "x", "buildset": {"domain": "abc"}}'],
    ['pyproject.toml', '[project]\nname = "x"\n[tool.buildset]\ndomain = "abc"\n'],
    ['buildset.config.json', '{"domain": "abc"}'],
    ['buildset.config.yaml', 'domain: abc\n'],
  ])('reads %s, from a folder below it', async (name, text) => {
    await write(name, text);
    await mkdir(join(folder, 'packages', 'one'), { recursive: true });
    const { file, settings } = await findConfiguration(join(folder, 'packages', 'one'), {});
    expect(settings.domain).toEqual({ value: 'abc', from: join(folder, name) });
    expect(file).toBe(join(folder, name));
  });

  it.each([
    ['package.json', '{"buildset": {"domain": "abc"}}'],
    ['buildset.config.json', '{"domain": "abc"}'],
  ])('reads a %s that begins with a byte order mark', async (name, text) => {
    await write(name, `\uFEFF${text}`);
    expect((await findConfiguration(folder, {})).settings.domain).toMatchObject({ value: 'abc' });
  });

  it('passes over files that say nothing of buildset, to those above', async () => {
    await write('buildset.config.yaml', 'domain: abc\n');
    await mkdir(join(folder, 'one'));
    await write('one/package.json', '{"name": "x"}');
    await write('one/pyproject.toml', '[project]\nname = "x"\n');
    expect((await findConfiguration(join(folder, 'one'), {})).file).toBe(join(folder, 'buildset.config.yaml'));
  });

  it('finds nothing where there is nothing', async () => {
    expect(await findConfiguration(folder, {})).toEqual({ configuration: {}, settings: {}, loggedIn: [] });
  });

  it('puts the environment over the file', async () => {
    await write('buildset.config.json', '{"domain": "abc", "home": "records"}');
    const { settings } = await findConfiguration(folder, { BUILDSET_DOMAIN: 'other' });
    expect(settings.domain).toEqual({ value: 'other', from: 'BUILDSET_DOMAIN' });
    expect(settings.home?.value).toBe('records');
  });

  it.each([
    ['an unknown key', '{"domian": "abc"}', 'domian is no key that it knows; did you mean domain?'],
    ['a key that nothing is like', '{"$comment": "abc"}', '$comment is no key that it knows'],
    ['an unknown key of a stage', '{"stages": {"prod": {"repositry": "P"}}}', 'did you mean repository?'],
    ['a key that is missing', '{"stages": {"prod": {}}}', 'stages.prod.repository is missing'],
    ['a stage that is none', '{"stages": {"prod": "P"}}', 'stages.prod: Expected Object but received "P"'],
    ['a soak that is no duration', '{"stages": {"prod": {"repository": "P", "soak": "soon"}}}', 'stages.prod.soak'],
    ['no JSON', '{', 'buildset.config.json'],
  ])('refuses %s and names it', async (_what, text, named) => {
    await write('buildset.config.json', text);
    await expect(findConfiguration(folder, {})).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: expect.stringContaining(named),
    });
  });
});

describe('targetOf', () => {
  const stages = {
    staging: { repository: 'AbcStaging', checks: ['tests'] },
    prod: { repository: 'AbcProd', from: ['staging'], approvals: 1, soak: '2d', exclusive: true, stripBuild: true },
  };

  it('means the repository of a stage, with its gates', () => {
    expect(targetOf('prod', { stages })).toEqual({
      repository: 'AbcProd',
      gates: { stage: 'prod', from: ['AbcStaging'], approvals: 1, soakMs: 172_800_000 },
      exclusive: true,
      stripBuild: true,
      replace: false,
      activate: false,
    });
  });

  it('guards a repository that is called by its own name all the same', () => {
    expect(targetOf('AbcProd', { stages })).toEqual(targetOf('prod', { stages }));
  });

  it('makes builds active by themselves where a stage asks for nothing, or says so', () => {
    expect(targetOf('dev', { stages: { dev: { repository: 'AbcDev' } } }).activate).toBe(true);
    expect(targetOf('dev', { stages: { dev: { repository: 'AbcDev', activate: 'never' } } }).activate).toBe(false);
    const guarded = { dev: { repository: 'AbcDev', checks: ['lint'], activate: 'newest' } } as const;
    expect(targetOf('dev', { stages: { dev: { ...guarded.dev, checks: ['lint'] } } }).activate).toBe(true);
  });

  it('refuses a repository of several stages, and names them', () => {
    const twice = {
      eu: { repository: 'releases' },
      us: { repository: 'releases', connection: { region: 'us-east-1' } },
    };
    expect(() => targetOf('releases', { stages: twice })).toThrowError(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('eu and us') }),
    );
    expect(targetOf('us', { stages: twice }).repository).toBe('releases');
  });

  it('takes any other name for a repository without gates', () => {
    expect(targetOf('AbcDev', { stages })).toEqual({
      repository: 'AbcDev',
      exclusive: false,
      stripBuild: false,
      replace: false,
      activate: true,
    });
  });
});
