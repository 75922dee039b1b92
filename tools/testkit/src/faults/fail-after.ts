/** How a port is made to fail. */
export interface Fault<Port> {
  /** The method that fails. */
  readonly method: keyof Port & string;
  /** How many calls succeed before one fails. Default 0. */
  readonly after?: number;
  /** How many calls fail then. Default 1. */
  readonly times?: number;
  /** `before` the call had any effect, or `after` it had, as when a reply is lost. Default `before`. */
  readonly when?: 'before' | 'after';
  readonly error: Error;
}

/** The port, with one method failing as told; everything else passes through. */
export function failing<Port extends object>(port: Port, fault: Fault<Port>): Port {
  const { method, after = 0, times = 1, when = 'before', error } = fault;
  let calls = 0;
  return new Proxy(port, {
    get(target, name) {
      // The target itself as receiver: private fields belong to it, not to the proxy.
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== method) return (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      return async (...args: unknown[]): Promise<unknown> => {
        calls += 1;
        const fails = calls > after && calls <= after + times;
        if (fails && when === 'before') throw error;
        const result: unknown = await Reflect.apply(value, target, args);
        if (fails) throw error;
        return result;
      };
    },
  });
}
