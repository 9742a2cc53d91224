// Two `gotrue multi` on one database server that share a real Redis: what one does, the other one knows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { api, send } from './lib/http.mjs';
import { createInstance } from './lib/instance.mjs';
import { startRedis } from './lib/redis.mjs';
import { operatorToken, startServer } from './lib/server.mjs';
import { signClaims } from './lib/signing_proxy.mjs';

const url = process.env.GOTRUE_TEST_DATABASE_URL;
const changes = 10;
// As long as a node may believe an instance without looking: without Redis each of the changes would take that long.
const believed = 3_000;

describe('two nodes', { skip: !url && 'GOTRUE_TEST_DATABASE_URL is not set' }, () => {
  let redis, one, other;
  const startNode = (namespace) => startServer({
    ...redis.settings, GOTRUE_DB_DATABASE_URL: url, GOTRUE_DB_NAMESPACE: namespace, GOTRUE_DB_AUTOMIGRATE: 'true', GOTRUE_SITE_URL: undefined,
    GOTRUE_JWT_SECRET: undefined, GOTRUE_RATE_LIMIT_USER: '20/1h', GOTRUE_RATE_LIMIT_ADMIN: 'off', GOTRUE_TRUSTED_PROXIES: '127.0.0.1/32',
  }, ['multi']);
  const startNodes = async (namespace) => {
    one = await startNode(namespace);
    other = await startNode(namespace);
  };
  const newInstance = () => createInstance(one.url, { site_url: 'https://x.example', jwt: { secret: 'secret of an instance' } }, operatorToken);
  const settingsOf = (node, id) => send(node.url, { path: '/settings', headers: { 'X-Nf-Sign': signClaims({ id }, operatorToken) } });
  const change = async (id, autoconfirm) => {
    const answer = await api(one.url).put(`/instances/${id}`, { config: { mailer: { autoconfirm } } }, operatorToken);
    assert.equal(answer.status, 200, answer.text);
  };
  // Asks the other node until it answers so; how long that took.
  async function untilSeen(id, isSeen) {
    const start = Date.now();
    while (!isSeen(await settingsOf(other, id)));
    return Date.now() - start;
  }
  async function changeAndAwait(id) {
    let spent = 0;
    for (let i = 0; i < changes; ++i) {
      const autoconfirm = i % 2 === 0;
      await settingsOf(other, id);
      await change(id, autoconfirm);
      spent += await untilSeen(id, ({ body }) => body.autoconfirm === autoconfirm);
    }
    return spent;
  }
  // Nobody hears the channel until both have subscribed.
  async function untilSubscribed() {
    const [channel] = redis.ask('PUBSUB', 'CHANNELS', 'gotrue:*:instances');
    if (channel && redis.ask('PUBSUB', 'NUMSUB', channel)[1] === '2') return;
    await new Promise((resolve) => setTimeout(resolve, 10));
    await untilSubscribed();
  }

  before(async () => { redis = await startRedis(); });
  after(async () => { await redis.remove(); });

  test('see changes and the end of an instance at once', async () => {
    await startNodes(`r${process.pid}_1`);
    try {
      await untilSubscribed();
      const id = await newInstance();
      const spent = await changeAndAwait(id);
      assert.ok(spent < changes * believed / 2, `${changes} changes took ${spent} ms`);
      await settingsOf(other, id);
      assert.equal((await api(one.url).delete(`/instances/${id}`, undefined, operatorToken)).status, 204);
      await untilSeen(id, ({ status }) => status === 404);
    } finally { await one.stop(); await other.stop(); }
  });

  test('share the limits of their clients', async () => {
    await startNodes(`r${process.pid}_2`);
    try {
      const id = await newInstance();
      const user = (node, address) => send(node.url, { path: '/user', headers: { 'X-Nf-Sign': signClaims({ id }, operatorToken), 'X-Forwarded-For': address } })
        .then(({ status }) => status);
      for (let i = 0; i < 20; ++i) assert.equal(await user(one, '203.0.113.1'), 401);
      assert.equal(await user(one, '203.0.113.1'), 429);
      let allowed = 0;
      while (await user(other, '203.0.113.1') !== 429) allowed += 1;
      assert.ok(allowed <= 20, `${allowed} after the limit of 20 was used up`);
      assert.equal(await user(other, '203.0.113.2'), 401);
    } finally { await one.stop(); await other.stop(); }
  });

  test('start and see changes within seconds while Redis is away, and at once when it is back', async () => {
    await redis.stop();
    await startNodes(`r${process.pid}_3`);
    try {
      for (const node of [one, other]) await node.logged(/Redis is away/);
      const id = await newInstance();
      await settingsOf(other, id);
      await change(id, true);
      await untilSeen(id, ({ body }) => body.autoconfirm === true);
      await redis.start();
      await untilSubscribed();
      const spent = await changeAndAwait(id);
      assert.ok(spent < changes * believed / 2, `${changes} changes took ${spent} ms`);
      await redis.stop();
      await change(id, true);
      await untilSeen(id, ({ body }) => body.autoconfirm === true);
      await redis.start();
    } finally { await one.stop(); await other.stop(); }
  });
});
