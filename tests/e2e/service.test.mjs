// What settings make of the service, and rules that hold for every endpoint.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { ofProcess, operatorToken, reconfigure, startProcess, startServer } from './lib/server.mjs';

async function withServer(env, body) {
  const server = await startServer({ GOTRUE_PASSWORD_BCRYPT_COST: '4', ...env });
  try { await body(server, accounts(server)); } finally { await server.stop(); }
}

test('every path is served at the root and below its prefix, with and without a slash at the end', async () => {
  await withServer({}, async (server) => {
    for (const path of ['/health', '/health/', '/.netlify/identity/health', '/.netlify/identity/settings/']) {
      assert.equal((await send(server.url, { path })).status, 200, path);
    }
    assert.equal((await send(server.url, { path: '/.netlify/identityhealth' })).status, 404);
  });
  await withServer({ GOTRUE_API_PATH_PREFIXES: '' }, async (server) => {
    assert.equal((await send(server.url, { path: '/.netlify/identity/health' })).status, 404);
  });
});

test('the address to listen on may stand in brackets, as that of IPv6 must for the original', ofProcess('it listens'), async () => {
  const server = await startProcess({ GOTRUE_API_HOST: '[127.0.0.1]' });
  assert.equal((await send(server.url, { path: '/health' })).status, 200);
  await server.stop();
});

test('HEAD is served wherever GET is, with the same fields and no body', async () => {
  await withServer({}, async (server) => {
    const get = await send(server.url, { path: '/settings' });
    const head = await send(server.url, { method: 'HEAD', path: '/settings' });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers['content-length'], get.headers['content-length']);
    assert.equal((await send(server.url, { method: 'HEAD', path: '/signup' })).status, 405);
  });
});

test('errors of the server carry the id of the request, which a header may give', async () => {
  await withServer({ GOTRUE_API_REQUEST_ID_HEADER: 'X-Request-Id' }, async (server) => {
    await send(server.url, { path: '/settings', headers: { 'X-Request-Id': 'from-the-edge' } });
    await server.logged(/request_id=from-the-edge/);
  });
});

test('nobody signs up where sign-up is disabled, admins still create users', async () => {
  await withServer({ GOTRUE_DISABLE_SIGNUP: 'true' }, async (server, account) => {
    assert.equal((await account.get('/settings')).body.disable_signup, true);
    const refused = await account.post('/signup', { email: 'a@example.com', password });
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.body, { code: 403, msg: 'Signups not allowed for this instance' });
    await account.create('a@example.com');
    assert.equal((await account.login('a@example.com')).status, 200);
  });
});

test('new users are confirmed at once where that is set', async () => {
  await withServer({ GOTRUE_MAILER_AUTOCONFIRM: 'true' }, async (server, account) => {
    assert.equal((await account.get('/settings')).body.autoconfirm, true);
    assert.ok((await account.post('/signup', { email: 'a@example.com', password })).body.confirmed_at);
    assert.equal((await account.login('a@example.com')).status, 200);
  });
});

test('login by address can be switched off, a refresh goes on', async () => {
  const server = await startServer({ GOTRUE_PASSWORD_BCRYPT_COST: '4' });
  const { refresh_token: token } = await accounts(server).newUser('a@example.com');
  const again = await reconfigure(server, { GOTRUE_EXTERNAL_EMAIL_DISABLED: 'true' });
  const account = accounts(again);
  assert.equal((await account.get('/settings')).body.external.email, false);
  assert.equal((await account.login('a@example.com')).status, 400);
  assert.equal((await account.post('/signup', { email: 'b@example.com', password })).status, 400);
  assert.equal((await account.refresh(token)).status, 200);
  await again.stop();
});

