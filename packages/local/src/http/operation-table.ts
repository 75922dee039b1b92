import * as sdk from '@aws-sdk/client-codeartifact';
import { type Member, membersOf } from './shapes.ts';

export interface OperationRoute {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly input: readonly Member[];
  readonly output: readonly Member[];
}

/** The 48 operations of the installed SDK's model. Compiled once, at the first import. */
export const operationRoutes: readonly OperationRoute[] = Object.values(sdk)
  .filter(isOperation)
  .map(([, , name, traits, input, output]) => {
    const http = typeof traits === 'object' ? traits.http : undefined;
    if (!http) throw new Error(`the SDK's schema of ${name} has no method and path`);
    const [method, path, status] = http;
    return { name, method, path, status, input: membersOf(input), output: membersOf(output) };
  });

const byMethodAndPath = new Map(operationRoutes.map((route) => [`${route.method} ${route.path}`, route]));

/** The operation behind a method and a path, which in this service have no variable parts. */
export function routeOf(method: string, path: string): OperationRoute | undefined {
  return byMethodAndPath.get(`${method} ${path}`);
}

type OperationSchema = typeof sdk.ListDomains$;

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}
