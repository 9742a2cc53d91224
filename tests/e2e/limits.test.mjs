// Limits of statement 18: by client address, by account, and who counts as the client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { startServer } from './lib/server.mjs';

const from = (address) => ({ 'X-Forwarded-For': address });
const settingsOf = (server, headers) => send(server.url, { path: '/user', headers });
const quick = { GOTRUE_PASSWORD_BCRYPT_COST: '4' };

async function withServer(env, body) {
  const server = await startServer({ ...quick, ...env });
  try { await body(server, accounts(server)); } finally { await server.stop(); }
}

test('a client address that asks too often is answered 429 with Retry-After, others go on', async () => {
  await withServer({ GOTRUE_RATE_LIMIT_USER: '3/1h', GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32' }, async (server) => {
    for (let i = 0; i < 3; ++i) assert.equal((await settingsOf(server, from('203.0.113.1'))).status, 401);
    const refused = await settingsOf(server, from('203.0.113.1'));
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) >= 1, refused.headers['retry-after']);
    assert.equal(refused.body.code, 429);
    assert.equal((await settingsOf(server, from('203.0.113.2'))).status, 401);
    assert.equal((await send(server.url, { path: '/settings', headers: from('203.0.113.1') })).status, 200);
  });
});

test('an IPv6 client counts by its /64', async () => {
  await withServer({ GOTRUE_RATE_LIMIT_USER: '1/1h', GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32' }, async (server) => {
    assert.equal((await settingsOf(server, from('2001:db8:0:1::1'))).status, 401);
    assert.equal((await settingsOf(server, from('2001:db8:0:1:ffff::2'))).status, 429);
    assert.equal((await settingsOf(server, from('2001:db8:0:2::1'))).status, 401);
  });
});

test('a client cannot choose its address: the rightmost that no trusted proxy added counts', async () => {
  await withServer({ GOTRUE_RATE_LIMIT_USER: '1/1h', GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32,10.0.0.0/8' }, async (server) => {
    assert.equal((await settingsOf(server, from('1.1.1.1, 203.0.113.9, 10.1.2.3'))).status, 401);
    assert.equal((await settingsOf(server, from('2.2.2.2, 203.0.113.9, 10.1.2.3'))).status, 429);
  });
});

test('the header of a peer that is no trusted proxy is ignored', async () => {
  await withServer({ GOTRUE_RATE_LIMIT_USER: '1/1h', GOTRUE_TRUSTED_PROXIES: '' }, async (server) => {
    assert.equal((await settingsOf(server, from('203.0.113.1'))).status, 401);
    assert.equal((await settingsOf(server, from('203.0.113.2'))).status, 429);
  });
});

test('a swapped-in deployment without the key is not hurt, and a line of the log says so', async () => {
  await withServer({ GOTRUE_RATE_LIMIT_USER: '1/1h' }, async (server) => {
    for (let i = 0; i < 5; ++i) assert.equal((await settingsOf(server, {})).status, 401);
    assert.equal((await settingsOf(server, from('6.6.6.6, 203.0.113.1'))).status, 401);
    assert.equal((await settingsOf(server, from('7.7.7.7, 203.0.113.1'))).status, 429);
    await server.logged(/GOTRUE_TRUSTED_PROXIES/);
    assert.equal(server.log.match(/GOTRUE_TRUSTED_PROXIES/g).length, 1);
  });
});

