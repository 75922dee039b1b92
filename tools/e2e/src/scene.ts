import type { PythonClients } from './clients/python.ts';
import { type Server, type ServerOptions, startServer } from './server/start-server.ts';
import { makeDomain, type TestDomain } from './server/test-domain.ts';
import { makeUser, type User } from './user.ts';

/** A server of its own with the domain `abc`, its home, the repositories of the request's example, and a user. */
export interface Scene {
  readonly server: Server;
  readonly domain: TestDomain;
  readonly user: User;
  /** Stops the server and deletes what was made. */
  close(): Promise<void>;
}

export interface SceneOptions extends ServerOptions {
  /** Default AbcDev, AbcStaging and AbcProd. */
  readonly repositories?: readonly string[];
}

export async function openScene(python: PythonClients, options: SceneOptions = {}): Promise<Scene> {
  const server = await startServer(options);
  const domain = await makeDomain(server, 'abc', options.repositories);
  const user = await makeUser(domain, python);
  const init = await user.run('buildset', ['init', '--domain', 'abc', '--json']);
  if (init.code !== 0) throw new Error(`buildset init: ${init.code} ${init.stderr}`);
  const close = async (): Promise<void> => {
    await user.remove();
    await server.stop();
  };
  return { server, domain, user, close };
}
