// One request, its answer as a plain value.
import { request } from 'node:http';

// Returns { status, headers, text, body }; `body` is the parsed JSON or the text. The request is sent as it is
// written: no header is added but Host and those of the body's length.
export function send(url, { method = 'GET', path = '/', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const out = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        let parsed = text;
        try { parsed = JSON.parse(text); } catch { /* text it is */ }
        resolve({ status: answer.statusCode, headers: answer.headers, text, body: parsed });
      });
    });
    out.on('error', reject);
    if (body !== undefined) out.setHeader('Content-Length', Buffer.byteLength(body));
    out.end(body);
  });
}

export function api(url) {
  const withJson = (method) => (path, content, token) => send(url, {
    method, path,
    headers: {
      ...(content === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    body: content === undefined ? undefined : JSON.stringify(content),
  });
  return {
    get: (path, token) => withJson('GET')(path, undefined, token),
    post: withJson('POST'),
    put: withJson('PUT'),
    delete: withJson('DELETE'),
    token: (fields, headers = {}) => send(url, {
      method: 'POST', path: '/token',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    }),
  };
}
