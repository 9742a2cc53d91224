// A stand-in for the five OAuth 2 providers, in the shapes that they answer with. What an authorization code says
// decides the answer: `ok`, `unverified`, `noemail`, `badcode`, `err200`, `notoken`, `err500`, `garbage`, ...
import { createServer } from 'node:http';

const paths = {
  github: { authorize: '/login/oauth/authorize', token: '/login/oauth/access_token', user: '/api/v3/user', emails: '/api/v3/user/emails' },
  gitlab: { authorize: '/oauth/authorize', token: '/oauth/token', user: '/api/v4/user', emails: '/api/v4/user/emails' },
  bitbucket: { authorize: '/site/oauth2/authorize', token: '/site/oauth2/access_token', user: '/2.0/user', emails: '/2.0/user/emails' },
  google: { authorize: '/o/oauth2/auth', token: '/o/oauth2/token', user: '/userinfo/v2/me' },
  facebook: { authorize: '/dialog/oauth', token: '/oauth/access_token', user: '/me' },
};
export const providerNames = Object.keys(paths);
export const avatar = 'http://a/av.png';

// Each account is that of its code.
const numbers = new Map();
function idOf(code) {
  if (!numbers.has(code)) numbers.set(code, 1000 + numbers.size);
  return numbers.get(code);
}

const users = {
  github: ({ id, name }) => ({ id, login: 'l', name: name ?? 'GitHub Name', avatar_url: avatar, email: null }),
  gitlab: ({ id, email, verified }) => ({
    id, name: 'GitLab Name', avatar_url: avatar, email, confirmed_at: verified ? '2020-01-01T00:00:00Z' : null,
  }),
  bitbucket: ({ id }) => ({ uuid: `{${id}}`, display_name: 'Bit Name', links: { avatar: { href: avatar } } }),
  google: ({ id, email, verified }) => ({ id: String(id), email, verified_email: verified, name: 'Goo Name', picture: avatar }),
  facebook: ({ id, email }) => ({
    id: String(id), email, first_name: 'Face', last_name: 'Name', name: 'Face Name', picture: { data: { url: avatar } },
  }),
};
const emails = {
  github: ({ email, verified }) => (email ? [{ email, primary: true, verified }] : []),
  gitlab: () => [],
  bitbucket: ({ email, verified }) => ({ values: email ? [{ email, is_primary: true, is_confirmed: verified }] : [] }),
};

// `emailOf(code)` gives the address of an account. `overrides[code]` may replace an answer: (what, plain) => answer, with
// `what` one of token, user, emails and an answer { status, body } or a function that answers by itself.
export function startProvider(name, { emailOf = (code) => `${code}@example.com`, overrides = {} } = {}) {
  const self = { name, calls: [], connections: 0, overrides };

  function plain(what, code) {
    const verified = code !== 'unverified';
    const email = code === 'noemail' ? '' : emailOf(code);
    if (what === 'token') {
      if (code === 'badcode') return { status: 400, body: { error: 'invalid_grant' } };
      if (code === 'err200') return { status: 200, body: { error: 'bad_verification_code', error_description: 'x' } };
      if (code === 'notoken') return { status: 200, body: { token_type: 'bearer' } };
      return { status: 200, body: { access_token: `at-${code}`, token_type: 'bearer', scope: 'x' } };
    }
    if (code === 'err500') return { status: 500, body: { message: 'x' } };
    if (code === 'garbage') return { status: 200, body: '<html>' };
    const shape = what === 'user' ? users[name] : emails[name];
    return { status: 200, body: shape({ id: idOf(code), email, verified }) };
  }

  const server = createServer((request, answer) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url, 'http://provider');
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const authorization = request.headers.authorization ?? '';
      self.calls.push({
        auth: authorization.startsWith('Basic ') ? `Basic ${Buffer.from(authorization.slice(6), 'base64')}` : authorization,
        form, method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers,
      });
      if (url.pathname === paths[name].authorize) {
        // The consent of a person whose account is named by the fake's `next` code.
        const back = new URL(url.searchParams.get('redirect_uri'));
        back.searchParams.set('code', self.next ?? 'ok');
        back.searchParams.set('state', url.searchParams.get('state'));
        answer.writeHead(302, { Location: back.href });
        return answer.end();
      }
      const what = Object.keys(paths[name]).find((key) => paths[name][key] === url.pathname);
      const code = what === 'token' ? form.get('code') : authorization.replace('Bearer at-', '');
      const ordinary = what ? plain(what, code) : { status: 404, body: {} };
      const chosen = self.overrides[code]?.(what, ordinary, { authorization, form }) ?? ordinary;
      if (typeof chosen === 'function') return chosen(answer);
      answer.writeHead(chosen.status, { 'Content-Type': 'application/json', ...chosen.headers });
      return answer.end(typeof chosen.body === 'string' ? chosen.body : JSON.stringify(chosen.body));
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => { self.connections += 1; });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      self.port = server.address().port;
      self.url = `http://127.0.0.1:${self.port}`;
      self.close = () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
      resolve(self);
    });
  });
}

export const callbackUrl = 'http://127.0.0.1:9994/callback';

export function settingsOf(provider, redirectUri = callbackUrl) {
  const prefix = `GOTRUE_EXTERNAL_${provider.name.toUpperCase()}`;
  return {
    [`${prefix}_ENABLED`]: 'true', [`${prefix}_CLIENT_ID`]: 'cid', [`${prefix}_SECRET`]: 'sec',
    [`${prefix}_REDIRECT_URI`]: redirectUri, [`${prefix}_URL`]: provider.url,
  };
}
