import { readFile } from 'node:fs/promises';
import { isSha256, type SeenHead, type Sha256 } from '@buildset/core';
import * as v from 'valibot';
import { usageError } from '../cli-error.ts';

/** What is taken of an answer of `log verify --json`: schemas/log-verify.schema.json. */
const answerSchema = v.object({
  schemaVersion: v.literal(1),
  logs: v.array(
    v.object({
      format: v.picklist(['pypi', 'npm', 'generic']),
      namespace: v.nullable(v.string()),
      package: v.string(),
      head: v.nullable(
        v.object({
          number: v.number(),
          sha256: v.custom<Sha256>((text) => typeof text === 'string' && isSha256(text)),
        }),
      ),
    }),
  ),
});

/** The heads in an earlier answer of `log verify --json`. Throws `usage` for a file that is none. */
export async function readSeen(path: string): Promise<SeenHead[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), answerSchema), text);
  if (!parsed.success) {
    const next = 'Name a file that was written with: log verify --all --json > seen.json';
    throw usageError(`${path} cannot be read as an answer of log verify --json.`, next);
  }
  return parsed.output.logs.flatMap(({ format, head, namespace, package: name }) => {
    const pkg = { format, name, ...(namespace === null ? {} : { namespace }) };
    return head ? { pkg, head, seenIn: path } : [];
  });
}
