import { type Reply, textReply } from '../../http/reply.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { answerDistTags } from './dist-tags.ts';
import { takeName } from './package-name.ts';
import { answerPackument, answerVersion } from './packument.ts';
import { npmReply, npmError } from './replies.ts';
import { downloadTarball } from './tarball.ts';
import { updatePackage } from './update.ts';

/** The npm endpoint: the registry's protocol, as far as the user guide lists it as supported ("npm command support"). */
export const npmEndpoint: Endpoint = async (call) => {
  const [first, second] = call.segments;
  if (first === '-') return answerService(call, second);
  const taken = takeName(call.segments);
  if (!taken) return npmError(404, 'not found');
  const { name, rest } = taken;
  const { method } = call.request;
  const read = method === 'GET' || method === 'HEAD';
  const [verb, file, ...more] = rest;
  // npm unpublish sends DELETE …/-rev/…, which CodeArtifact answers with 405.
  if (verb === '-rev' || method === 'DELETE') return npmError(405, 'Method Not Allowed');
  if (verb === undefined || verb === '') {
    if (read) return answerPackument(call, name);
    return method === 'PUT' ? updatePackage(call, name) : npmError(405, 'Method Not Allowed');
  }
  if (!read) return npmError(405, 'Method Not Allowed');
  if (verb === '-' && file !== undefined && more.length === 0) return downloadTarball(call, name, file);
  return file === undefined ? answerVersion(call, name, verb) : npmError(404, 'not found');
};

async function answerService(call: EndpointCall, service: string | undefined): Promise<Reply> {
  if (service === 'ping') {
    await call.authorise('ReadFromRepository');
    return npmReply(200, {});
  }
  if (service === 'package') return answerDistTags(call, call.segments.slice(2));
  // whoami, search, audit, tokens, users, teams: not supported.
  return call.request.method === 'GET' ? npmError(404, 'not found') : textReply(405, 'Method Not Allowed\n');
}
