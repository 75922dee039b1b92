import { isBuiltin } from 'node:module';
import { posix } from 'node:path';

import {
  DISK_FOLDERS,
  FORMATS_OF_FRONT_END,
  IMPURE_PACKAGES,
  IMPURE_USES,
  isLayer,
  type Layer,
  LAYER_RULES,
  PURE_BUILTINS,
  TOOLS_FOR_TESTS,
} from './rules.ts';
import {
  type ImportUse,
  importsOf,
  impureUsesOf,
  isTestFile,
  readSourceFile,
  type SourceFile,
  UnparsableFile,
} from './source-file.ts';
import type { Violation } from './violation.ts';
import type { Project, Workspace } from './workspace.ts';

interface Importer {
  readonly workspace: Workspace;
  readonly project: Project;
  readonly layer: Layer;
  readonly path: string;
  readonly isTest: boolean;
}

const SOURCE = /\.(?:[cm]?ts|[cm]?js)$/;
/** Configuration of tools, which shares one file at the root of the workspace. */
const CONFIGURATION = /\/(?:vitest|vite|rolldown)\.config\.m?[jt]s$/;

/**
 * Holds every source file of every project against the table of rules. A project without exactly one known
 * `layer:` tag is a violation itself and its files are not looked at; so is a file that cannot be parsed.
 */
export function checkImports(workspace: Workspace): Violation[] {
  return workspace.projects.flatMap((project) => {
    const [layer] = project.layers;
    if (project.layers.length !== 1 || layer === undefined || !isLayer(layer)) {
      const known = Object.keys(LAYER_RULES).join(', ');
      return [{ file: `${project.folder}/package.json`, message: `nx.tags needs exactly one layer:… of ${known}` }];
    }
    return sourcesOf(workspace, project).flatMap((path) => {
      const importer = { workspace, project, layer, path, isTest: isTestFile(path) };
      try {
        return checkFile(importer, readSourceFile(workspace.root, path));
      } catch (error) {
        if (!(error instanceof UnparsableFile)) throw error;
        return [{ file: path, line: error.line, message: `cannot be parsed: ${error.message}` }];
      }
    });
  });
}

/** The source files of `project`: TypeScript and JavaScript, without the configuration of tools. */
export function sourcesOf(workspace: Workspace, project: Project): string[] {
  return workspace.files.filter(
    (file) => file.startsWith(`${project.folder}/`) && SOURCE.test(file) && !CONFIGURATION.test(file),
  );
}

function checkFile(importer: Importer, source: SourceFile): Violation[] {
  const found: Violation[] = [];
  for (const use of importsOf(source)) {
    const reason = refusal(importer, use);
    if (reason === undefined) continue;
    const message = `${importer.project.name} imports ${use.specifier ?? 'what is known at run time only'}: ${reason}`;
    found.push({ file: source.path, line: use.line, message });
  }
  if (LAYER_RULES[importer.layer].pure && !importer.isTest) {
    for (const { name, line } of impureUsesOf(source)) {
      const message = `${importer.project.name} uses ${name}: ${importer.layer} is pure, ${IMPURE_USES[name]}`;
      found.push({ file: source.path, line, message });
    }
  }
  return found;
}

function refusal(importer: Importer, { specifier }: ImportUse): string | undefined {
  if (specifier === undefined) {
    return importer.layer === 'tool' || importer.isTest ? undefined : 'shipped code imports by literal names only';
  }
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('file:')) {
    return relativeRefusal(importer, specifier);
  }
  if (isBuiltin(specifier)) return builtinRefusal(importer, specifier);
  const name = packageName(specifier);
  const target = importer.workspace.projects.find((project) => project.name === name);
  if (target === importer.project) return undefined;
  const forbidden = target ? workspaceRefusal(importer, target) : packageRefusal(importer, name);
  return forbidden ?? undeclared(importer, name);
}

function relativeRefusal({ project, path }: Importer, specifier: string): string | undefined {
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
  return target.startsWith(`${project.folder}/`) ? undefined : 'a relative import stays inside its project';
}

function builtinRefusal({ layer, isTest, path }: Importer, specifier: string): string | undefined {
  if (!LAYER_RULES[layer].pure || isTest) return undefined;
  const name = specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  const disk = DISK_FOLDERS.filter(({ folder }) => path.startsWith(folder)).flatMap(({ imports }) => imports);
  const allowed = [...PURE_BUILTINS, ...disk];
  if (allowed.some((builtin) => name === builtin || name.startsWith(`${builtin}/`))) return undefined;
  return `${layer} is pure and may import ${allowed.join(', ')} only`;
}

function packageRefusal({ layer, isTest }: Importer, name: string): string | undefined {
  if (!LAYER_RULES[layer].pure || isTest) return undefined;
  const isImpure = IMPURE_PACKAGES.some((entry) => (entry.endsWith('/') ? name.startsWith(entry) : name === entry));
  return isImpure ? `${layer} is pure and never imports ${name}` : undefined;
}

function workspaceRefusal({ layer, project, isTest }: Importer, target: Project): string | undefined {
  const rule = LAYER_RULES[layer];
  const targetLayer = target.layers[0];
  if (targetLayer === undefined || !isLayer(targetLayer)) return rule.sentence;
  if (layer === 'cli' && targetLayer === 'format' && !isOwnFormat(project, target)) return rule.sentence;
  if (rule.imports.includes(targetLayer)) return undefined;
  if (targetLayer === 'tool' && !isTest) return 'shipped code never imports tools';
  if (!isTest || !rule.testImports.includes(targetLayer)) return rule.sentence;
  if (targetLayer !== 'tool' || TOOLS_FOR_TESTS.includes(target.folder)) return undefined;
  return `of the tools, tests may import ${TOOLS_FOR_TESTS.join(' and ')} only`;
}

function isOwnFormat(frontEnd: Project, format: Project): boolean {
  const own = FORMATS_OF_FRONT_END[frontEnd.folder] ?? [];
  return own === 'all' || own.includes(format.folder);
}

function undeclared({ workspace, project, layer, isTest }: Importer, name: string): string | undefined {
  if (project.dependencies.has(name)) return undefined;
  if (layer !== 'tool' && !isTest) return `it is not in the dependencies of ${project.folder}/package.json`;
  if (project.devDependencies.has(name) || workspace.sharedDevDependencies.has(name)) return undefined;
  return `it is in no dependencies of ${project.folder}/package.json`;
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return specifier.startsWith('@') ? `${first}/${second}` : first;
}
