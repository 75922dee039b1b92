import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import * as v from 'valibot';

/** The options of `nx generate @buildset/nx:configuration`. */
export interface ConfigurationOptions {
  readonly domain: string;
  /** In their order, each `name=Repository`. */
  readonly stages: readonly string[];
  readonly domainOwner?: string;
  readonly region?: string;
  /** Relative to the workspace; default its root. */
  readonly directory?: string;
}

const PLUGIN = '@buildset/nx';

const nxJson = v.looseObject({
  plugins: v.optional(v.array(v.union([v.string(), v.looseObject({ plugin: v.string() })])), []),
});

/**
 * Writes a buildset.config.json in which each stage takes builds from the one before, and registers the plugin in
 * nx.json. Throws when there is a configuration already, or a stage is not `name=Repository`.
 */
export default function generateConfiguration(tree: Tree, options: ConfigurationOptions): void {
  const { domain, domainOwner, region, directory = '.', stages } = options;
  const file = posix.join(directory, 'buildset.config.json');
  if (tree.exists(file)) throw new Error(`${file} is there already: change it by hand.`);
  const configuration = {
    domain,
    ...(domainOwner === undefined ? {} : { domainOwner }),
    ...(region === undefined ? {} : { region }),
    stages: stagesOf(stages),
  };
  tree.write(file, json(configuration));
  register(tree);
}

function stagesOf(texts: readonly string[]): Record<string, { repository: string; from?: string[] }> {
  const stages: Record<string, { repository: string; from?: string[] }> = {};
  let before: string | undefined;
  for (const text of texts.flatMap((each) => each.split(','))) {
    const [, name, repository] =
      /^([A-Za-z0-9][A-Za-z0-9._-]*)=([A-Za-z0-9][A-Za-z0-9._-]{1,99})$/.exec(text.trim()) ?? [];
    if (name === undefined || repository === undefined) {
      throw new Error(`"${text}" is no stage: write name=Repository, for example dev=AbcDev.`);
    }
    if (Object.hasOwn(stages, name)) throw new Error(`The stage ${name} is given twice.`);
    stages[name] = { repository, ...(before === undefined ? {} : { from: [before] }) };
    before = name;
  }
  return stages;
}

function register(tree: Tree): void {
  const content = v.parse(nxJson, JSON.parse(tree.read('nx.json', 'utf8') ?? '{}'));
  const isThere = content.plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN);
  if (!isThere) tree.write('nx.json', json({ ...content, plugins: [...content.plugins, PLUGIN] }));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
