/** What a project is, as its Nx tag `layer:…` says. */
export type Layer = 'core' | 'format' | 'adapter' | 'cli-kit' | 'cli' | 'server' | 'nx-plugin' | 'tool';

export interface LayerRule {
  /** Layers that shipped sources of this layer may import, besides their own project. */
  readonly imports: readonly Layer[];
  /** What its tests may import besides. */
  readonly testImports: readonly Layer[];
  /** The rule as a sentence, for messages. */
  readonly sentence: string;
  /** Pure layers reach no machine: no AWS, no command line, few built-ins, no clock, no chance. */
  readonly pure: boolean;
}

/** Who may import whom. Nothing points back, formats never know each other, the server knows nobody. */
export const LAYER_RULES: Readonly<Record<Layer, LayerRule>> = {
  core: { imports: [], testImports: [], sentence: 'core imports no workspace package', pure: true },
  format: { imports: ['core'], testImports: ['tool'], sentence: 'formats may import core only', pure: true },
  adapter: {
    imports: ['core'],
    testImports: ['tool', 'server'],
    sentence: 'adapters may import core only',
    pure: false,
  },
  'cli-kit': {
    imports: ['adapter', 'core'],
    testImports: ['tool', 'server'],
    sentence: 'cli-kit may import adapters and core only',
    pure: false,
  },
  cli: {
    imports: ['cli-kit', 'core', 'format'],
    testImports: ['tool', 'server'],
    sentence: 'front-ends may import cli-kit, core and their own format only',
    pure: false,
  },
  server: {
    imports: [],
    testImports: [],
    sentence: 'the server imports no workspace package, so that it is an independent judge',
    pure: false,
  },
  'nx-plugin': {
    imports: ['cli-kit', 'adapter', 'core', 'format'],
    testImports: ['tool', 'server'],
    sentence: 'the Nx plugin may import cli-kit, adapters, core and formats only',
    pure: false,
  },
  tool: {
    imports: ['core', 'format', 'adapter', 'cli-kit', 'cli', 'server', 'nx-plugin', 'tool'],
    testImports: [],
    sentence: 'tools may import everything',
    pure: false,
  },
};

/** The formats of each front-end, as folder names; `all` for the one that is not of one format. */
export const FORMATS_OF_FRONT_END: Readonly<Record<string, readonly string[] | 'all'>> = {
  'packages/twine': ['packages/format-pypi'],
  'packages/generic': ['packages/format-generic'],
  'packages/npm': ['packages/format-npm'],
  'packages/buildset': 'all',
};

/** Of tools, tests of shipped code may import these only. */
export const TOOLS_FOR_TESTS: readonly string[] = ['tools/testkit'];

/** Node's built-ins that pure layers may import; each with its subpaths. */
export const PURE_BUILTINS: readonly string[] = ['node:buffer', 'node:crypto', 'node:stream', 'node:zlib'];

/** Packages that pure layers never import, as names or `@scope/`. */
export const IMPURE_PACKAGES: readonly string[] = ['@aws-sdk/', '@smithy/', 'undici', 'yargs'];

/** Names that read the machine, the clock or chance, and what a pure layer uses instead. */
export const IMPURE_USES: Readonly<Record<string, string>> = {
  process: 'take what is needed as an argument',
  'Date.now': 'take the time from a clock port',
  'new Date()': 'take the time from a clock port',
  'Date()': 'take the time from a clock port',
  'performance.now': 'take the time from a clock port',
  'Math.random': 'take chance from the random port',
};

/** Folders of pure projects that may touch the disk, and what they may import for it. */
export const DISK_FOLDERS: readonly { readonly folder: string; readonly imports: readonly string[] }[] = [
  {
    folder: 'packages/format-npm/src/disk/',
    imports: ['node:fs', 'node:os', 'node:path', 'node:url'],
  },
];

/** The targets that every project has, so that `nx run-many` reaches all of them. */
export const TARGETS: readonly string[] = ['build', 'typecheck', 'test', 'lint'];

/** Names that say nothing about what a file or folder holds. */
export const EMPTY_NAMES: readonly string[] = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'impl'];

/** The largest file that may be committed, in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** Whether `text` is a layer that the table knows. */
export function isLayer(text: string): text is Layer {
  return Object.hasOwn(LAYER_RULES, text);
}
