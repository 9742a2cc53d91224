// An OpenID provider that answers nonsense, at each of the four addresses that a sign-in asks: discovery, token, keys, userinfo.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { startServer } from './lib/server.mjs';
import { newBrowser } from './lib/sign_in.mjs';

const site = 'https://site.example.com';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' };
const otherKey = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' };
const ordinaryUser = { sub: 'ann', email: 'ann@example.com', email_verified: true };

const large = { body: JSON.stringify({ x: 'x'.repeat(5 * 1024 * 1024) }) };
const noAnswers = {
  'an error status': { status: 500, body: {} }, 'a redirect': { status: 302, headers: { Location: '/elsewhere' } },
  'no JSON': { body: '<html>' }, 'cut JSON': { body: '{"issuer":' }, 'an array': { body: [] }, 'null': { body: 'null' }, 'nothing': { body: '' },
  '5 MB': large, 'slowly': (answer) => { answer.writeHead(200); answer.write('{"x":'); }, 'not at all': () => {},
  'a broken line': (answer) => answer.destroy(),
};
const change = (fields) => ({ fields });  // of an honest answer
// What each address answers wrongly besides.
const wrong = {
  discovery: {
    'another issuer': change({ issuer: 'https://other.example.com' }), 'no issuer': change({ issuer: undefined }),
    'an issuer of another type': change({ issuer: 7 }), 'no token endpoint': change({ token_endpoint: undefined }),
    'an endpoint of another type': change({ authorization_endpoint: ['x'] }), 'an endpoint that is no URL': change({ token_endpoint: 'x' }),
    'an endpoint that is a file': change({ jwks_uri: 'file:///etc/passwd' }), 'no keys': change({ jwks_uri: '' }),
  },
  token: {
    'no ID token': change({ id_token: undefined }), 'an ID token of another type': change({ id_token: { a: 1 } }),
    'an empty ID token': change({ id_token: '' }), 'an error with status 200': change({ error: 'server_error' }),
    'an access token with a line break': change({ access_token: 'a\r\nX: y' }),
  },
  jwks: {
    'no keys': { body: { keys: [] } }, 'keys of another type': { body: { keys: 'x' } }, 'a key of another type': { body: { keys: [7] } },
    'another key': { body: { keys: [otherKey] } },
    'a private key for all': { body: { keys: [{ kty: 'oct', k: 'c2Vj', kid: 'k', alg: 'HS256' }] } },
  },
  userinfo: {
    'no subject': change({ sub: undefined }), 'an empty subject': change({ sub: '' }), 'another subject': change({ sub: 'bob' }),
    'a subject of another type': change({ sub: 7 }), 'no address': change({ email: undefined }), 'an empty address': change({ email: '' }),
    'an address of another type': change({ email: { a: 1 } }), 'a name of another type': change({ name: 7 }),
    'a flag of another type': change({ email_verified: 7 }),
  },
};
const texts = {
  token: (name) => [`Unable to exchange external code for ${name} provider`, 'Error getting user email from external provider'],
  jwks: () => ['Error getting user email from external provider'],
  userinfo: () => ['Error getting user email from external provider'],
};

// Each kind of wrong answer is a provider of its own: { name, place, kind, answer }.
const providers = Object.entries(wrong).flatMap(([place, more]) => Object.entries({ ...noAnswers, ...more })
  .map(([kind, answer], index) => ({ name: `${place}${index}`, place, kind, answer })));
providers.push({ name: 'honest', place: 'none', kind: 'nothing wrong' });
const byName = new Map(providers.map((provider) => [provider.name, provider]));

