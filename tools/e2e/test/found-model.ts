import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { inject } from 'vitest';

import { type ModelOperation, serviceModel } from '../src/server/service-model.ts';
import { type Answer, signedCall } from '../src/server/signed-call.ts';
import type { Server } from '../src/server/start-server.ts';

/** Where Python's packages of AWS may be: beside the AWS CLI, with the other clients, or anywhere on the PATH. */
export function pythonsOfAws(): readonly string[] {
  const found = inject('clients');
  const beside = found.available ? [...pythonsBeside(found.commands.aws[0]), ...found.commands.python] : [];
  // The AWS CLI may be a script that starts any Python of the PATH.
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'python3'));
  return [...beside, ...onPath];
}

/** Those that may be the AWS CLI's own, also where it is a link. */
function pythonsBeside(program: string): string[] {
  const real = existsSync(program) ? realpathSync(program) : program;
  return [real, program].map((path) => join(dirname(path), 'python'));
}

/** botocore's model of the service; none where no Python has it, which is an error with BUILDSET_REQUIRE_CLIENTS=1. */
export async function foundModel(): Promise<readonly ModelOperation[]> {
  const model = (await serviceModel(pythonsOfAws())) ?? [];
  if (model.length === 0 && process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error('no Python has botocore');
  return model;
}

/** Sends an input as the model places it, valid or not. */
export async function sendInput(
  server: Server,
  operation: ModelOperation,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const query: Record<string, string> = {};
  const headers: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  let payload: string | undefined;
  for (const { location, locationName, name } of operation.input) {
    const value = input[name];
    if (value === undefined) continue;
    if (location === 'querystring') query[locationName] = String(value);
    else if (location === 'header') headers[locationName.toLowerCase()] = String(value);
    else if (location === 'payload') payload = String(value);
    else body[locationName] = value;
  }
  const sent = payload ?? (Object.keys(body).length > 0 ? body : undefined);
  return await signedCall(server, operation.method, operation.uri, query, sent, headers);
}