test('a cookie is set as asked for, by its name, and not at all with a negative life', async () => {
  await withServer({ GOTRUE_COOKIE_KEY: 'my_jwt', GOTRUE_COOKIE_DURATION: '60' }, async (server, account) => {
    await account.create('a@example.com');
    const fields = { grant_type: 'password', username: 'a@example.com', password };
    const cookie = async (headers) => String((await account.token(fields, headers)).headers['set-cookie'] ?? '');
    assert.match(await cookie({ 'X-Use-Cookie': '1' }), /^my_jwt=\S+; Path=\/; Expires=[^;]+GMT; Max-Age=60; HttpOnly; Secure$/);
    assert.match(await cookie({ 'X-Use-Cookie': 'session' }), /^my_jwt=\S+; Path=\/; HttpOnly; Secure$/);
    assert.equal(await cookie({}), '');
  });
  await withServer({ GOTRUE_COOKIE_DURATION: '-1' }, async (server, account) => {
    await account.create('a@example.com');
    const { headers } = await account.token({ grant_type: 'password', username: 'a@example.com', password }, { 'X-Use-Cookie': '1' });
    assert.equal(headers['set-cookie'], undefined);
  });
});

test('credentials of a browser are for the site itself and for the origins that are named', async () => {
  await withServer({ GOTRUE_SITE_URL: 'https://site.example', GOTRUE_CORS_ALLOWED_ORIGINS: 'https://app.example' }, async (server) => {
    const preflight = (origin) => send(server.url, {
      method: 'OPTIONS', path: '/token',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type,x-nf-client,x-use-cookie' },
    });
    for (const [origin, expected] of [['https://site.example', 'true'], ['https://app.example', 'true'], ['https://evil.example', undefined]]) {
      const { status, headers } = await preflight(origin);
      assert.equal(status, 204);
      assert.equal(headers['access-control-allow-credentials'], expected, origin);
      assert.ok(headers['access-control-allow-headers'], origin);
    }
  });
});

test('roles and audiences are what the settings say', async () => {
  await withServer({
    GOTRUE_JWT_AUD: 'site', GOTRUE_JWT_DEFAULT_GROUP_NAME: 'member', GOTRUE_JWT_ADMIN_GROUP_NAME: 'boss', GOTRUE_MAILER_AUTOCONFIRM: 'true',
  }, async (server, account) => {
    const { body: user } = await account.post('/signup', { email: 'a@example.com', password });
    assert.deepEqual([user.aud, user.role], ['site', 'member']);
    await account.create('boss@example.com', { role: 'boss' });
    const { access_token: token } = await account.tokens('boss@example.com');
    assert.equal((await account.get('/admin/users', token)).status, 200);
    const other = await send(server.url, {
      method: 'POST', path: '/signup', headers: { 'X-JWT-AUD': 'other' }, body: JSON.stringify({ email: 'a@example.com', password }),
    });
    assert.equal(other.status, 200, other.text);
    assert.equal(other.body.aud, 'other');
  });
});

test('the operator lists, sorts, filters and pages users', async () => {
  await withServer({}, async (server, account) => {
    for (let i = 0; i < 5; ++i) await account.create(`u${i}@example.com`, { user_metadata: { full_name: `Name ${i}` } });
    const page = await account.get('/admin/users?per_page=2&page=2&sort=created_at%20asc', operatorToken);
    assert.deepEqual(page.body.users.map(({ email }) => email), ['u2@example.com', 'u3@example.com']);
    assert.equal(page.headers['x-total-count'], '5');
    assert.match(page.headers.link, /page=3&per_page=2&sort=created_at\+asc>; rel="next"/);
    const found = await account.get('/admin/users?filter=NAME%203', operatorToken);
    assert.deepEqual(found.body.users.map(({ email }) => email), ['u3@example.com']);
    assert.equal((await account.get('/admin/users?filter=%25', operatorToken)).body.users.length, 0);
    const sorted = await account.get('/admin/users?sort=created_at+asc&sort=email', operatorToken);
    assert.deepEqual(sorted.body, { code: 400, msg: "Bad Sort Parameters: bad field for sort 'email'" });
  });
});