describe('an OpenID provider that answers nonsense signs nobody in', { concurrency: 3 }, () => {
  let issuer, server;

  async function plain(place, name, code) {
    const base = `${issuer.url}/${name}`;
    switch (place) {
      case 'discovery':
        return {
          issuer: base, authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token`, jwks_uri: `${base}/jwks`,
          userinfo_endpoint: `${base}/userinfo`,
        };
      case 'jwks': return { keys: [key] };
      case 'userinfo': return ordinaryUser;
      default: {  // the code is the nonce
        const id_token = await new SignJWT({ nonce: code }).setProtectedHeader({ alg: 'ES256', kid: 'k' })
          .setIssuer(base).setAudience('cid').setSubject('ann').setIssuedAt().setExpirationTime('5m').sign(privateKey);
        return { access_token: 'at', token_type: 'bearer', id_token };
      }
    }
  }

  before(async () => {
    issuer = createServer((request, answer) => {
      let body = '';
      request.on('data', (data) => { body += data; });
      request.on('end', async () => {
        const [, name, path] = request.url.split('/');
        const place = path === '.well-known' ? 'discovery' : path;
        const ordinary = await plain(place, name, new URLSearchParams(body).get('code'));
        const provider = byName.get(name);
        const chosen = provider?.place === place ? provider.answer : { fields: {} };
        if (typeof chosen === 'function') return chosen(answer);
        const content = chosen.fields ? { ...ordinary, ...chosen.fields } : chosen.body ?? '';
        answer.writeHead(chosen.status ?? 200, chosen.headers);
        return answer.end(typeof content === 'string' ? content : JSON.stringify(content));
      });
    });
    await new Promise((resolve) => { issuer.listen(0, '127.0.0.1', resolve); });
    issuer.url = `http://127.0.0.1:${issuer.address().port}`;
    const settings = providers.map(({ name }) => {
      const prefix = `GOTRUE_EXTERNAL_OIDC_${name.toUpperCase()}`;
      return {
        [`${prefix}_ISSUER`]: `${issuer.url}/${name}`, [`${prefix}_CLIENT_ID`]: 'cid', [`${prefix}_SECRET`]: 'sec',
        [`${prefix}_REDIRECT_URI`]: 'http://127.0.0.1:9994/callback',
      };
    });
    server = await startServer({
      GOTRUE_SITE_URL: site, GOTRUE_RATE_LIMITS: 'off', GOTRUE_API_REQUEST_ID_HEADER: 'X-Request-ID', ...Object.assign({}, ...settings),
    });
  });
  after(async () => {
    await server?.stop();
    issuer.closeAllConnections();
    issuer.close();
  });

  const at = (place) => providers.filter((provider) => provider.place === place);
  const reasonOf = async (id) => (await server.logged(new RegExp(`error=("[^"\\n]*"|\\S+)[^\\n]*request_id=${id} `)))[1];
  const begin = (person, name) => person.authorize({ provider: name }, { 'X-Request-ID': `begin.${name}` });
  async function signIn(name) {
    const person = newBrowser(server);
    const begun = await begin(person, name);
    assert.equal(begun.status, 302, begun.text);
    const [state, code] = ['state', 'nonce'].map((field) => begun.location.searchParams.get(field));
    return person.callback({ code, state }, { ...person.headers, 'X-Request-ID': `end.${name}` });
  }

  test('an honest one does', async () => {
    assert.ok((await signIn('honest')).fragment.access_token);
  });

  test('discovery: is told before the browser leaves', { timeout: 60_000 }, async () => {
    await Promise.all(at('discovery').map(async ({ name, kind }) => {
      const { status, body } = await begin(newBrowser(server), name);
      assert.equal(status, 503, kind);
      assert.equal(body.msg, `The ${name} provider does not answer, try again later`, kind);
      assert.match(await reasonOf(`begin.${name}`), /the provider|the discovery document/, kind);
    }));
  });

  for (const place of ['token', 'jwks', 'userinfo']) {
    test(`${place}: is an error in the fragment, with its reason in the log`, { timeout: 60_000 }, async () => {
      await Promise.all(at(place).map(async ({ name, kind }) => {
        const end = await signIn(name);
        assert.equal(end.target, site, kind);
        assert.deepEqual(Object.keys(end.fragment).sort(), ['error', 'error_description'], kind);
        assert.equal(end.fragment.error, 'server_error', kind);
        assert.ok(texts[place](name).includes(end.fragment.error_description), `${kind}: ${end.fragment.error_description}`);
        const reason = await reasonOf(`end.${name}`);
        assert.match(reason, /the provider|the token endpoint|the ID token|the userinfo endpoint/, kind);
        assert.equal(reason.includes(end.fragment.error_description), false, `${kind}: ${reason}`);
      }));
    });
  }
});
