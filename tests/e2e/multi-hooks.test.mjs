// Hooks with many instances: those that X-Nf-Sign brings and those of an instance's own configuration.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { startHooks, verifySignature } from './lib/hooks.mjs';
import { startInstance } from './lib/instance.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

const environment = {
  GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db', GOTRUE_SITE_URL: undefined,
  GOTRUE_JWT_SECRET: undefined, GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off',
  GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.1/32',
  // The hook of the process is nobody's: no tenant's data may reach it.
  GOTRUE_WEBHOOK_URL: 'http://127.0.0.1:1/', GOTRUE_WEBHOOK_EVENTS: 'validate,signup,login', GOTRUE_WEBHOOK_SECRET: 'of the process',
};

let server, hooks, answer = () => ({});
before(async () => {
  hooks = await startHooks((call, request, response) => answer(call, request, response));
  server = await startServer(environment, ['multi']);
});
after(async () => {
  await server.stop();
  await hooks.close();
});

const secretOf = (name) => `secret of ${name}, long enough to be one`;
async function withInstance(name, { config, claims } = {}, use) {
  const instance = await startInstance(server, {
    site_url: `http://127.0.0.1:${hooks.port}`, jwt: { secret: secretOf(name) }, mailer: { autoconfirm: true }, ...config,
  }, operatorToken, claims);
  try { return await use(accounts(instance), instance); } finally { answer = () => ({}); await instance.stop(); }
}
async function callsDuring(action) {
  const first = hooks.calls.length;
  await action();
  return hooks.calls.slice(first);
}
const signUp = (account, email = 'ann@example.com') => account.post('/signup', { email, password });

describe('function hooks', () => {
  test('as one URL are signed with the secret of the instance', async () => {
    await withInstance('one', { claims: { function_hooks: { login: hooks.url } } }, async (account, instance) => {
      await account.create('ann@example.com');
      const [call] = await callsDuring(() => account.tokens('ann@example.com'));
      assert.deepEqual([call.body.event, call.body.instance_id], ['login', instance.id]);
      assert.equal((await verifySignature(call, secretOf('one'))).claims.sub, instance.id);
    });
  });

  test('as a list are called in its order, each seeing what the one before replied', async () => {
    const claims = { function_hooks: { validate: [`${hooks.url}/1`, `${hooks.url}/2`] } };
    await withInstance('list', { claims }, async (account) => {
      answer = ({ path }) => ({ body: { app_metadata: { by: path } } });
      const calls = await callsDuring(async () => {
        assert.deepEqual((await signUp(account)).body.app_metadata, { by: '/hook/2' });
      });
      assert.deepEqual(calls.map(({ path }) => path), ['/hook/1', '/hook/2']);
      assert.deepEqual(calls[1].body.user.app_metadata, { by: '/hook/1' });
    });
  });

  test('are resolved against the site when they are relative', async () => {
    await withInstance('relative', { claims: { function_hooks: { validate: '/.netlify/functions/validate' } } }, async (account) => {
      const [call] = await callsDuring(() => signUp(account));
      assert.equal(call.path, '/.netlify/functions/validate');
    });
  });

  test('refuse what they refuse, and nothing is stored', async () => {
    await withInstance('refusing', { claims: { function_hooks: { validate: [hooks.url, `${hooks.url}/no`] } } }, async (account) => {
      answer = ({ path }) => ({ status: path.endsWith('/no') ? 403 : 200 });
      const refused = await signUp(account);
      assert.deepEqual([refused.status, refused.body.msg], [422, 'Failed to handle signup webhook']);
      assert.deepEqual((await account.get('/admin/users', operatorToken)).body.users, []);
    });
  });

  test('reach those that come afterwards too', async () => {
    await withInstance('after', { claims: { function_hooks: { userdeleted: hooks.url } } }, async (account, instance) => {
      const user = await account.create('ann@example.com');
      const seen = hooks.calls.length;
      assert.equal((await account.delete(`/admin/users/${user.id}`, undefined, operatorToken)).status, 200);
      await hooks.received('userdeleted', hooks.calls.slice(0, seen).filter(({ body }) => body.event === 'userdeleted').length + 1);
      const call = hooks.calls.findLast(({ body }) => body.event === 'userdeleted');
      assert.equal(call.body.user.id, user.id);
      assert.equal((await verifySignature(call, secretOf('after'))).claims.sub, instance.id);
    });
  });

  test('stay aside where the instance has a hook of its own', async () => {
    const webhook = { url: `${hooks.url}/own`, secret: 'own', events: ['validate'] };
    await withInstance('both', { config: { webhook }, claims: { function_hooks: { validate: `${hooks.url}/f` } } }, async (account) => {
      const [call, ...more] = await callsDuring(() => signUp(account));
      assert.deepEqual([call.path, more.length], ['/hook/own', 0]);
      await verifySignature(call, 'own');
    });
  });
});

