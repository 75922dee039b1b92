import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });

/** Throws unless an answer of a command is what its schema says; commands that are not of this package are let through. */
export function requireSchema(command: string, answer: Record<string, unknown>): void {
  const file = new URL(`../schemas/${command}.schema.json`, import.meta.url);
  if (answer['error'] !== undefined || !existsSync(file)) return;
  const validate = ajv.getSchema(command) ?? ajv.compile({ ...JSON.parse(readFileSync(file, 'utf8')), $id: command });
  if (!validate(answer)) throw new Error(`${command} --json: ${ajv.errorsText(validate.errors)}`);
}
