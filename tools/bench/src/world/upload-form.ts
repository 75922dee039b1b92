const BOUNDARY = 'one-wheel';

/** The legacy upload form of one wheel of version 1.0.0, cut where the bytes of the wheel belong. */
export interface UploadForm {
  readonly contentType: string;
  readonly head: string;
  readonly tail: string;
}

export interface UploadedWheel {
  /** Of the package. */
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
}

/** Written by hand, so that the bytes need not be held in memory. The server refuses bytes that are not those of `sha256`. */
export function uploadForm({ file, name, sha256 }: UploadedWheel): UploadForm {
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name,
    version: '1.0.0',
    filetype: 'bdist_wheel',
    pyversion: 'py3',
    sha256_digest: sha256,
  };
  const part = (disposition: string, content: string): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n${content}`;
  const texts = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, `\r\n${value}\r\n`));
  const content = part(`name="content"; filename="${file}"`, 'Content-Type: application/octet-stream\r\n\r\n');
  return {
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    head: texts.join('') + content,
    tail: `\r\n--${BOUNDARY}--\r\n`,
  };
}
