import { fileURLToPath } from 'node:url';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import type { ProgramResult } from '../measure/run-program.ts';
import { NETWORK_MS, underLatency } from '../world/latency.ts';
import { held, twineUpload, upload } from '../world/python-package.ts';
import type { Python } from '../world/python.ts';
import { newestRequest, requestsSince, tally } from '../world/requests.ts';
import { openScene, type Scene } from '../world/scene.ts';
import { makeWheels, type Wheel } from '../world/wheels.ts';
import type { Row } from './row.ts';

const PAYLOAD_BYTES = 100_000;
const AGAINST = 'twine upload';

/** One build of many wheels, one for each platform, as a matrix of CI jobs makes them. */
export const uploadMany: Row = {
  number: 2,
  name: 'upload',
  groups: ['python'],
  about:
    "one build of many wheels. twine sends them one after the other and keeps no record; buildset publishes each a second time, into the record. With the service's default rates (10 publishes a second) the record takes its time whatever the client does. The server answers on one thread, of which an upload of 100 kB takes 3 ms at least, however lean its sender: 200 uploads are 0.6 s before a client has done anything, so that with the record a fifth of twine's time cannot be reached. Without it 100 uploads are 0.3 s, and the client's start and its own work on each wheel come on top. Then the same with a server that keeps each request of either side waiting, as a network does.",
  async run({ temp, python, quick }) {
    const wheels = quick ? 10 : 100;
    return [
      ...(await measure(temp, python, { wheels, rounds: quick ? 1 : 3, quotas: 'none' })),
      ...(await measure(temp, python, { wheels, rounds: quick ? 1 : 3, quotas: 'none', latencyMs: NETWORK_MS })),
      ...(await measure(temp, python, { wheels, rounds: 1, quotas: 'aws' })),
    ];
  },
};

interface Load {
  readonly wheels: number;
  readonly rounds: number;
  readonly quotas: 'none' | 'aws';
  /** Default: none. */
  readonly latencyMs?: number;
}

async function measure(temp: string, python: Python, { latencyMs, quotas, rounds, wheels }: Load): Promise<Finding[]> {
  const scene = await openScene(temp, { args: ['--quotas', quotas], latencyMs });
  try {
    const calls: Record<string, string> = {};
    const contender = (
      name: string,
      send: (files: readonly Wheel[], packageName: string) => Promise<ProgramResult>,
    ): Contender => {
      let files: readonly Wheel[] = [];
      const packageOf = (round: number): string => `${name}${round + 1}`;
      return {
        async prepare(round) {
          const requests = Array.from({ length: wheels }, (_, n) => ({
            name: packageOf(round),
            build: 23,
            tag: `py3-none-manylinux_2_${n}_x86_64`,
            payload: PAYLOAD_BYTES,
          }));
          files = await makeWheels(scene, python, requests);
        },
        async run(round) {
          const mark = await newestRequest(scene);
          const { ms } = await send(files, packageOf(round));
          calls[name] = tally(await requestsSince(scene, mark));
          return ms;
        },
        async after(round) {
          const { size } = await held(scene, 'AbcDev', packageOf(round));
          if (size !== wheels) throw new Error(`${size} wheels have arrived`);
        },
      };
    };
    const times = await alternate(
      {
        recorded: contender('recorded', (files) => upload(scene, 'AbcDev', files)),
        other: contender('plain', (files) => twineUpload(scene, python, 'AbcDev', files)),
        unrecorded: contender('unrecorded', (files) => upload(scene, 'AbcDev', files, ['--no-record'])),
        least: contender('least', byLeast(scene)),
      },
      rounds,
    );
    const under = `${quotas === 'aws' ? ", server with AWS's default rates" : ''}${underLatency(latencyMs)}`;
    const sides = (name: 'recorded' | 'unrecorded') => ({
      against: AGAINST,
      ours: times[name],
      other: times.other,
      // What the service's rates and a network allow is no target: 10 publishes a second bound the record.
      ...(quotas === 'none' && latencyMs === undefined && { target: { faster: 5 } }),
      notes: [`calls: ${calls[name]}`, ...(name === 'recorded' ? [`calls of twine: ${calls['plain']}`] : [])],
    });
    return [
      compare(2, `upload ${wheels} wheels of ${PAYLOAD_BYTES / 1000} kB with their record${under}`, sides('recorded')),
      compare(2, `the same with --no-record${under}`, sides('unrecorded')),
      compare(2, `for comparison: the bytes alone, by a script that opens no wheel${under}`, {
        against: AGAINST,
        ours: times.least,
        other: times.other,
      }),
    ];
  } finally {
    await scene.close();
  }
}

const LEAST = fileURLToPath(new URL('../least/post-wheels.js', import.meta.url));

const byLeast =
  (scene: Scene) =>
  (files: readonly Wheel[], name: string): Promise<ProgramResult> => {
    const paths = files.map(({ path }) => path);
    return scene.run(process.execPath, [LEAST, name, scene.pypiUrl('AbcDev'), ...paths], { TOKEN: scene.token });
  };