test('with GOTRUE_RATE_LIMIT_HEADER each of its values has 30 requests to POST /token, and those without share one bucket', async () => {
  await withServer({ GOTRUE_RATE_LIMIT_HEADER: 'X-Client' }, async (server, account) => {
    const ask = (headers) => account.token({ grant_type: 'refresh_token', refresh_token: 'none' }, headers);
    for (const headers of [{ 'X-Client': 'a' }, {}]) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => ask(headers)));
      assert.equal(answers.filter(({ status }) => status === 400).length, 30);
      const refused = answers.filter(({ status }) => status === 429);
      assert.equal(refused.length, 10);
      for (const { headers: fields, body } of refused) {
        assert.deepEqual(body, { code: 429, msg: 'Rate limit exceeded' });
        assert.ok(Number(fields['retry-after']) >= 1 && Number(fields['retry-after']) <= 10, fields['retry-after']);
      }
    }
    assert.equal((await ask({ 'X-Client': 'b' })).status, 400);
    assert.equal((await account.get('/settings')).status, 200);
  });
});

test('limits are on by default and can be switched off', async () => {
  await withServer({ GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32' }, async (server) => {
    const statuses = await Promise.all(Array.from({ length: 320 }, () =>
      send(server.url, { method: 'POST', path: '/verify', headers: from('203.0.113.1'), body: '{}' }).then(({ status }) => status)));
    const refused = statuses.filter((status) => status === 429).length;
    assert.ok(refused > 0 && refused <= 20, `${refused} of 320 were refused`);
  });
  await withServer({ GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32', GOTRUE_RATE_LIMITS: 'off' }, async (server) => {
    const statuses = await Promise.all(Array.from({ length: 320 }, () =>
      send(server.url, { method: 'POST', path: '/verify', headers: from('203.0.113.1'), body: '{}' }).then(({ status }) => status)));
    assert.equal(statuses.includes(429), false);
  });
});

test('guesses slow the account for their address alone, and no one locks another out', async () => {
  await withServer({ GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32', GOTRUE_RATE_LIMIT_TOKEN: 'off' }, async (server, account) => {
    await account.create('ann@example.com');
    const guess = (address, secret = 'wrong') => account.token(
      { grant_type: 'password', username: 'ann@example.com', password: secret }, from(address));
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess('203.0.113.1')));
    const tried = answers.filter(({ status }) => status === 400).length;
    const slowed = answers.filter(({ status }) => status === 429);
    assert.ok(slowed.length > 0 && tried <= 30, `${tried} guesses at once were tried`);
    assert.ok(slowed[0].headers['retry-after']);
    assert.equal((await guess('203.0.113.1', password)).status, 429);
    assert.equal((await guess('203.0.113.2', password)).status, 200);
  });
});

test('guesses from everywhere slow the account for all', async () => {
  await withServer({ GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32', GOTRUE_RATE_LIMIT_TOKEN: 'off' }, async (server, account) => {
    await account.create('ann@example.com');
    const statuses = [];
    for (let network = 0; network < 50; ++network) {
      statuses.push(...await Promise.all(Array.from({ length: 10 }, (_, i) => account.token(
        { grant_type: 'password', username: 'ann@example.com', password: 'wrong' }, from(`198.51.${network}.${i}`))
        .then(({ status }) => status))));
    }
    const tried = statuses.filter((status) => status === 400).length;
    assert.ok(tried >= 50 && tried < 400, `${tried} guesses were tried`);
  });
});

test('more passwords than may wait are answered 503 with Retry-After at once', async () => {
  await withServer({
    GOTRUE_PASSWORD_BCRYPT_COST: '10', GOTRUE_SECURITY_HASHING_QUEUE: '2', GOTRUE_SECURITY_HASHING_THREADS: '1',
    GOTRUE_RATE_LIMITS: 'off',
  }, async (server, account) => {
    await account.create('ann@example.com');
    const answers = await Promise.all(Array.from({ length: 64 }, () => account.login('ann@example.com')));
    const busy = answers.filter(({ status }) => status === 503);
    assert.ok(busy.length > 0);
    assert.ok(busy.every(({ headers, body }) => headers['retry-after'] && body.code === 503 && body.error_id));
    assert.ok(answers.some(({ status }) => status === 200));
    assert.deepEqual(answers.filter(({ status }) => status !== 200 && status !== 503), []);
  });
});
