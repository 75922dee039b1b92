import { describe, expect, it } from 'vitest';
import { type ArgumentDefaults, defineCommand, withDefaults } from './command.ts';
import { MemoryWorld } from '../test/memory-world.ts';

class World extends MemoryWorld {
  override readonly commands;

  constructor(defaults: ArgumentDefaults) {
    super();
    const echo = defineCommand({
      usage: 'echo <spec>',
      summary: 'Say it',
      positionals: { spec: { type: 'string', demandOption: true, describe: 'what' } },
      flags: { loud: { type: 'boolean', describe: 'louder' } },
      examples: [],
      load:
        async () =>
        async (args, { output }) => {
          output.result([args.spec], { schemaVersion: 1 });
          return 0;
        },
    });
    this.commands = [{ name: 'echo', summary: 'Say it', load: async () => withDefaults(echo, defaults) }];
  }
}

describe('withDefaults', () => {
  const world = new World(async (given, { folder }) => ({ spec: `of ${folder}`, ...given }));

  it('fills in what was left out', async () => {
    expect((await world.run('echo')).stdout).toBe(`of ${world.folder}\n`);
  });

  it('leaves what was given', async () => {
    expect((await world.run('echo given')).stdout).toBe('given\n');
  });

  it('shows the argument as optional', async () => {
    expect((await world.run('echo --help')).stdout).toContain('tool echo [spec]');
  });
});
