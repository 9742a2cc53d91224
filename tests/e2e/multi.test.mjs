// Multi-instance mode: what the operator may do, whose requests are believed, and that tenants never meet.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { api, send } from './lib/http.mjs';
import { createInstance, startInstance } from './lib/instance.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { jwtSecret, operatorToken, startServer } from './lib/server.mjs';
import { signClaims } from './lib/signing_proxy.mjs';

const environment = {
  GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db', GOTRUE_SITE_URL: undefined,
  GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off',
};

describe('many instances', () => {
  let mailbox, server, operator;
  before(async () => {
    mailbox = await startMailbox();
    // A secret of the process, which must never be an instance's.
    server = await startServer({ ...environment, ...mailbox.settings, GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_API_ENDPOINT: 'https://api.example' }, ['multi']);
    operator = api(server.url);
  });
  after(async () => { await server.stop(); await mailbox.close(); });

  const configOf = (name, more = {}) =>
    ({ site_url: `https://${name}.example.com`, jwt: { secret: `secret of ${name}, long enough to be one` }, ...more });
  const tenant = (name, more, claims) => startInstance(server, configOf(name, more), operatorToken, claims);
  const settings = (header) => send(server.url, { path: '/settings', headers: header === undefined ? {} : { 'X-Nf-Sign': header } });
  const now = () => Math.floor(Date.now() / 1000);

  test('an instance shows all it has but the password of its mail server', async () => {
    const uuid = randomUUID();
    const config = configOf('shown', { smtp: { host: 'mail.example', pass: 'hidden', max_frequency: 1000 } });
    const created = await operator.post('/instances', { uuid, config }, operatorToken);
    assert.equal(created.status, 201);
    const { endpoint, state, ...instance } = created.body;
    assert.deepEqual([endpoint, state], ['https://api.example', 'active']);
    assert.deepEqual(Object.keys(instance).sort(), ['config', 'created_at', 'id', 'updated_at', 'uuid']);
    assert.notEqual(instance.id, uuid);
    assert.equal(instance.uuid, uuid);
    assert.deepEqual(instance.config.smtp, { host: 'mail.example', max_frequency: 1000, port: 0, user: '', admin_email: '' });
    assert.equal(instance.config.jwt.secret, config.jwt.secret);
    assert.equal(instance.config.external.github.enabled, false);
    const shown = await operator.get(`/instances/${instance.id.toUpperCase()}`, operatorToken);
    assert.deepEqual(shown.body, instance);
    assert.equal(shown.text.includes('hidden'), false);
  });

  test('a change keeps what is not sent, replaces lists and counts at once', async () => {
    const id = await createInstance(server.url, configOf('changed', { webhook: { events: ['login', 'signup'] } }), operatorToken);
    const header = signClaims({ id }, operatorToken);
    assert.equal((await settings(header)).body.autoconfirm, false);
    const changes = { mailer: { autoconfirm: true }, webhook: { events: ['validate'] } };
    const changed = await operator.put(`/instances/${id}`, { uuid: randomUUID(), config: changes }, operatorToken);
    assert.equal(changed.status, 200, changed.text);
    assert.equal(changed.body.config.site_url, 'https://changed.example.com');
    assert.deepEqual(changed.body.config.webhook.events, ['validate']);
    assert.equal('endpoint' in changed.body, false);
    assert.equal((await settings(header)).body.autoconfirm, true);
    const uuid = (await operator.get(`/instances/${id}`, operatorToken)).body.uuid;
    assert.equal(changed.body.uuid, uuid);
  });

  test('a configuration with a wrong type is a 400 that names the field and changes nothing', async () => {
    const id = await createInstance(server.url, configOf('typed'), operatorToken);
    const before = (await operator.get(`/instances/${id}`, operatorToken)).text;
    for (const [config, field] of [[{ jwt: { exp: '1h' } }, 'jwt.exp'], [{ site_url: 1 }, 'site_url'], [{ smtp: [] }, 'smtp'],
      [{ smtp: { port: 99999 } }, 'smtp.port'], [{ webhook: { events: [1] } }, 'webhook.events'],
      [{ external: { github: { enabled: 'yes' } } }, 'external.github.enabled']]) {
      for (const answer of [await operator.put(`/instances/${id}`, { config }, operatorToken),
        await operator.post('/instances', { uuid: randomUUID(), config }, operatorToken)]) {
        assert.equal(answer.status, 400, answer.text);
        assert.match(answer.body.msg, /^Error decoding params: /);
        assert.ok(answer.body.msg.includes(field), answer.body.msg);
      }
    }
    assert.equal((await operator.get(`/instances/${id}`, operatorToken)).text, before);
  });

  test('an instance needs a UUID, once, and is asked for by one', async () => {
    assert.equal((await operator.post('/instances', { config: {} }, operatorToken)).status, 400);
    const uuid = randomUUID();
    assert.equal((await operator.post('/instances', { uuid, config: {} }, operatorToken)).status, 201);
    const again = await operator.post('/instances', { uuid, config: {} }, operatorToken);
    assert.deepEqual([again.status, again.body.msg], [400, 'An instance with that UUID already exists']);
    for (const call of [operator.get('/instances/x', operatorToken), operator.put('/instances/x', {}, operatorToken),
      operator.delete('/instances/x', undefined, operatorToken)]) {
      const answer = await call;
      assert.deepEqual([answer.status, answer.body.msg], [400, 'Invalid instance ID']);
    }
  });

  test('of many that ask for one UUID at once a single one gets it', async () => {
    for (let round = 0; round < 10; ++round) {
      const uuid = randomUUID();
      const answers = await Promise.all(Array.from({ length: 8 }, () => operator.post('/instances', { uuid, config: {} }, operatorToken)));
      const refused = answers.filter(({ status }) => status !== 201);
      assert.equal(refused.length, 7);
      for (const { status, body } of refused) assert.deepEqual([status, body.msg], [400, 'An instance with that UUID already exists']);
    }
  });

  test('user data must satisfy the schema of the instance', async () => {
    const user_data_schema = { type: 'object', required: ['age'], properties: { age: { type: 'integer', minimum: 18 } } };
    const [strict, free] = [await tenant('strict', { user_data_schema, mailer: { autoconfirm: true } }), await tenant('free')];
    const signUp = (instance, data) => accounts(instance).post('/signup', { email: 'ann@example.com', password, data });
    const refused = await signUp(strict, { age: 'x' });
    assert.deepEqual([refused.status, refused.body.msg], [422, 'Invalid user data: data.age must be of type integer']);
    assert.equal((await signUp(strict, { age: 20 })).status, 200);
    assert.equal((await signUp(free, { age: 'x' })).status, 200);
    const { access_token: token } = await accounts(strict).tokens('ann@example.com');
    assert.equal((await accounts(strict).put('/user', { data: { age: 1 } }, token)).status, 422);
    assert.equal((await accounts(strict).post('/invite', { email: 'bob@example.com', data: { age: 1 } }, operatorToken)).status, 422);
    const user = (await accounts(strict).get('/user', token)).body;
    assert.equal((await accounts(strict).put(`/admin/users/${user.id}`, { user_metadata: { age: 1 } }, operatorToken)).status, 422);
    assert.equal((await accounts(strict).post('/admin/users', { email: 'eve@example.com', user_metadata: {} }, operatorToken)).status, 422);
    const shown = await operator.get(`/instances/${strict.id}`, operatorToken);
    assert.deepEqual(shown.body.config.user_data_schema, user_data_schema);
    // A schema is replaced as a whole; an empty one is none.
    const change = (schema) => operator.put(`/instances/${strict.id}`, { config: { user_data_schema: schema } }, operatorToken);
    await change({ required: ['name'] });
    assert.equal((await accounts(strict).put('/user', { data: { name: 'x', age: 1 } }, token)).status, 200);
    const without = await change({});
    assert.equal('user_data_schema' in without.body.config, false);
    assert.equal((await accounts(strict).put('/user', { data: { name: null } }, token)).status, 200);
    await Promise.all([strict.stop(), free.stop()]);
  });

  test('a schema that does not compile is a 400 that names the field and changes nothing', async () => {
    const id = await createInstance(server.url, configOf('schema', { user_data_schema: { type: 'object' } }), operatorToken);
    for (const [schema, reason] of [[{ type: 'text' }, 'does not compile'], [{ $ref: 'http://example.com/x.json' }, 'does not compile'],
      [{ pattern: '(' }, 'does not compile'], ['{}', 'of type object'], [true, 'of type object'], [[], 'of type object']]) {
      for (const answer of [await operator.put(`/instances/${id}`, { config: { user_data_schema: schema } }, operatorToken),
        await operator.post('/instances', { uuid: randomUUID(), config: { user_data_schema: schema } }, operatorToken)]) {
        assert.equal(answer.status, 400, answer.text);
        assert.match(answer.body.msg, /^Error decoding params: .*user_data_schema/);
        assert.ok(answer.body.msg.includes(reason), answer.body.msg);
      }
    }
    assert.deepEqual((await operator.get(`/instances/${id}`, operatorToken)).body.config.user_data_schema, { type: 'object' });
  });

  test('credentials of a browser are for the site of the instance, and for no other', async () => {
    const [a, b] = [await tenant('cors-a'), await tenant('cors-b', {}, { site_url: 'https://branch.example.com' })];
    const [toA, toB] = ['https://cors-a.example.com', 'https://branch.example.com'];
    const ask = async (instance, origin) => {
      const preflight = await send(instance.url, { method: 'OPTIONS', path: '/token',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-use-cookie' } });
      const answer = await send(instance.url, { path: '/user', headers: { Origin: origin } });
      assert.deepEqual([preflight.status, answer.status], [204, 401]);
      for (const { headers } of [preflight, answer]) {
        const credentials = headers['access-control-allow-credentials'];
        assert.equal(headers['access-control-allow-origin'], credentials ? origin : '*');
        assert.match(headers.vary, /Origin/);
      }
      return [preflight, answer].map(({ headers }) => headers['access-control-allow-credentials'] === 'true');
    };
    assert.deepEqual(await ask(a, toA), [true, true]);
    assert.deepEqual(await ask(b, toB), [true, true]);
    for (const [instance, origin] of [[a, toB], [b, toA], [b, 'https://cors-b.example.com'], [a, 'http://localhost:9999'], [a, 'https://evil.example']]) {
      assert.deepEqual(await ask(instance, origin), [false, false], origin);
    }
    const unsigned = await send(server.url, { method: 'OPTIONS', path: '/token', headers: { Origin: toA, 'Access-Control-Request-Method': 'POST' } });
    assert.deepEqual([unsigned.status, unsigned.headers['access-control-allow-origin'], unsigned.headers['access-control-allow-credentials']], [204, '*', undefined]);
    await Promise.all([a.stop(), b.stop()]);
  });

  test('nobody but the operator keeps instances', async () => {
    const id = await createInstance(server.url, configOf('kept'), operatorToken);
    const instance = await startInstance(server, configOf('admin'), operatorToken);
    const account = accounts(instance);
    const { access_token: admin } = await account.newUser('admin@example.com', { role: 'admin' });
    for (const token of [undefined, 'x', operatorToken.slice(1), `${operatorToken}x`, admin]) {
      for (const call of [operator.get('/', token), operator.get(`/instances/${id}`, token), operator.post('/instances', {}, token),
        operator.put(`/instances/${id}`, {}, token), operator.delete(`/instances/${id}`, undefined, token)]) {
        const answer = await call;
        assert.equal(answer.status, 401);
        assert.equal(answer.body.msg, token ? 'Request does not include an Operator token' : 'This endpoint requires a Bearer token');
      }
    }
    assert.equal((await operator.get('/', operatorToken)).body.name, 'GoTrue');
    await instance.stop();
  });

  test('a header that is forged, expired or signed for something else is a 400', async () => {
    const id = await createInstance(server.url, configOf('signed'), operatorToken);
    const claims = { id, site_url: 'https://signed.example.com' };
    const good = signClaims(claims, operatorToken);
    assert.equal((await settings(good)).status, 200);
    assert.equal((await settings(signClaims({ ...claims, exp: now() + 60 }, operatorToken))).status, 200);
    const [header, payload, signature] = good.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const bad = {
      'a foreign key': signClaims(claims, 'another operator'),
      'the key of the instance': signClaims(claims, configOf('signed').jwt.secret),
      'the key of the process': signClaims(claims, jwtSecret),
      'no key': signClaims(claims, ''),
      expired: signClaims({ ...claims, exp: now() - 1 }, operatorToken),
      'not yet valid': signClaims({ ...claims, nbf: now() + 3600 }, operatorToken),
      none: `${none}.${payload}.`, 'none with a signature': `${none}.${payload}.${signature}`,
      HS512: signClaims(claims, operatorToken, { alg: 'HS512' }), crit: signClaims(claims, operatorToken, { crit: ['x'] }),
      'claims of another': `${header}.${Buffer.from(JSON.stringify({ ...claims, id: randomUUID() })).toString('base64url')}.${signature}`,
      'hooks of a wrong type': signClaims({ ...claims, function_hooks: { login: 1 } }, operatorToken),
      'an id of a wrong type': signClaims({ ...claims, id: 1 }, operatorToken),
      padding: `${good}=`, 'two parts': `${header}.${payload}`, garbage: 'x',
    };
    for (const [name, value] of Object.entries(bad)) {
      const answer = await settings(value);
      assert.equal(answer.status, 400, name);
      assert.match(answer.body.msg, /^Operator microservice signature is invalid: /, name);
    }
    for (const call of ['/settings', '/user', '/admin/users', '/admin/audit', '/authorize?provider=github', '/user/sessions']) {
      const answer = await send(server.url, { path: call });
      assert.deepEqual([answer.status, answer.body.msg], [400, 'Operator microservice headers missing'], call);
    }
    assert.equal((await settings(signClaims({ id: randomUUID() }, operatorToken))).status, 404);
    assert.equal((await send(server.url, { path: '/health' })).status, 200);
  });

  test('an instance without a secret of its own runs on no other', async () => {
    const id = await createInstance(server.url, { site_url: 'https://x.example' }, operatorToken);
    const header = signClaims({ id }, operatorToken);
    for (const path of ['/settings', '/user', '/admin/users']) {
      const answer = await send(server.url, { path, headers: { 'X-Nf-Sign': header, Authorization: `Bearer ${operatorToken}` } });
      assert.deepEqual([answer.status, answer.body.msg], [500, 'Error loading environment config']);
      assert.ok(answer.body.error_id);
    }
  });

  test('tokens of one instance are unknown in every other, even when both have one secret', async () => {
    for (const secret of ['one secret that both instances share', undefined]) {
      const more = secret ? { jwt: { secret } } : {};
      const [a, b] = [await tenant('a', more), await tenant('b', more)];
      const [inA, inB] = [accounts(a), accounts(b)];
      // The same addresses live in both.
      const foreign = await inB.newUser('ann@example.com');
      const { user, access_token: access, refresh_token: refresh } = await inA.newUser('ann@example.com');
      assert.notEqual((await inB.get('/user', access)).status, 200);
      assert.equal((await inB.refresh(refresh)).status, 400);
      assert.equal((await inB.get(`/admin/users/${user.id}`, operatorToken)).status, 404);
      assert.equal((await inB.delete(`/admin/users/${user.id}`, undefined, operatorToken)).status, 404);
      assert.equal((await inB.delete(`/admin/users/${user.id}/sessions`, undefined, operatorToken)).status, 404);
      assert.deepEqual((await inB.get('/admin/users', operatorToken)).body.users.map(({ id }) => id), [foreign.user.id]);
      const entries = (await inB.get('/admin/audit?per_page=100', operatorToken)).body;
      assert.ok(entries.length > 0);
      assert.ok(entries.every(({ payload }) => payload.actor_id !== user.id && payload.traits?.user_id !== user.id));
      assert.equal((await inA.refresh(refresh)).status, 200);
      await Promise.all([a.stop(), b.stop()]);
    }
  });

  test('links of one instance open nothing in another', async () => {
    const [a, b] = [await tenant('a'), await tenant('b')];
    const [inA, inB] = [accounts(a), accounts(b)];
    for (const account of [inA, inB]) await account.create('rec@example.com');
    await inA.post('/signup', { email: 'new@example.com', password });
    await inB.post('/signup', { email: 'new@example.com', password });
    const links = [await mailbox.nextLink('new@example.com'), await mailbox.nextLink('new@example.com')];
    const ofA = links.find(({ link }) => link.startsWith('https://a.example.com/'));
    const ofB = links.find(({ link }) => link.startsWith('https://b.example.com/'));
    assert.equal((await inB.post('/verify', { type: 'signup', token: ofA.token })).status, 404);
    assert.equal((await inA.post('/verify', { type: 'signup', token: ofB.token })).status, 404);
    assert.equal((await inA.post('/verify', { type: 'signup', token: ofA.token })).status, 200);
    await inA.post('/recover', { email: 'rec@example.com' });
    const { token } = await mailbox.nextLink('rec@example.com');
    assert.equal((await inB.post('/verify', { type: 'recovery', token })).status, 404);
    const tokens = (await inA.post('/verify', { type: 'recovery', token })).body;
    await inA.post('/invite', { email: 'inv@example.com' }, operatorToken);
    const invitation = await mailbox.nextLink('inv@example.com');
    assert.equal((await inB.post('/verify', { type: 'signup', token: invitation.token, password })).status, 404);
    await inA.put('/user', { email: 'rec2@example.com' }, tokens.access_token);
    const change = await mailbox.nextLink('rec2@example.com');
    const { access_token: other } = await inB.tokens('rec@example.com');
    assert.equal((await inB.put('/user', { email_change_token: change.token }, other)).status, 401);
    await Promise.all([a.stop(), b.stop()]);
  });

  test('the site URL of the header stands in the links of mails', async () => {
    const instance = await tenant('own', {}, { site_url: 'https://branch.example.com' });
    await accounts(instance).post('/signup', { email: 'branch@example.com', password });
    const { link } = await mailbox.nextLink('branch@example.com');
    assert.ok(link.startsWith('https://branch.example.com/#confirmation_token='), link);
    await instance.stop();
  });

  test('a mail server that an instance names is under the address policy, with no secret of the process', async () => {
    const own = await startMailbox();
    const config = { smtp: { host: '127.0.0.1', port: own.port, admin_email: 'own@example.com' } };
    // The same host as the process's own is the process's own.
    const allowed = await tenant('same', { smtp: { ...config.smtp } });
    await accounts(allowed).post('/signup', { email: 'same@example.com', password });
    assert.equal((await own.next('same@example.com')).from, 'own@example.com');
    const refused = await tenant('other', { smtp: { ...config.smtp, host: 'localhost' } });
    await accounts(refused).post('/signup', { email: 'other@example.com', password });
    await server.logged(new RegExp(`mail could not be sent.*address is not allowed.*instance_id=${refused.id}`));
    assert.equal(own.mails.length, 0);
    await Promise.all([allowed.stop(), refused.stop()]);
    await own.close();
  });

  test('an instance that is deleted is gone with its users and tokens, and nobody else is', async () => {
    const [a, b] = [await tenant('a'), await tenant('b')];
    const account = accounts(a);
    for (let i = 0; i < 5; ++i) await account.create(`d${i}@example.com`);
    const { access_token: access } = await account.tokens('d1@example.com');
    await accounts(b).create('d1@example.com');
    const header = signClaims({ id: a.id }, operatorToken);
    assert.equal((await operator.delete(`/instances/${a.id}`, undefined, operatorToken)).status, 204);
    const gone = await account.get('/user', access);
    assert.deepEqual([gone.status, gone.body.msg], [404, 'Unable to locate site configuration']);
    assert.equal((await settings(header)).status, 404);
    assert.equal((await operator.delete(`/instances/${a.id}`, undefined, operatorToken)).status, 404);
    assert.equal((await accounts(b).login('d1@example.com')).status, 200);
    await Promise.all([a.close(), b.stop()]);
  });

  test('a hundred changes among reads without a pause never show an older configuration', async () => {
    const id = await createInstance(server.url, configOf('busy'), operatorToken);
    const header = signClaims({ id }, operatorToken);
    let isOver = false;
    const read = async () => { while (!isOver) await settings(header); };
    const readers = Array.from({ length: 16 }, read);
    try {
      for (let i = 0; i < 100; ++i) {
        const autoconfirm = i % 2 === 0;
        assert.equal((await operator.put(`/instances/${id}`, { config: { mailer: { autoconfirm } } }, operatorToken)).status, 200);
        assert.equal((await settings(header)).body.autoconfirm, autoconfirm, `change ${i}`);
      }
    } finally {
      isOver = true;
      await Promise.all(readers);
    }
  });
});
