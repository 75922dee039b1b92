import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What is wrong with a `--json` answer by a schema that cli-kit ships, or this package; nothing when it fits. */
export function schemaErrors(name: string, answer: string, shippedBy = '@buildset/cli-kit'): readonly string[] {
  const path = new URL(import.meta.resolve(`${shippedBy}/schemas/${name}.schema.json`));
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(path, 'utf8')),
  );
  if (validate(JSON.parse(answer))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
