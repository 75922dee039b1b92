import { clientHome } from '../clients/client-home.ts';
import { runProgram } from '@buildset/testkit/program';

/** A shape of botocore's model, with its members and limits in place. */
export interface ModelShape {
  readonly type: string;
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
  readonly member?: ModelShape;
  readonly key?: ModelShape;
  readonly value?: ModelShape;
  readonly members?: readonly ModelMember[];
}

export interface ModelMember {
  readonly name: string;
  readonly required: boolean;
  /** The body when it is missing. */
  readonly location?: 'querystring' | 'header' | 'payload';
  readonly locationName: string;
  readonly shape: ModelShape;
}

export interface ModelOperation {
  readonly name: string;
  readonly method: string;
  readonly uri: string;
  readonly input: readonly ModelMember[];
  readonly output: readonly ModelMember[];
  /** The exceptions that the operation declares. */
  readonly errors: readonly ModelError[];
}

export interface ModelError {
  readonly name: string;
  readonly status: number;
  readonly members: readonly ModelMember[];
}

const PROGRAM = `
import json, botocore.loaders
model = botocore.loaders.Loader().load_service_model('codeartifact', 'service-2')
shapes = model['shapes']
LIMITS = ('pattern', 'min', 'max', 'enum')
def shape(name):
    s = shapes[name]
    made = {'type': s['type'], **{k: s[k] for k in LIMITS if k in s}}
    if s['type'] == 'structure': made['members'] = members(name)
    if s['type'] == 'list': made['member'] = shape(s['member']['shape'])
    if s['type'] == 'map': made.update(key=shape(s['key']['shape']), value=shape(s['value']['shape']))
    return made
def members(name):
    s = shapes[name]
    return [{'name': n, 'required': n in s.get('required', []), 'locationName': m.get('locationName', n),
             **({'location': 'payload'} if s.get('payload') == n else {'location': m['location']} if 'location' in m else {}),
             'shape': shape(m['shape'])} for n, m in s['members'].items()]
def error(name): return {'name': name, 'status': shapes[name]['error']['httpStatusCode'], 'members': members(name)}
def of(op, what): return members(op[what]['shape']) if what in op else []
print(json.dumps([{'name': n, 'method': op['http']['method'], 'uri': op['http']['requestUri'], 'input': of(op, 'input'),
    'output': of(op, 'output'), 'errors': [error(e['shape']) for e in op.get('errors', [])]} for n, op in model['operations'].items()]))
`;

/** The service's model as botocore has it, read by a Python that has botocore; undefined where none of these has. */
export async function serviceModel(pythons: readonly string[]): Promise<readonly ModelOperation[] | undefined> {
  const home = await clientHome();
  try {
    for (const python of pythons) {
      const result = await runProgram(python, ['-c', PROGRAM], { env: home.env }).catch(() => undefined);
      if (result?.code === 0) return JSON.parse(result.stdout);
    }
    return undefined;
  } finally {
    await home.remove();
  }
}
