import { type Agent, request } from 'node:http';

import { uploadForm, type UploadedWheel } from '../world/upload-form.ts';

export interface Post {
  /** Of the Python repository. */
  readonly url: string;
  readonly token: string;
  readonly wheel: UploadedWheel;
  readonly bytes: Uint8Array;
  readonly agent?: Agent;
}

/** Rejects for any status but 200. */
export function postWheel({ agent, bytes, token, url, wheel }: Post): Promise<void> {
  const { contentType, head, tail } = uploadForm(wheel);
  const headers = {
    authorization: `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`,
    'content-type': contentType,
    'content-length': head.length + bytes.length + tail.length,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume().once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${wheel.file}: ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.write(head);
    sent.write(bytes);
    sent.end(tail);
  });
}
