// A site whose pages load the widget; passes /.netlify/identity on to the server as Netlify's edge does.
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const page = (apiUrl) => `<!doctype html><html><head><title>site</title><link rel="icon" href="data:,">
<script src="/widget.js"></script></head><body><script>
window.happened = [];
for (const name of ['init', 'login', 'logout', 'error', 'open', 'close']) {
  netlifyIdentity.on(name, (detail) => window.happened.push(name + (detail && detail.message ? ': ' + detail.message : '')));
}
netlifyIdentity.init({ APIUrl: ${JSON.stringify(apiUrl)} });
</script></body></html>`;

// `widget`: npm name of the widget. Set `site.apiUrl` and `site.target` before the first page is opened.
export function startSite(widget) {
  const script = readFileSync(require.resolve(widget));
  const site = { apiUrl: '/.netlify/identity', target: undefined };
  const server = createServer((incoming, answer) => {
    if (incoming.url === '/widget.js') {
      answer.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' });
      return answer.end(script);
    }
    if (!incoming.url.startsWith('/.netlify/identity')) {
      answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      return answer.end(page(site.apiUrl));
    }
    const passed = request(`${site.target}${incoming.url}`, { method: incoming.method, headers: incoming.headers }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    return incoming.pipe(passed);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      site.port = server.address().port;
      site.origin = `http://app.localhost:${site.port}`;
      site.close = () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
      resolve(site);
    });
  });
}
