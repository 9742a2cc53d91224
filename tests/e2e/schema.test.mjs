// A JSON Schema for custom user data: asked wherever `data` comes in.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { jwtSecret, ofProcess, operatorToken, runCommand, startServer } from './lib/server.mjs';

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  required: ['age'],
  properties: { age: { type: 'integer', minimum: 18 }, nick: { type: 'string', pattern: '^[a-z]{2,8}$' }, full_name: { type: 'string' } },
  additionalProperties: false,
};

let directory, file, server, account, number = 0;
const address = () => `user${++number}@example.com`;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gotrue-schema-'));
  file = join(directory, 'schema.json');
  await writeFile(file, JSON.stringify(schema));
  server = await startServer({ GOTRUE_USER_DATA_SCHEMA: file, GOTRUE_MAILER_AUTOCONFIRM: 'true', GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4' });
  account = accounts(server);
});
after(async () => {
  await server?.stop();
  await rm(directory, { recursive: true });
});

const signUp = (data, email = address()) => account.post('/signup', { email, password, data });
function refused(reply, text) {
  assert.deepEqual([reply.status, reply.body.msg], [422, `Invalid user data: ${text}`]);
}

describe('a sign-up', () => {
  test('with fitting data passes', async () => {
    const reply = await signUp({ age: 20, nick: 'ann' });
    assert.deepEqual([reply.status, reply.body.user_metadata], [200, { age: 20, nick: 'ann' }]);
  });
  test('without data lacks what is required', async () => { refused(await signUp(undefined), 'data.age is required'); });
  test('with null, which is kept, names the field', async () => { refused(await signUp({ age: null }), 'data.age must be of type integer'); });
  test('of a wrong type names the field', async () => { refused(await signUp({ age: '20' }), 'data.age must be of type integer'); });
  test('of a wrong form names the field', async () => {
    refused(await signUp({ age: 20, nick: 'Ann' }), 'data.nick does not have the required form');
  });
  test('with an unknown field names it', async () => { refused(await signUp({ age: 20, x: 1 }), 'data.x is not allowed'); });
  test('that is refused stores nothing', async () => {
    const email = address();
    refused(await signUp({ age: 2 }, email), 'data.age must be at least 18');
    assert.equal((await signUp({ age: 20 }, email)).status, 200);
  });
});

describe('a change', () => {
  let token, user;
  before(async () => {
    const email = address();
    user = (await signUp({ age: 20 }, email)).body;
    token = (await account.tokens(email)).access_token;
  });

  test('by the user is looked at together with what is there', async () => {
    assert.equal((await account.put('/user', { data: { nick: 'bob' } }, token)).status, 200);
    refused(await account.put('/user', { data: { nick: 'B' } }, token), 'data.nick does not have the required form');
    refused(await account.put('/user', { data: { age: null } }, token), 'data.age is required');
    const { body } = await account.get('/user', token);
    assert.deepEqual(body.user_metadata, { age: 20, nick: 'bob' });
  });
  test('by an admin too', async () => {
    refused(await account.put(`/admin/users/${user.id}`, { user_metadata: { age: 1 } }, operatorToken), 'data.age must be at least 18');
    assert.equal((await account.put(`/admin/users/${user.id}`, { user_metadata: { age: 30 } }, operatorToken)).status, 200);
    assert.equal((await account.put(`/admin/users/${user.id}`, { app_metadata: { any: 1 } }, operatorToken)).status, 200);
  });
});

describe('an admin', () => {
  test('invites with fitting data or with none', async () => {
    refused(await account.post('/invite', { email: address(), data: { age: 1 } }, operatorToken), 'data.age must be at least 18');
    assert.equal((await account.post('/invite', { email: address(), data: { age: 18 } }, operatorToken)).status, 200);
    assert.equal((await account.post('/invite', { email: address() }, operatorToken)).status, 200);
  });
  test('creates users with fitting data', async () => {
    const create = (user_metadata) => account.post('/admin/users', { email: address(), user_metadata }, operatorToken);
    refused(await create({ nick: 'ann' }), 'data.age is required');
    assert.equal((await create({ age: 18 })).status, 200);
  });
});

describe('the start', ofProcess('an instance has none'), () => {
  const start = async (text) => {
    await writeFile(join(directory, 'other.json'), text);
    return runCommand(['serve'], {
      cwd: directory,
      env: {
        GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_SITE_URL: 'http://localhost', GOTRUE_API_PORT: '0', GOTRUE_API_HOST: '127.0.0.1',
        GOTRUE_USER_DATA_SCHEMA: join(directory, 'other.json'),
      },
    });
  };
  const bad = {
    'no JSON': '{', 'a type that is none': '{"type":"text"}', 'a remote reference': '{"$ref":"http://example.com/x.json"}',
    'a later draft': '{"$schema":"https://json-schema.org/draft/2020-12/schema"}', 'a bad pattern': '{"pattern":"("}',
  };
  for (const [name, text] of Object.entries(bad)) {
    test(`fails on ${name}`, async () => {
      const { code, stderr } = await start(text);
      assert.equal(code, 1);
      assert.match(stderr, /GOTRUE_USER_DATA_SCHEMA: .*other\.json/);
    });
  }
  test('fails without the file', async () => {
    const { code, stderr } = await runCommand(['serve'], {
      cwd: directory, env: { GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_SITE_URL: 'http://localhost', GOTRUE_USER_DATA_SCHEMA: '/nowhere/x' },
    });
    assert.equal(code, 1);
    assert.match(stderr, /cannot be read/);
  });
});
