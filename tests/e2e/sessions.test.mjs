// The life of an account: where it is signed in, ending that, bans, and what an invitation gives.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

let mailbox, server, account, number = 0;
const address = (name) => `${name}${++number}@example.com`;

before(async () => {
  mailbox = await startMailbox();
  server = await startServer({ ...mailbox.settings, GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_TRUSTED_PROXIES: '127.0.0.0/8' });
  account = accounts(server);
});
after(async () => {
  await server?.stop();
  await mailbox.close();
});

const loginAs = (email, agent) => send(server.url, {
  method: 'POST', path: '/token',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': agent, 'X-Forwarded-For': '192.0.2.7' },
  body: new URLSearchParams({ grant_type: 'password', username: email, password }).toString(),
});
async function sessions(token, path = '/user/sessions') {
  const reply = await account.get(path, token);
  assert.equal(reply.status, 200, reply.text);
  return reply.body.sessions;
}

describe('a user', () => {
  test('sees device, address and times of each session, and which one this is', async () => {
    const email = address('seen');
    await account.create(email);
    await loginAs(email, 'Phone/1');
    const { body: tokens } = await loginAs(email, 'Laptop/2');
    const list = await sessions(tokens.access_token);
    assert.deepEqual(list.map((session) => session.user_agent).sort(), ['Laptop/2', 'Phone/1']);
    for (const session of list) {
      assert.deepEqual(Object.keys(session).sort(), ['created_at', 'current', 'id', 'ip', 'last_used_at', 'user_agent']);
      assert.equal(session.ip, '192.0.2.7');
      assert.match(session.created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
    }
    assert.deepEqual(list.filter((session) => session.current).map((session) => session.user_agent), ['Laptop/2']);
  });

  test('a refresh moves the last use and keeps the session', async () => {
    const { user, refresh_token: token } = await account.newUser(address('used'));
    const [before_] = await sessions(operatorToken, `/admin/users/${user.id}/sessions`);
    await account.refresh(token);
    const [after_] = await sessions(operatorToken, `/admin/users/${user.id}/sessions`);
    assert.equal(after_.id, before_.id);
    assert.equal(after_.created_at, before_.created_at);
    assert.ok(after_.last_used_at >= before_.last_used_at);
  });

  test('ends all other sessions at once', async () => {
    const email = address('others');
    await account.create(email);
    const other = await account.tokens(email);
    const own = await account.tokens(email);
    assert.equal((await account.delete('/user/sessions', undefined, own.access_token)).status, 204);
    assert.equal((await account.refresh(other.refresh_token)).status, 400);
    assert.equal((await account.refresh(own.refresh_token)).status, 200);
  });

  test('ends none of somebody else', async () => {
    const mine = await account.newUser(address('mine'));
    const theirs = await account.newUser(address('theirs'));
    const [session] = await sessions(theirs.access_token);
    const reply = await account.delete(`/user/sessions/${session.id}`, undefined, mine.access_token);
    assert.deepEqual([reply.status, reply.body.msg], [404, 'Session not found']);
    assert.equal((await account.refresh(theirs.refresh_token)).status, 200);
  });

  test('needs a token', async () => {
    assert.equal((await account.get('/user/sessions')).status, 401);
    assert.equal((await account.delete('/user/sessions')).status, 401);
  });
});

describe('an admin', () => {
  test('lists and ends the sessions of a user', async () => {
    const { user, refresh_token: token } = await account.newUser(address('managed'));
    const path = `/admin/users/${user.id}/sessions`;
    const [session] = await sessions(operatorToken, path);
    assert.equal(session.current, false);
    assert.equal((await account.delete(`${path}/${session.id}`, undefined, operatorToken)).status, 204);
    assert.equal((await account.delete(`${path}/${session.id}`, undefined, operatorToken)).status, 404);
    assert.equal((await account.refresh(token)).status, 400);
    const again = await account.tokens(user.email);
    assert.equal((await account.delete(path, undefined, operatorToken)).status, 204);
    assert.equal((await account.refresh(again.refresh_token)).status, 400);
    assert.deepEqual(await sessions(operatorToken, path), []);
  });

  test('is nobody without the rights of one', async () => {
    const { user, access_token: token } = await account.newUser(address('plain'));
    assert.equal((await account.get(`/admin/users/${user.id}/sessions`, token)).status, 401);
    assert.equal((await account.delete(`/admin/users/${user.id}/sessions`, undefined, token)).status, 401);
  });

  test('knows no session of a user who is not there', async () => {
    const reply = await account.get('/admin/users/7d6f9a56-6b9f-4f2c-9d33-0123456789ab/sessions', operatorToken);
    assert.deepEqual([reply.status, reply.body.msg], [404, 'User not found']);
  });
});

describe('a ban', () => {
  const ban = (id, duration) => account.put(`/admin/users/${id}`, { ban_duration: duration }, operatorToken);

  test('refuses login and refresh, and ends with "none"', async () => {
    const { user, refresh_token: token } = await account.newUser(address('banned'));
    const banned = await ban(user.id, '24h');
    assert.equal(banned.status, 200, banned.text);
    const until = Date.parse(banned.body.banned_until);
    assert.ok(Math.abs(until - Date.now() - 24 * 3600_000) < 60_000);
    for (const reply of [await account.login(user.email), await account.refresh(token)]) {
      assert.equal(reply.status, 400);
      assert.deepEqual(reply.body, { error: 'invalid_grant', error_description: 'User is banned' });
    }
    const free = await ban(user.id, 'none');
    assert.equal(free.body.banned_until, undefined);
    assert.equal((await account.refresh(token)).status, 200);
    assert.equal((await account.login(user.email)).status, 200);
  });

  test('is told only to who knows the password', async () => {
    const user = await account.create(address('secret'));
    await ban(user.id, '1h30m');
    const reply = await account.login(user.email, 'not the password');
    assert.equal(reply.body.error_description, 'No user found with that email, or password invalid.');
  });

  test('ends by itself', async () => {
    const user = await account.create(address('short'));
    await ban(user.id, '1ms');
    for (let reply; reply?.status !== 200;) reply = await account.login(user.email);
  });

  for (const duration of ['', 'x', '24', '-1h', '0s', '1000000h', 'None']) {
    test(`of ${JSON.stringify(duration)} is a 422`, async () => {
      const user = await account.create(address('odd'));
      assert.equal((await ban(user.id, duration)).status, 422);
    });
  }

  test('of a wrong type is a 400', async () => {
    const user = await account.create(address('typed'));
    assert.equal((await ban(user.id, 24)).status, 400);
  });

  test('cannot be lifted by the user', async () => {
    const { user, access_token: token } = await account.newUser(address('self'));
    await ban(user.id, '1h');
    await account.put('/user', { ban_duration: 'none', banned_until: null }, token);
    assert.equal((await account.login(user.email)).status, 400);
  });
});

test('an invitation gives app_metadata and role', async () => {
  const email = address('invited');
  const reply = await account.post('/invite', { email, role: 'editor', app_metadata: { plan: 'gold' }, data: { a: 1 } }, operatorToken);
  assert.equal(reply.status, 200, reply.text);
  const { token } = await mailbox.nextLink(email);
  assert.equal((await account.post('/verify', { type: 'signup', token, password })).status, 200);
  const { access_token: access } = await account.tokens(email);
  const { body: user } = await account.get('/user', access);
  assert.deepEqual([user.role, user.app_metadata, user.user_metadata], ['editor', { plan: 'gold', provider: 'email' }, { a: 1 }]);
});
