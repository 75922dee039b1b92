import { toJsonSchema } from '@valibot/to-json-schema';
import { describe, expect, it } from 'vitest';
import { markerSchema } from '../src/build-set.ts';
import { approvalSchema } from '../src/home/approval-note.ts';
import { answersSchema } from '../src/home/answers.ts';
import { noteSchema } from '../src/home/attached-note.ts';
import { ownerSchema } from '../src/home/owner.ts';
import { verdictSchema } from '../src/home/verdict-note.ts';
import { planFileSchema } from '../src/promotion/plan-file.ts';
import { eventSchema } from '../src/log/event.ts';
import { releaseSchema } from '../src/release/release-record.ts';

const schemas = {
  marker: markerSchema,
  'attached-note': noteSchema,
  verdict: verdictSchema,
  approval: approvalSchema,
  event: eventSchema,
  'promotion-plan': planFileSchema,
  'probe-answers': answersSchema,
  owner: ownerSchema,
  release: releaseSchema,
};

describe('the JSON Schemas that are shipped', () => {
  it.each(Object.entries(schemas))('say what the code reads: %s', async (name, schema) => {
    const json = toJsonSchema(schema, { ignoreActions: ['guard'] });
    const text = `${JSON.stringify({ title: `buildset ${name}`, ...json }, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../schemas/${name}.schema.json`);
  });
});
