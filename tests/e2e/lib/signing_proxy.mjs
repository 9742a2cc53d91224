// Stands where the operator's edge stands: passes requests on and signs which instance each is for.
import { createHmac } from 'node:crypto';
import { createServer, request } from 'node:http';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A JWT with HS256; `header` replaces parts of the header.
export function signClaims(claims, secret, header = {}) {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

// `signature`: the value of X-Nf-Sign.
export function startSigningProxy(target, signature, port = 0) {
  const server = createServer((incoming, answer) => {
    const passed = request(`${target}${incoming.url}`, {
      method: incoming.method, headers: [...incoming.rawHeaders, 'X-Nf-Sign', signature],
    }, (reply) => {
      answer.writeHead(reply.statusCode, reply.rawHeaders);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({
      url: `http://127.0.0.1:${server.address().port}`,
      close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
    }));
  });
}
