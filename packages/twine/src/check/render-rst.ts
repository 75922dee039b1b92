import { spawn } from 'node:child_process';
import type { Environment } from '@buildset/cli-kit';

/** Whether a text renders, and why not. */
export type Rendering = { readonly renders: true } | { readonly renders: false; readonly why: string };

/** Milliseconds for all texts. */
const PATIENCE_MS = 60_000;
/** Bytes of an answer; more is none. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const PYTHONS = ['python3', 'python'];

/**
 * What indexes do with a description, with docutils: readme_renderer's writer and settings where it is installed (it is
 * where twine is), else settings that judge alike: any warning fails, no file is read and no raw HTML taken.
 */
const PROGRAM = `
import io, json, sys
from docutils.core import publish_parts
from docutils.utils import SystemMessage
from docutils.writers import html5_polyglot
writer, settings = html5_polyglot.Writer, {'math_output': 'MathJax /dummy.js'}
try:
    import pygments
    settings['syntax_highlight'] = 'short'
except ImportError:
    settings['syntax_highlight'] = 'none'
try:
    from readme_renderer import rst
    settings = rst.SETTINGS
    def writer():
        made = rst.Writer()
        made.translator_class = rst.ReadMeHTMLTranslator
        return made
except ImportError:
    pass
always = {'halt_level': 2, 'report_level': 5, 'file_insertion_enabled': False, 'raw_enabled': False}
def why(text):
    try:
        parts = publish_parts(text, writer=writer(), settings_overrides={**settings, **always, 'warning_stream': io.StringIO()})
    except SystemMessage as error:
        return str(error)
    return None if parts.get('docinfo', '') + parts.get('fragment', '') else 'it renders to nothing'
print(json.dumps([why(text) for text in json.load(sys.stdin.buffer)]))
`;

/**
 * Renders reStructuredText as indexes do, by a python3 of the PATH that has docutils. In the order of the texts; undefined
 * where there is no such Python, or it fails.
 */
export async function renderRst(
  texts: readonly string[],
  scope: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<readonly Rendering[] | undefined> {
  for (const program of PYTHONS) {
    const answer = renderings(await run(program, texts, scope), texts.length);
    if (answer) return answer;
  }
  return undefined;
}

/** Its stdout. Isolated: nothing of the current folder or of PYTHON* variables is imported. */
function run(
  program: string,
  texts: readonly string[],
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, ['-I', '-B', '-c', PROGRAM], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...environment },
      timeout: PATIENCE_MS,
      signal,
      windowsHide: true,
    });
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.length > MAX_ANSWER_BYTES) child.kill();
    });
    child.on('error', () => resolve(''));
    child.on('close', (code) => resolve(code === 0 ? answer : ''));
    child.stdin.on('error', () => undefined); // it ended early, which its exit code tells
    child.stdin.end(JSON.stringify(texts));
  });
}

function renderings(text: string, count: number): readonly Rendering[] | undefined {
  const answer = parsed(text);
  if (!Array.isArray(answer) || answer.length !== count) return undefined;
  return answer.map((why: unknown) =>
    typeof why === 'string' ? { renders: false, why: told(why) } : { renders: true },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `<string>:5: (WARNING/2) Title underline too short.` and the lines in question as one line. */
function told(why: string): string {
  const [, line, message = why] = /^<string>:(\d+): \(\w+\/\d\) ([^]*)$/.exec(why) ?? [];
  const [first = ''] = message.split('\n');
  const short = first.length > 200 ? `${first.slice(0, 200)}…` : first;
  return line === undefined ? short : `line ${line}: ${short}`;
}
