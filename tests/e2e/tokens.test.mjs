// Statements about tokens: what an access token must be, how refresh tokens turn over, what a link proves.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { accounts, password, spoilt } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { jwtSecret, ofProcess, operatorToken, startServer } from './lib/server.mjs';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

// A JWT from the texts of its parts, signed with that algorithm.
function sign(header, payload, { hash = 'sha256', secret = jwtSecret } = {}) {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

describe('tokens', () => {
  let mailbox, server, account;
  before(async () => {
    mailbox = await startMailbox();
    server = await startServer({ ...mailbox.settings, GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off' });
    account = accounts(server);
  });
  after(async () => { await mailbox.close(); await server.stop(); });

  test('an access token that is odd in any way is a 401', async () => {
    const { user } = await account.newUser('a@example.com');
    const header = { alg: 'HS256', typ: 'JWT' };
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: user.id, aud: '', email: user.email, exp: now + 600 };
    const good = sign(header, claims);
    assert.equal((await account.get('/user', good)).status, 200);
    const odd = {
      none: `${encode({ alg: 'none' })}.${encode(claims)}.`,
      'none with the signature': sign({ alg: 'none' }, claims),
      'HS384': sign({ alg: 'HS384' }, claims, { hash: 'sha384' }),
      'HS512': sign({ alg: 'HS512' }, claims, { hash: 'sha512' }),
      'RS256 signed with the secret': sign({ alg: 'RS256' }, claims),
      'hs256': sign({ alg: 'hs256' }, claims),
      'no alg': sign({ typ: 'JWT' }, claims),
      jwk: sign({ ...header, jwk: { kty: 'oct', k: 'AA' } }, claims),
      jku: sign({ ...header, jku: 'http://127.0.0.1/' }, claims),
      x5u: sign({ ...header, x5u: 'http://127.0.0.1/' }, claims),
      crit: sign({ ...header, crit: [] }, claims),
      'two segments': good.split('.').slice(0, 2).join('.'),
      'four segments': `${good}.x`,
      'no signature': `${good.split('.').slice(0, 2).join('.')}.`,
      padding: `${good}=`,
      'other secret': sign(header, claims, { secret: 'x' }),
      'empty secret': sign(header, claims, { secret: '' }),
      'duplicate alg': sign('{"alg":"HS256","alg":"none"}', claims),
      'duplicate sub': sign(header, `{"sub":"x","sub":"${user.id}","exp":${now + 600}}`),
      'text behind the claims': sign(header, `${JSON.stringify(claims)} x`),
      'two objects': sign(header, `${JSON.stringify(claims)}{}`),
      expired: sign(header, { ...claims, exp: now - 1 }),
      'expired at 0': sign(header, { ...claims, exp: 0 }),
      'exp as text': sign(header, { ...claims, exp: String(now + 600) }),
      'not yet valid': sign(header, { ...claims, nbf: now + 3600 }),
      'issued in the future': sign(header, { ...claims, iat: now + 3600 }),
      'a webhook signature': sign(header, { ...claims, sha256: 'x' }),
      'a state': sign(header, { ...claims, provider: 'github' }),
      'an operator signature': sign(header, { ...claims, function_hooks: {} }),
      'claims that are a list': sign(header, '[]'),
      'nothing': '..',
    };
    for (const [name, token] of Object.entries(odd)) {
      const answer = await account.get('/user', token);
      assert.equal(answer.status, 401, `${name}: ${answer.text}`);
    }
  });

  test('a token of a user whose exp is left out is accepted', async () => {
    const { user } = await account.newUser('a2@example.com');
    assert.equal((await account.get('/user', sign({ alg: 'HS256' }, { sub: user.id }))).status, 200);
  });

  test('of 64 refreshes at once with one token all get the same successor', async () => {
    const { refresh_token: token } = await account.newUser('b@example.com');
    const answers = await Promise.all(Array.from({ length: 64 }, () => account.refresh(token)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const successors = new Set(answers.map(({ body }) => body.refresh_token));
    assert.equal(successors.size, 1);
    assert.equal((await account.refresh([...successors][0])).status, 200);
  });

  test('a chain goes on, and every spoilt token of it is refused', async () => {
    let { refresh_token: token } = await account.newUser('c@example.com');
    for (let i = 0; i < 5; ++i) {
      for (const bad of spoilt(token)) assert.equal((await account.refresh(bad)).status, 400, JSON.stringify(bad));
      const { status, body } = await account.refresh(token);
      assert.equal(status, 200);
      token = body.refresh_token;
    }
  });

  test('an opaque token has 128 bits and is not in the database as it is', async () => {
    const { refresh_token: token } = await account.newUser('d@example.com');
    assert.equal(Buffer.from(token, 'base64url').length, 16);
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const name of readdirSync(server.directory)) {
      assert.equal(readFileSync(`${server.directory}/${name}`).includes(token), false, name);
    }
  });

  test('each kind of link works once under 64 tries at once, and no spoilt one works', async () => {
    const once = async (token, attempt) => {
      for (const bad of spoilt(token)) assert.notEqual((await attempt(bad)).status, 200, JSON.stringify(bad));
      const answers = await Promise.all(Array.from({ length: 64 }, () => attempt(token)));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    };
    await account.post('/signup', { email: 'e@example.com', password });
    await once((await mailbox.nextLink('e@example.com')).token, (token) => account.post('/verify', { type: 'signup', token }));
    await account.post('/recover', { email: 'e@example.com' });
    await once((await mailbox.nextLink('e@example.com')).token, (token) => account.post('/verify', { type: 'recovery', token }));
    await account.post('/invite', { email: 'f@example.com' }, operatorToken);
    await once((await mailbox.nextLink('f@example.com')).token, (token) => account.post('/verify', { type: 'signup', token, password }));
    const { access_token: access } = await account.tokens('e@example.com');
    await account.put('/user', { email: 'e2@example.com' }, access);
    const change = (await mailbox.nextLink('e2@example.com')).token;
    await once(change, (token) => account.put('/user', { email_change_token: token || 'x' }, access));
  });

  test('a token of one kind is unknown where another kind is asked for', async () => {
    await account.post('/signup', { email: 'g@example.com', password });
    const { token } = await mailbox.nextLink('g@example.com');
    assert.equal((await account.post('/verify', { type: 'recovery', token })).status, 404);
    assert.equal((await account.refresh(token)).status, 400);
    assert.equal((await account.get('/user', token)).status, 401);
  });

  test('opening a link with GET uses nothing up', async () => {
    await account.post('/signup', { email: 'h@example.com', password });
    const { token } = await mailbox.nextLink('h@example.com');
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      await send(server.url, { method, path: `/verify?type=signup&token=${token}` });
      await send(server.url, { method, path: `/?confirmation_token=${token}` });
    }
    assert.equal((await account.post('/verify', { type: 'signup', token })).status, 200);
  });

  test('answers with tokens are not to be stored', async () => {
    await account.create('i@example.com');
    const answer = await account.login('i@example.com');
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  test('JSON and multipart forms are taken at /token as well', async () => {
    await account.create('j@example.com');
    const json = await account.post('/token', { grant_type: 'password', username: 'j@example.com', password });
    assert.equal(json.status, 200, json.text);
    const form = new FormData();
    for (const [name, value] of Object.entries({ grant_type: 'password', username: 'j@example.com', password })) {
      form.set(name, value);
    }
    assert.equal((await fetch(`${server.url}/token`, { method: 'POST', body: form })).status, 200);
    const query = `/token?grant_type=password&username=j%40example.com&password=${encodeURIComponent(password)}`;
    assert.equal((await send(server.url, { method: 'POST', path: query })).status, 200);
  });
});

test('a refresh token that is used again after the interval ends its family', async () => {
  const server = await startServer({
    GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL: '1', GOTRUE_PASSWORD_BCRYPT_COST: '4',
  });
  const account = accounts(server);
  const { refresh_token: first } = await account.newUser('a@example.com');
  const { refresh_token: second } = (await account.refresh(first)).body;
  const { refresh_token: third } = (await account.refresh(second)).body;
  // The clock of the server has seconds: waits until the interval is over there, however long that takes.
  for (let status = 200; status === 200;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ status } = await account.refresh(first));
  }
  assert.equal((await account.refresh(third)).status, 400);
  const { body } = await account.get('/admin/audit?query=action:token_revoked', operatorToken);
  assert.ok(body.length >= 1, JSON.stringify(body));
  await server.stop();
});

test('the secret as both key and operator token, or a short one, is warned of', ofProcess('the start warns'), async () => {
  const server = await startServer({ GOTRUE_JWT_SECRET: 'short', GOTRUE_OPERATOR_TOKEN: 'short' });
  await server.logged(/level=warning msg="[^"]*JWT_SECRET/);
  await server.logged(/level=warning msg="[^"]*OPERATOR_TOKEN/);
  await server.stop();
});
