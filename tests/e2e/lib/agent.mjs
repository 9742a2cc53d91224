// A Datadog agent that keeps the traces it receives, decoded by a MessagePack library that we did not write.
import { decode } from '@msgpack/msgpack';
import { createServer } from 'node:http';

class Agent {
  constructor() {
    this.deliveries = [];  // { method, path, headers, traces }
    this.waiting = [];
    this.behaviour = 'take';  // or 'refuse' (500), 'ignore' (never answers)
  }

  listen(port) {
    this.server = createServer((request, response) => this.#take(request, response));
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.unref();
        this.port = this.server.address().port;
        resolve(this);
      });
    });
  }

  #take(request, response) {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (this.behaviour === 'ignore') return;
      response.statusCode = this.behaviour === 'take' ? 200 : 500;
      response.end('{"rate_by_service":{"service:,env:":1}}');
      if (this.behaviour !== 'take') return;
      const traces = decode(Buffer.concat(chunks), { useBigInt64: true });
      this.deliveries.push({ method: request.method, path: request.url, headers: request.headers, traces });
      for (const resolve of this.waiting.splice(0)) resolve();
    });
  }

  get spans() {
    return this.deliveries.flatMap(({ traces }) => traces.flat());
  }

  // The first span that fits.
  async span(fits) {
    for (;;) {
      const found = this.spans.find(fits);
      if (found) return found;
      await new Promise((resolve) => this.waiting.push(resolve));
    }
  }

  of(path) {
    return this.span(({ meta }) => meta['http.url'] === path);
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  get settings() {
    return { GOTRUE_TRACING_ENABLED: 'true', GOTRUE_TRACING_HOST: '127.0.0.1', GOTRUE_TRACING_PORT: String(this.port) };
  }
}

export function startAgent(port = 0) {
  return new Agent().listen(port);
}
