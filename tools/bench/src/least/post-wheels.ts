// post-wheels.js NAME URL FILE…: posts wheels of one package to URL, many at once. The least that a Node program can do, without
// even the AWS SDK: the token is in TOKEN, no wheel is opened.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { basename } from 'node:path';

import { postWheel } from './post-wheel.ts';

const AT_ONCE = 24;

const [name = '', url = '', ...paths] = process.argv.slice(2);
const token = process.env['TOKEN'] ?? '';
const agent = new Agent({ keepAlive: true });
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      const bytes = await readFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await postWheel({ url, token, bytes, agent, wheel: { name, file: basename(path), sha256 } });
    }
  }),
);
agent.destroy();
