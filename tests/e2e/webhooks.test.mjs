// Webhooks from outside: what a hook is told, what it may refuse and change, and what reaches it afterwards.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { hookSecret, startHooks, verifySignature } from './lib/hooks.mjs';
import { jwtSecret, ofProcess, operatorToken, restartServer, startProcess, startServer } from './lib/server.mjs';

const nil = '00000000-0000-0000-0000-000000000000';
let hooks, server, client, number = 0;
let answer = () => ({});
const newAddress = () => `user${++number}@example.com`;

async function signUp(email = newAddress(), data = undefined) {
  return client.post('/signup', { email, password, data });
}
// What `action` makes the hook see.
async function callsDuring(action) {
  const first = hooks.calls.length;
  await action();
  return hooks.calls.slice(first);
}
async function withAnswer(temporary, action) {
  answer = temporary;
  try { return await action(); } finally { answer = () => ({}); }
}
const only = (event, reply) => (call) => (call.body.event === event ? reply : {});

async function deliveries(query = '') {
  const reply = await client.get(`/admin/webhooks/deliveries${query}`, operatorToken);
  assert.equal(reply.status, 200, reply.text);
  return { ...reply, list: reply.body.deliveries };
}
// The delivery once its status is as asked.
async function delivery(id, status) {
  for (;;) {
    const found = (await deliveries('?per_page=1000')).list.find((entry) => entry.id === id);
    if (found?.status === status) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
async function newestDelivery(event, status) {
  for (;;) {
    const [found] = (await deliveries(`?event=${event}&status=${status}`)).list;
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

before(async () => {
  hooks = await startHooks((call, request, response) => answer(call, request, response));
  server = await startServer({
    ...hooks.settings(), GOTRUE_MAILER_AUTOCONFIRM: 'true', GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_JWT_AUD: 'api',
  });
  client = accounts(server);
});
after(async () => {
  await server?.stop();
  await hooks.close();
});

describe('a call', () => {
  test('is a signed POST that names its event', async () => {
    const [call] = await callsDuring(() => signUp());
    assert.equal(call.method, 'POST');
    assert.equal(call.headers['content-type'], 'application/json');
    assert.equal(call.headers['x-netlify-event'], 'identity_validate');
    assert.deepEqual(Object.keys(call.body), ['event', 'instance_id', 'user']);
    const { claims, header } = await verifySignature(call);
    assert.deepEqual(header, { alg: 'HS256', typ: 'JWT' });
    assert.equal(claims.sub, server.id ?? nil);
    assert.ok(Math.abs(claims.iat - Date.now() / 1000) < 60);
  });

  test('carries a signature that another secret does not confirm', async () => {
    const [call] = await callsDuring(() => signUp());
    await assert.rejects(verifySignature(call, jwtSecret));
    await assert.rejects(verifySignature({ ...call, text: `${call.text} ` }));
  });

  test('holds no password hash, token or flag of the user', async () => {
    const [call] = await callsDuring(() => signUp());
    assert.deepEqual(Object.keys(call.body.user).sort(), ['app_metadata', 'aud', 'created_at', 'email', 'id', 'role',
      'updated_at', 'user_metadata'].sort());
  });

  test('carries a signature that is no access token', async () => {
    const [call] = await callsDuring(() => signUp());
    const reply = await client.get('/user', call.headers['x-webhook-signature']);
    assert.equal(reply.status, 401);
  });
});

describe('a reply', () => {
  test('with reserved fields changes the metadata and nothing else', async () => {
    const reserved = {
      user_metadata: { x: 1 }, id: nil, aud: 'evil', role: 'admin', email: 'evil@example.com', confirmed_at: null,
      is_super_admin: true, encrypted_password: 'x', instance_id: '7e57ab1e-0000-4000-8000-000000000001',
    };
    const email = newAddress();
    const reply = await withAnswer(() => ({ body: reserved }), () => signUp(email, { a: 1 }));
    assert.equal(reply.status, 200, reply.text);
    const { user_metadata: user, app_metadata: app, role, aud, email: shown, id } = reply.body;
    assert.deepEqual({ user, app, role, aud, shown }, { user: { x: 1 }, app: { provider: 'email' }, role: '', aud: 'api', shown: email });
    assert.notEqual(id, nil);
    const { access_token: token } = await client.tokens(email);
    assert.equal((await client.get('/admin/users', token)).status, 401);
  });

  const garbage = {
    'half an object': '{"user_metadata":', 'a list': '[]', 'a text': '"x"', 'HTML': '<html></html>',
    'metadata of a wrong type': '{"app_metadata":"x"}', 'two objects': '{}{}', 'ten megabytes': `{"x":"${'a'.repeat(10 << 20)}"}`,
  };
  for (const [name, body] of Object.entries(garbage)) {
    test(`that is ${name} is a 500 and nothing is stored`, async () => {
      const email = newAddress();
      const reply = await withAnswer(() => ({ body }), () => signUp(email));
      assert.equal(reply.status, 500);
      assert.match(reply.body.msg, /^Webhook returned malformed JSON: ./);
      assert.ok(reply.body.error_id);
      assert.equal((await signUp(email)).status, 200);
    });
  }

  test('over the limit of metadata is a 422', async () => {
    const reply = await withAnswer(() => ({ body: { user_metadata: { x: 'a'.repeat(40_000) } } }), () => signUp());
    assert.equal(reply.status, 422);
  });

  test('to a login is in the token that it gives', async () => {
    const email = newAddress();
    await signUp(email);
    const tokens = await withAnswer(only('login', { body: { app_metadata: { roles: ['hooked'] } } }), () => client.tokens(email));
    assert.deepEqual(decodeJwt(tokens.access_token).app_metadata, { roles: ['hooked'] });
  });
});

describe('a hook that refuses', () => {
  test('is asked three times', async () => {
    const calls = await callsDuring(() => withAnswer(() => ({ status: 500 }), async () => {
      const reply = await signUp();
      assert.deepEqual([reply.status, reply.body.msg], [422, 'Failed to handle signup webhook']);
    }));
    assert.equal(calls.length, 3);
  });

  test('in ten megabytes is asked three times', async () => {
    const calls = await callsDuring(() => withAnswer(() => ({ status: 500, body: 'x'.repeat(10 << 20) }), async () => {
      assert.equal((await signUp()).status, 422);
    }));
    assert.equal(calls.length, 3);
  });

  test('a login gives no token', async () => {
    const email = newAddress();
    await signUp(email);
    const reply = await withAnswer(only('login', { status: 403 }), () => client.login(email));
    assert.deepEqual([reply.status, reply.body.code], [422, 422]);
    assert.equal(reply.body.access_token, undefined);
  });

  test('by not answering is a 504 that says how long it was waited for', async () => {
    const impatient = await startServer({ ...hooks.settings('validate'), GOTRUE_WEBHOOK_TIMEOUT_SEC: '1', GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4' });
    try {
      const reply = await withAnswer(() => undefined, () => accounts(impatient).post('/signup', { email: newAddress(), password }));
      assert.deepEqual([reply.status, reply.body.msg], [504, 'Failed to perform webhook in time frame (1 seconds)']);
    } finally { await impatient.stop(); }
  });

  test('by dropping the connection is a 502 at once, without the URL', async () => {
    const calls = await callsDuring(async () => {
      const reply = await withAnswer((call, request) => { request.socket.destroy(); }, () => signUp());
      assert.equal(reply.status, 502);
      assert.ok(!reply.text.includes('127.0.0.1') && !reply.text.includes('hook'.concat('?')), reply.text);
    });
    // On a connection that stood from before it is tried anew on a fresh one.
    assert.ok(calls.length <= 2, `${calls.length} calls`);
  });
});

describe('a redirect', () => {
  for (const status of [301, 302, 307, 308]) {
    test(`${status} repeats the signed POST`, async () => {
      const moved = (call) => (call.path === '/hook' ? { status, headers: { Location: '/moved' } } : { body: { user_metadata: { moved: 1 } } });
      const calls = await callsDuring(() => withAnswer(moved, async () => {
        const reply = await signUp();
        assert.deepEqual([reply.status, reply.body.user_metadata], [200, { moved: 1 }]);
      }));
      assert.deepEqual(calls.map((call) => call.path), ['/hook', '/moved', '/hook', '/moved']);
      assert.equal(calls[1].method, 'POST');
      assert.equal(calls[1].text, calls[0].text);
      await verifySignature(calls[1]);
    });
  }

  test('303 is a failure', async () => {
    const calls = await callsDuring(() => withAnswer(() => ({ status: 303, headers: { Location: '/moved' } }), async () => {
      assert.equal((await signUp()).status, 422);
    }));
    assert.deepEqual(calls.map((call) => call.path), ['/hook', '/hook', '/hook']);
  });

  test('is followed three times at most', async () => {
    const calls = await callsDuring(() => withAnswer((call) => ({ status: 307, headers: { Location: `${call.path}x` } }), async () => {
      assert.equal((await signUp()).status, 422);
    }));
    assert.deepEqual(calls.slice(0, 4).map((call) => call.path), ['/hook', '/hookx', '/hookxx', '/hookxxx']);
    assert.equal(calls.length, 12);
  });
});

describe('the address policy', () => {
  let secret, hit = 0;
  before(async () => {
    // On an address of its own, outside of the network that is allowed.
    secret = createServer((socket) => { hit += 1; socket.destroy(); });
    await new Promise((resolve) => secret.listen(0, '127.9.9.9', resolve));
  });
  after(() => secret.close());

  test('keeps a redirect away from a private address', async () => {
    const strict = await startServer({
      ...hooks.settings('validate'), GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.1/32', GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4',
    });
    try {
      const target = `http://127.9.9.9:${secret.address().port}/`;
      const reply = await withAnswer(() => ({ status: 307, headers: { Location: target } }),
        () => accounts(strict).post('/signup', { email: newAddress(), password }));
      assert.equal(reply.status, 502);
      assert.equal(hit, 0);
      assert.ok(!reply.text.includes('127.9.9.9'));
    } finally { await strict.stop(); }
  });

  test('holds for WEBHOOK_URL itself', async () => {
    const strict = await startServer({
      ...hooks.settings('validate'), GOTRUE_OUTBOUND_ALLOWED_NETWORKS: undefined, GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4',
    });
    try {
      const calls = await callsDuring(async () => {
        assert.equal((await accounts(strict).post('/signup', { email: newAddress(), password })).status, 502);
      });
      assert.equal(calls.length, 0);
    } finally { await strict.stop(); }
  });
});

describe('what a hook is called for', () => {
  test('an admin changes a user: usermodified, afterwards, and its reply is applied', async () => {
    const { body: user } = await signUp();
    const first = hooks.calls.length;
    const modified = (call) => (call.body.event === 'usermodified' ? { body: { app_metadata: { seen: true } } } : {});
    await withAnswer(modified, async () => {
      const reply = await client.put(`/admin/users/${user.id}`, { user_metadata: { changed: 1 } }, operatorToken);
      assert.equal(reply.status, 200);
      const entry = await newestDelivery('usermodified', 'delivered');
      assert.equal(entry.user_id, user.id);
    });
    const [call] = hooks.calls.slice(first);
    await verifySignature(call);
    assert.equal(call.headers['x-netlify-event'], 'identity_usermodified');
    assert.equal(call.body.user.id, user.id);
    assert.deepEqual(call.body.user.user_metadata, {}, 'the user before the change');
    const { body: after_ } = await client.get(`/admin/users/${user.id}`, operatorToken);
    assert.deepEqual([after_.user_metadata, after_.app_metadata], [{ changed: 1 }, { seen: true }]);
  });

  test('an admin deletes a user: userdeleted, and its reply is ignored', async () => {
    const { body: user } = await signUp();
    await withAnswer(() => ({ body: 'garbage' }), async () => {
      assert.equal((await client.delete(`/admin/users/${user.id}`, undefined, operatorToken)).status, 200);
      const entry = await newestDelivery('userdeleted', 'delivered');
      assert.equal(entry.user_id, user.id);
    });
    const call = (await hooks.received('userdeleted')).find((each) => each.body.user.id === user.id);
    await verifySignature(call);
  });

  test('nothing that a user does alone, nor a refresh, nor an account that an admin makes', async () => {
    const email = newAddress();
    await client.create(email);
    const tokens = await client.tokens(email);
    const calls = await callsDuring(async () => {
      assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
      assert.equal((await client.put('/user', { data: { a: 1 } }, tokens.access_token)).status, 200);
      await client.create(newAddress());
    });
    assert.deepEqual(calls.map((call) => call.body.event), []);
  });
});

describe('the delivery log', () => {
  test('is for admins', async () => {
    const email = newAddress();
    await signUp(email);
    const { access_token: token } = await client.tokens(email);
    assert.equal((await client.get('/admin/webhooks/deliveries', token)).status, 401);
    assert.equal((await client.get('/admin/webhooks/deliveries')).status, 401);
    assert.equal((await client.post(`/admin/webhooks/deliveries/${nil}/repeat`, undefined, token)).status, 401);
  });

  test('pages like users and filters by event and status', async () => {
    await signUp();
    await signUp();
    const page = await deliveries('?page=1&per_page=1&event=validate&status=delivered');
    assert.equal(page.list.length, 1);
    assert.deepEqual([page.list[0].event, page.list[0].status, page.list[0].response_status], ['validate', 'delivered', 200]);
    assert.ok(Number(page.headers['x-total-count']) >= 2);
    assert.match(page.headers.link, /<\/admin\/webhooks\/deliveries\?event=validate&page=2&per_page=1&status=delivered>; rel="next"/);
    const [newest, earlier] = (await deliveries('?event=validate')).list;
    assert.ok(newest.created_at >= earlier.created_at);
  });

  test('tells of what was refused, and why', async () => {
    await withAnswer(() => ({ status: 418 }), () => signUp());
    const [entry] = (await deliveries('?event=validate&status=failed')).list;
    assert.deepEqual([entry.attempts, entry.response_status], [3, 418]);
    assert.match(entry.error, /418/);
    assert.equal(entry.url, hooks.url);
  });

  for (const query of ['?event=x', '?status=x', '?per_page=0', '?page=x']) {
    test(`refuses ${query}`, async () => {
      assert.equal((await client.get(`/admin/webhooks/deliveries${query}`, operatorToken)).status, 400);
    });
  }

  test('repeats a delivery', async () => {
    await withAnswer(only('login', { status: 500 }), async () => {
      const email = newAddress();
      await signUp(email);
      await client.login(email);
    });
    const [failed] = (await deliveries('?event=login&status=failed')).list;
    const original = hooks.calls.findLast((call) => call.body.event === 'login');
    const calls = await callsDuring(async () => {
      const reply = await client.post(`/admin/webhooks/deliveries/${failed.id}/repeat`, undefined, operatorToken);
      assert.equal(reply.status, 202);
      await delivery(reply.body.id, 'delivered');
    });
    assert.equal(calls.length, 1);
    assert.equal(calls[0].text, original.text);
    await verifySignature(calls[0]);
  });

  for (const id of [nil, 'x', '7d6f9a56-6b9f-4f2c-9d33-0123456789ab']) {
    test(`knows no delivery ${id}`, async () => {
      const reply = await client.post(`/admin/webhooks/deliveries/${id}/repeat`, undefined, operatorToken);
      assert.deepEqual([reply.status, reply.body.msg], [404, 'Delivery not found']);
    });
  }
});

describe('what waits for a hook that is away', () => {
  test('survives a kill and arrives when the hook is back', ofProcess('it is killed'), async () => {
    let own = await startHooks();
    const { port } = own;
    // A delivery that is cut off is taken up again once as much time has gone by as it may take.
    const settings = { ...own.settings('userdeleted,usermodified'), GOTRUE_WEBHOOK_TIMEOUT_SEC: '1' };
    await own.close();
    let other = await startProcess({ ...settings, GOTRUE_MAILER_AUTOCONFIRM: 'true', GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4' });
    const { body: user } = await accounts(other).post('/signup', { email: newAddress(), password });
    assert.equal((await accounts(other).put(`/admin/users/${user.id}`, { role: 'x' }, operatorToken)).status, 200);
    assert.equal((await accounts(other).delete(`/admin/users/${user.id}`, undefined, operatorToken)).status, 200);
    await other.logged(/webhook failed, it is tried again/);
    await other.kill('SIGKILL');

    own = await startHooks(() => ({}), port);
    other = await restartServer(other);
    try {
      const [deleted] = await own.received('userdeleted');
      const [modified] = await own.received('usermodified');
      assert.equal(deleted.body.user.id, user.id);
      assert.equal(modified.body.user.id, user.id);
      await verifySignature(deleted);
    } finally {
      await other.stop();
      await own.close();
    }
  });
});

describe('a slow hook', () => {
  test('does not hold up anybody else', async () => {
    const email = newAddress();
    await signUp(email);
    let tokens = await client.tokens(email);
    let release;
    const gate = new Promise((resolve) => { release = resolve; });
    answer = async () => { await gate; return {}; };
    const waiting = [signUp(), signUp()];
    try {
      await hooks.received('validate', hooks.calls.filter((call) => call.body.event === 'validate').length);
      for (let i = 0; i < 5; ++i) {
        const reply = await client.refresh(tokens.refresh_token);
        assert.equal(reply.status, 200);
        tokens = reply.body;
      }
    } finally {
      release();
      answer = () => ({});
    }
    for (const reply of await Promise.all(waiting)) assert.equal(reply.status, 200);
  });
});

test('more than 2,048 requests that wait for hooks are refused at once, and nobody else is', ofProcess('its tenants wait together'), async () => {
  let release;
  const gate = new Promise((resolve) => { release = resolve; });
  const held = await startHooks(async () => { await gate; return {}; });
  const busy = await startProcess({
    ...held.settings('validate'), GOTRUE_WEBHOOK_TIMEOUT_SEC: '60', GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4',
  });
  try {
    const account = accounts(busy);
    const known = await account.newUser('known@example.com');
    const invite = (name) => account.post('/invite', { email: `${name}@example.com` }, operatorToken);
    const waiting = Array.from({ length: 2048 }, (_, i) => invite(`u${i}`));
    await held.received('validate', 2048);
    for (let i = 0; i < 3; ++i) {
      const refused = await invite(`more${i}`);
      assert.deepEqual([refused.status, refused.body.code], [503, 503]);
      assert.ok(refused.headers['retry-after']);
    }
    assert.equal((await account.refresh(known.refresh_token)).status, 200);
    assert.equal((await account.get('/user', known.access_token)).status, 200);
    release();
    for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 200, answer.text);
    assert.equal((await invite('more0')).status, 200);
  } finally {
    release();
    await busy.stop();
    await held.close();
  }
});

test('an unknown event of WEBHOOK_EVENTS is a warning', ofProcess('the start warns'), async () => {
  const odd = await startProcess({ ...hooks.settings('login,logout') });
  await odd.logged(/GOTRUE_WEBHOOK_EVENTS: logout is no event/);
  await odd.stop();
});

test('a WEBHOOK_URL that is no address is a warning', ofProcess('the start warns'), async () => {
  const odd = await startProcess({ ...hooks.settings('login'), GOTRUE_WEBHOOK_URL: '/hooks/identity' });
  await odd.logged(/GOTRUE_WEBHOOK_URL: is no http or https address/);
  await odd.stop();
});

test('without WEBHOOK_EVENTS nothing is sent', async () => {
  const silent = await startServer({ ...hooks.settings(''), GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4' });
  const calls = await callsDuring(async () => {
    assert.equal((await accounts(silent).post('/signup', { email: newAddress(), password })).status, 200);
  });
  assert.equal(calls.length, 0);
  await silent.stop();
});
