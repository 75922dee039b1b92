import type { OperationRoute } from './operation-table.ts';
import { type FileBody, jsonReply, type Reply } from './reply.ts';
import type { Member, Shape } from './shapes.ts';

/** Writes an operation's output where the model puts each member; what the model does not know is left out. */
export function outputReply(route: OperationRoute, output: object): Reply {
  const values = new Map(Object.entries(output));
  const headers: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  let payload: FileBody | undefined;
  for (const member of route.output) {
    const value = values.get(member.name);
    if (value === undefined) continue;
    if (member.place.in === 'header') headers[member.place.name] = headerText(value);
    else if (member.place.in === 'payload') payload = value;
    else body[member.name] = wire(member.shape, value);
  }
  if (!payload) return jsonReply(route.status, body, headers);
  return { status: route.status, headers: { 'content-type': 'application/octet-stream', ...headers }, body: payload };
}

function wire(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (shape.kind === 'timestamp') return value instanceof Date ? value.getTime() / 1000 : value;
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((item) => wire(shape.of, item));
  if (shape.kind === 'map') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wire(shape.of, item)]));
  }
  if (shape.kind === 'struct') return wireStruct(shape.members, new Map(Object.entries(value)));
  return value;
}

function wireStruct(members: readonly Member[], values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(members.map((member) => [member.name, wire(member.shape, values.get(member.name))]));
}

/** Header values are ASCII; asset names need not be. Not observed on AWS. */
function headerText(value: unknown): string {
  return String(value).replaceAll(/[^\x20-\x7E]/gu, (character) => encodeURIComponent(character));
}
