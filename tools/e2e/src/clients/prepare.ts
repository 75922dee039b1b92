// Makes the Python clients ready before the tests, so that the first test does not wait for an installation.
import { pythonClients } from './python.ts';

const clients = await pythonClients();
if (clients.available) {
  console.error(`The Python clients are ready (${clients.origin}).`);
} else {
  console.error(`No Python clients: ${clients.reason}`);
  process.exitCode = 1;
}
