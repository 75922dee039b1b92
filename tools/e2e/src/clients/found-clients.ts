import { inject } from 'vitest';

import { clientsOf, type FoundClients, type MissingClients, type PythonClients } from './python.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly clients: FoundClients | MissingClients;
  }
}

/** The real clients, found once for all test files of a run. */
export function foundClients(): PythonClients | MissingClients {
  return clientsOf(inject('clients'));
}