describe('what an instance states of its hook', () => {
  const webhook = { secret: 'own', events: ['validate'], timeout_sec: 1, retries: 2 };

  test('is how often and how long it is asked', async () => {
    await withInstance('timed', { config: { webhook: { ...webhook, url: hooks.url } } }, async (account) => {
      answer = () => undefined;
      const calls = await callsDuring(async () => {
        const reply = await signUp(account);
        assert.deepEqual([reply.status, reply.body.msg], [504, 'Failed to perform webhook in time frame (1 seconds)']);
      });
      assert.equal(calls.length, 2);
    });
  });

  test('leads to no private address, directly or by a redirect', async () => {
    let hit = 0;
    const secret = createServer((socket) => { hit += 1; socket.destroy(); });
    await new Promise((resolve) => secret.listen(0, '127.9.9.9', resolve));
    const target = `http://127.9.9.9:${secret.address().port}/`;
    try {
      answer = () => ({ status: 307, headers: { Location: target } });
      for (const url of [target, hooks.url]) {
        await withInstance('private', { config: { webhook: { ...webhook, url } } }, async (account) => {
          answer = () => ({ status: 307, headers: { Location: target } });
          const reply = await signUp(account);
          assert.deepEqual([reply.status, hit], [502, 0]);
          assert.equal(reply.text.includes('127.9.9.9'), false);
        });
        await withInstance('private', { claims: { function_hooks: { validate: url } } }, async (account) => {
          answer = () => ({ status: 307, headers: { Location: target } });
          assert.deepEqual([(await signUp(account)).status, hit], [502, 0]);
        });
      }
    } finally { secret.close(); }
  });

  for (const [name, body] of Object.entries({ garbage: 'x', 'metadata of a wrong type': '{"user_metadata":[]}', 'ten megabytes': 'x'.repeat(10 << 20) })) {
    test(`and replies with ${name} stores nothing`, async () => {
      await withInstance('garbage', { config: { webhook: { ...webhook, url: hooks.url } } }, async (account) => {
        answer = () => ({ body });
        const reply = await signUp(account);
        assert.equal(reply.status, 500);
        assert.match(reply.body.msg, /^Webhook returned malformed JSON: /);
        assert.deepEqual((await account.get('/admin/users', operatorToken)).body.users, []);
      });
    });
  }
});

test('requests that wait for the hooks of one instance are refused from a bound on, and nobody else is', async () => {
  const [held, started] = [[], []];
  const hanging = { claims: { function_hooks: { validate: `${hooks.url}/hang` } } };
  await withInstance('hanging', hanging, async (account) => {
    answer = ({ path }, request, response) => (path === '/hook/hang' ? void held.push(response) : {});
    for (let i = 0; i < 530; ++i) started.push(account.post('/invite', { email: `u${i}@example.com` }, operatorToken));
    const refused = await Promise.race(started);
    assert.deepEqual([refused.status, Boolean(refused.headers['retry-after'])], [503, true]);
    await withInstance('free', { claims: { function_hooks: { validate: `${hooks.url}/free` } } }, async (other) => {
      answer = ({ path }, request, response) => (path === '/hook/hang' ? void held.push(response) : {});
      assert.equal((await signUp(other)).status, 200);
    });
    for (const response of held) response.destroy();
    await Promise.all(started);
    assert.equal(held.length, 512);
  });
});

test('the delivery log of an instance shows its own deliveries alone', async () => {
  const webhook = { url: hooks.url, events: ['validate'] };
  await withInstance('logged', { config: { webhook } }, (one) => withInstance('other', { config: { webhook } }, async (two) => {
    await signUp(one);
    const list = async (account) => (await account.get('/admin/webhooks/deliveries', operatorToken)).body.deliveries;
    const [delivery, ...more] = await list(one);
    assert.equal(more.length, 0);
    assert.deepEqual(await list(two), []);
    assert.equal((await two.post(`/admin/webhooks/deliveries/${delivery.id}/repeat`, undefined, operatorToken)).status, 404);
    assert.equal((await one.post(`/admin/webhooks/deliveries/${delivery.id}/repeat`, undefined, operatorToken)).status, 202);
  }));
});
