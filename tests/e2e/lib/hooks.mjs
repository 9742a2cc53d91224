// A site's hook: an HTTP server that keeps what it receives and answers as the test says.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { jwtVerify } from 'jose';

class HookReceiver {
  constructor(answer) {
    this.calls = [];  // { path, headers, text, body, at }
    this.answer = answer;
    this.waiting = [];
  }

  listen(port = 0) {
    this.server = createServer((request, response) => this.#take(request, response));
    return new Promise((resolve) => {
      this.server.listen(port, '127.0.0.1', 4096, () => {
        this.port = this.server.address().port;
        this.url = `http://127.0.0.1:${this.port}/hook`;
        resolve(this);
      });
    });
  }

  #take(request, response) {
    const chunks = [];
    request.on('error', () => {});
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const text = Buffer.concat(chunks).toString('utf8');
      let body;
      try { body = JSON.parse(text); } catch { /* a request without a body */ }
      const call = { method: request.method, path: request.url, headers: request.headers, text, body, at: Date.now() };
      this.calls.push(call);
      for (const resolve of this.waiting.splice(0)) resolve();
      const answer = await this.answer(call, request, response);
      if (answer === undefined) return;  // the test answers itself, or never
      const { status = 200, headers = {}, body: content = '' } = answer;
      response.writeHead(status, headers);
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    });
  }

  // The first `count` calls of the event, once they are there.
  async received(event, count = 1) {
    for (;;) {
      const found = this.calls.filter((call) => call.body?.event === event);
      if (found.length >= count) return found;
      await new Promise((resolve) => this.waiting.push(resolve));
    }
  }

  settings(events = 'validate,signup,login,userdeleted,usermodified') {
    return {
      GOTRUE_WEBHOOK_URL: this.url, GOTRUE_WEBHOOK_SECRET: hookSecret, GOTRUE_WEBHOOK_EVENTS: events,
      GOTRUE_WEBHOOK_TIMEOUT_SEC: '30', GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8',
    };
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

export const hookSecret = 'whs';

// `answer(call)` returns { status, headers, body }, or undefined to leave the request without an answer.
export function startHooks(answer = () => ({}), port = 0) {
  return new HookReceiver(answer).listen(port);
}

// The claims of the signature of a call, checked by a library that we did not write.
export async function verifySignature(call, secret = hookSecret) {
  const { payload, protectedHeader } = await jwtVerify(call.headers['x-webhook-signature'], Buffer.from(secret), {
    algorithms: ['HS256'], issuer: 'gotrue',
  });
  const hash = createHash('sha256').update(call.text).digest('hex');
  if (payload.sha256 !== hash) throw new Error('the signature is of another body');
  return { claims: payload, header: protectedHeader };
}
