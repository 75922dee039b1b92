import { textReply } from '../../http/reply.ts';
import type { Endpoint } from '../endpoint.ts';
import { downloadFile } from './download.ts';
import { projectIndex } from './simple-index.ts';
import { uploadFile } from './upload.ts';

/** The pypi endpoint: `POST /` uploads, `GET /simple/{project}/` lists, `GET /simple/{project}/{version}/{file}` downloads. */
export const pypiEndpoint: Endpoint = async (call) => {
  const { method } = call.request;
  const [first, project, version, file, ...more] = call.segments;
  if (first === '' || first === undefined) {
    return method === 'POST' ? uploadFile(call) : textReply(404, 'Not Found\n');
  }
  // A bare /simple/ is not served (user guide, "Python compatibility").
  if (first !== 'simple' || project === undefined || project === '') return textReply(404, 'Not Found\n');
  if (method !== 'GET' && method !== 'HEAD') return textReply(405, 'Method Not Allowed\n', { allow: 'GET, HEAD' });
  if (version === undefined || (version === '' && file === undefined)) {
    return projectIndex(call, project, version === '');
  }
  if (file === undefined || more.length > 0) return textReply(404, 'Not Found\n');
  return downloadFile(call, { project, version, file });
};
