// Limits that two nodes share through a real Redis (GOTRUE_REDIS_URL), and what happens when it goes away.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { startRedis } from './lib/redis.mjs';
import { jwtSecret, runCommand, startServer } from './lib/server.mjs';

const quick = { GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32' };
const from = (address) => ({ 'X-Forwarded-For': address });
const userOf = (server, address) => send(server.url, { path: '/user', headers: from(address) }).then(({ status }) => status);

async function withNodes(env, body) {
  const redis = await startRedis();
  const nodes = [];
  try {
    for (let i = 0; i < 2; ++i) nodes.push(await startServer({ ...quick, ...redis.settings, ...env }));
    await body(nodes, redis);
  } finally {
    for (const node of nodes) await node.stop();
    await redis.remove();
  }
}

// Until Redis holds that many keys whose names fit.
async function untilKeys(redis, pattern, count) {
  while (redis.ask('KEYS', `gotrue:*:${pattern}:*`).length < count) await new Promise((resolve) => setImmediate(resolve));
}

// Asks until the answer is another; the number of answers before.
async function countUntil(ask, other, most) {
  for (let i = 0; i < most; ++i) if (await ask() === other) return i;
  return most;
}

test('what one node allowed, another one does not allow again', async () => {
  await withNodes({ GOTRUE_RATE_LIMIT_USER: '20/1h' }, async ([one, other], redis) => {
    for (let i = 0; i < 20; ++i) assert.equal(await userOf(one, '203.0.113.1'), 401);
    assert.equal(await userOf(one, '203.0.113.1'), 429);
    await untilKeys(redis, 'address6', 1);
    const allowed = await countUntil(() => userOf(other, '203.0.113.1'), 429, 100_000);
    assert.ok(allowed <= 20, `${allowed} after the limit of 20 was used up`);
    assert.equal(await userOf(other, '203.0.113.2'), 401, 'another client goes on');
    const [key] = redis.ask('KEYS', 'gotrue:*:address6:*');
    assert.ok(Number(redis.ask('PTTL', key)[0]) > 0, 'no key stays for ever');
    assert.equal(redis.ask('KEYS', '*').some((name) => name.includes('203.0.113')), false, 'no address is told');
  });
});

test('a node that asks in turns with another hears of it within its first requests', async () => {
  await withNodes({ GOTRUE_RATE_LIMIT_USER: '1000/1h' }, async ([one, other], redis) => {
    for (let i = 0; i < 1000; ++i) await userOf(one, '203.0.113.1');
    assert.equal(await userOf(one, '203.0.113.1'), 429);
    await untilKeys(redis, 'address6', 1);
    while (Number(redis.ask('PTTL', redis.ask('KEYS', 'gotrue:*:address6:*')[0])[0]) < 3_590_000) await new Promise((resolve) => setImmediate(resolve));
    const allowed = await countUntil(() => userOf(other, '203.0.113.1'), 429, 1000);
    assert.ok(allowed < 1000, 'it never had its own thousand');
  });
});

test('guesses at one account count on all nodes', async () => {
  await withNodes({ GOTRUE_RATE_LIMIT_TOKEN: 'off' }, async ([one, other], redis) => {
    for (const node of [one, other]) await accounts(node).create('ann@example.com');
    const guess = (node, secret) => accounts(node).token({ grant_type: 'password', username: 'ann@example.com', password: secret }, from('203.0.113.1'))
      .then(({ status }) => status);
    for (let i = 0; i < 10; ++i) assert.equal(await guess(one, 'wrong password'), 400);
    assert.equal(await guess(one, 'wrong password'), 429);
    await untilKeys(redis, 'guess', 1);
    const tried = await countUntil(() => guess(other, 'wrong password'), 429, 1000);
    assert.ok(tried <= 10, `${tried} guesses on the other node`);
    assert.equal(await guess(other, password), 429, 'the right one is slowed as well');
  });
});

test('the limit by a header on POST /token is shared', async () => {
  await withNodes({ GOTRUE_RATE_LIMIT_HEADER: 'X-Client', GOTRUE_RATE_LIMIT_TOKEN: 'off' }, async ([one, other], redis) => {
    const ask = (node) => accounts(node).token({ grant_type: 'refresh_token', refresh_token: 'none' }, { 'X-Client': 'a' });
    for (let i = 0; i < 30; ++i) assert.equal((await ask(one)).status, 400);
    const refused = await ask(one);
    assert.equal(refused.status, 429);
    assert.deepEqual(refused.body, { code: 429, msg: 'Rate limit exceeded' });
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    await untilKeys(redis, 'header', 1);
    assert.ok(await countUntil(() => ask(other).then(({ status }) => status), 429, 1000) <= 30);
    assert.equal((await accounts(other).token({ grant_type: 'refresh_token', refresh_token: 'none' }, { 'X-Client': 'b' })).status, 400);
  });
});

test('deployments with other secrets do not count for each other', async () => {
  const redis = await startRedis();
  const env = { ...quick, ...redis.settings, GOTRUE_RATE_LIMIT_USER: '2/1h' };
  const one = await startServer(env);
  const stranger = await startServer({ ...env, GOTRUE_JWT_SECRET: 'secret-of-another-deployment-0123456789' });
  try {
    for (let i = 0; i < 3; ++i) await userOf(one, '203.0.113.1');
    await untilKeys(redis, 'address6', 1);
    assert.equal(await userOf(stranger, '203.0.113.1'), 401);
    await untilKeys(redis, 'address6', 2);
    assert.equal(await userOf(stranger, '203.0.113.1'), 401);
  } finally { await one.stop(); await stranger.stop(); await redis.remove(); }
});

test('while Redis is away limits count on each node, nothing waits, and one line says so', async () => {
  await withNodes({ GOTRUE_RATE_LIMIT_USER: '5/1h' }, async ([one], redis) => {
    await userOf(one, '203.0.113.1');
    await untilKeys(redis, 'address6', 1);
    await redis.stop();
    assert.equal(await userOf(one, '203.0.113.1'), 401);
    await one.logged(/level=warning msg="Redis is away: limits count on this node alone until it is back" component=redis error=/);
    for (let i = 0; i < 3; ++i) assert.equal(await userOf(one, '203.0.113.1'), 401);
    assert.equal(await userOf(one, '203.0.113.1'), 429);
    await redis.start();
    await one.logged(/level=info msg="Redis is back: limits are shared again" component=redis/);
    assert.equal(await userOf(one, '203.0.113.1'), 429, 'its own memory stays');
    assert.equal(await userOf(one, '203.0.113.2'), 401);
    await untilKeys(redis, 'address6', 1);
    assert.equal(one.log.match(/Redis is away/g).length, 1);
    assert.equal(one.log.includes('pass:word'), false);
  });
});

test('a wrong password of Redis is one warning without the password', async () => {
  const redis = await startRedis();
  const server = await startServer({ ...quick, GOTRUE_REDIS_URL: `redis://:not-the-password@127.0.0.1:${redis.port}` });
  try {
    await server.logged(/Redis is away[^\n]*error="[^"]*WRONGPASS/);
    assert.equal((await send(server.url, { path: '/settings' })).status, 200);
    assert.equal(server.log.includes('not-the-password'), false);
  } finally { await server.stop(); await redis.remove(); }
});

test('a Redis that never answers delays neither a request nor the end', async () => {
  const silent = createServer(() => {});
  await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silent.unref();
  const server = await startServer({ ...quick, GOTRUE_REDIS_URL: `redis://127.0.0.1:${silent.address().port}`, GOTRUE_RATE_LIMIT_USER: '3/1h' });
  for (let i = 0; i < 3; ++i) assert.equal(await userOf(server, '203.0.113.1'), 401);
  assert.equal(await userOf(server, '203.0.113.1'), 429);
  await server.logged(/Redis is away/);
  await server.stop();
});

test('a Redis URL that is none stops the start with its key and without its password', async () => {
  for (const url of ['rediss://:s3cret@localhost', 'http://:s3cret@localhost', 'redis://:s3cret@localhost/x', 'redis://:s3cret@']) {
    const { code, stderr } = await runCommand(['serve'], { env: { GOTRUE_SITE_URL: 'http://localhost', GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_REDIS_URL: url } });
    assert.equal(code, 1);
    assert.match(stderr, /GOTRUE_REDIS_URL: /);
    assert.equal(stderr.includes('s3cret'), false);
  }
});
