import pico from 'picocolors';
import { type Environment, isOn } from '../environment.ts';
import type { TextStream } from '../streams.ts';

/** Colours for one stream; each leaves the text as it is where colours are not wanted. */
export type Colors = Pick<ReturnType<typeof pico.createColors>, 'bold' | 'dim' | 'green' | 'red' | 'yellow'>;

/** Colours on a terminal only, unless NO_COLOR is set or the terminal is dumb. Source: https://no-color.org */
export function colorsFor(stream: TextStream, environment: Environment): Colors {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return pico.createColors(!refused && (stream.isTTY === true || isOn(environment, 'FORCE_COLOR')));
}
