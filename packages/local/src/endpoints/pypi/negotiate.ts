const json = 'application/vnd.pypi.simple.v1+json';
const html = 'application/vnd.pypi.simple.v1+html';
const plainHtml = 'text/html';

export type IndexType = typeof json | typeof html | typeof plainHtml;

/** What each accepted media type is answered with; `latest` stands for v1 (PEP 691). In the server's order of preference for ties. */
const answers: ReadonlyMap<string, IndexType> = new Map([
  [json, json],
  ['application/vnd.pypi.simple.latest+json', json],
  [html, html],
  ['application/vnd.pypi.simple.latest+html', html],
  [plainHtml, plainHtml],
  ['text/*', plainHtml],
  ['*/*', plainHtml],
]);

/** The content type for an `Accept` header; undefined means 406. */
export function indexType(accept: string | undefined): IndexType | undefined {
  if (accept === undefined || accept.trim() === '') return plainHtml;
  const order = [...answers.keys()];
  const [best] = accept
    .split(',')
    .map((item) => {
      const [type = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, quality: quality === undefined ? 1 : Number(quality), rank: order.indexOf(type) };
    })
    .filter((item) => item.rank >= 0 && item.quality > 0)
    .sort((a, b) => b.quality - a.quality || a.rank - b.rank);
  return best && answers.get(best.type);
}
