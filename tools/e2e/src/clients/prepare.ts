// Makes the Python clients ready before the tests: `prepare.js [state.json]`. The state (which clients there are, or why
// there are none) is an input of the cached tests: what was skipped for want of clients is not remembered when they come.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { pythonClients } from './python.ts';

const clients = await pythonClients();
const file = process.argv[2];
if (file !== undefined) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(clients));
}
if (clients.available) {
  console.error(`The Python clients are ready (${clients.origin}).`);
} else {
  console.error(`No Python clients: ${clients.reason}`);
  if (process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') process.exitCode = 1;
}
