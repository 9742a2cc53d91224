// Statements about accounts: who may take an address, with what password, and who becomes what.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

describe('accounts', () => {
  let mailbox, server, account;
  before(async () => {
    mailbox = await startMailbox();
    server = await startServer({ ...mailbox.settings, GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off' });
    account = accounts(server);
  });
  after(async () => { await mailbox.close(); await server.stop(); });

  const verify = (token, fields = {}) => account.post('/verify', { type: 'signup', token, ...fields });

  test('a repeated sign-up that sends a mail replaces the password and the link of the first', async () => {
    await account.post('/signup', { email: 'a@example.com', password: 'of the attacker', data: { evil: true } });
    const first = await mailbox.nextLink('a@example.com');
    await account.post('/signup', { email: 'a@example.com', password: 'of the owner' });
    const second = await mailbox.nextLink('a@example.com');
    assert.equal((await verify(first.token)).status, 404);
    assert.equal((await verify(second.token)).status, 200);
    assert.equal((await account.login('a@example.com', 'of the attacker')).status, 400);
    assert.equal((await account.login('a@example.com', 'of the owner')).status, 200);
  });

  test('a sign-up does not spoil an invitation', async () => {
    await account.post('/invite', { email: 'b@example.com', data: { team: 1 } }, operatorToken);
    const { token } = await mailbox.nextLink('b@example.com');
    await account.post('/signup', { email: 'b@example.com', password: 'of the attacker', data: { evil: true } });
    const accepted = await verify(token, { password: 'of the invited' });
    assert.equal(accepted.status, 200, accepted.text);
    assert.equal((await account.login('b@example.com', 'of the attacker')).status, 400);
    assert.equal((await account.login('b@example.com', 'of the invited')).status, 200);
    const user = await account.get('/user', accepted.body.access_token);
    assert.equal('evil' in user.body.user_metadata, false);
  });

  test('an invitation wipes what the first registrant of an unconfirmed address left', async () => {
    await account.post('/signup', { email: 'c@example.com', password: 'of the attacker', data: { evil: true } });
    const stale = await mailbox.nextLink('c@example.com');
    assert.equal((await account.post('/invite', { email: 'c@example.com' }, operatorToken)).status, 200);
    const { token } = await mailbox.nextLink('c@example.com');
    assert.equal((await verify(stale.token)).status, 404);
    const accepted = await verify(token, { password: 'of the invited' });
    assert.equal(accepted.status, 200, accepted.text);
    assert.equal((await account.login('c@example.com', 'of the attacker')).status, 400);
    const user = await account.get('/user', accepted.body.access_token);
    assert.equal('evil' in user.body.user_metadata, false);
  });

  test('a null in the data of a newcomer is kept, a null in a change removes', async () => {
    const signedUp = await account.post('/signup', { email: 'newcomer@example.com', password, data: { a: null, b: 1 } });
    assert.deepEqual(signedUp.body.user_metadata, { a: null, b: 1 });
    const { token } = await mailbox.nextLink('newcomer@example.com');
    const { body } = await verify(token);
    const changed = await account.put('/user', { data: { b: null, c: 2 } }, body.access_token);
    assert.deepEqual(changed.body.user_metadata, { a: null, c: 2 });
  });

  test('of 32 sign-ups racing for one address in many spellings one row remains', async () => {
    const spellings = ['race@example.com', 'RACE@example.com', ' race@EXAMPLE.com', 'Race@Example.Com '];
    await Promise.all(Array.from({ length: 32 }, (_, i) =>
      account.post('/signup', { email: spellings[i % 4], password })));
    const { body } = await account.get('/admin/users?per_page=1000&filter=race@', operatorToken);
    assert.equal(body.users.length, 1);
  });

  test('addresses that only look alike are different users', async () => {
    for (const email of ['ärger@example.com', 'arger@example.com', 'straße@example.com', 'strasse@example.com']) {
      await account.create(email);
    }
    const taken = await account.post('/admin/users', { email: 'ÄRGER@EXAMPLE.COM', password }, operatorToken);
    assert.equal(taken.status, 422);
  });

  test('passwords are compared byte by byte, and one that bcrypt would cut is refused', async () => {
    await account.create('d@example.com', { password: ' pässwörd ' });
    assert.equal((await account.login('d@example.com', ' pässwörd ')).status, 200);
    assert.equal((await account.login('d@example.com', 'pässwörd')).status, 400);
    assert.equal((await account.login('d@example.com', ' pa\u0308sswörd ')).status, 400);
    for (const bad of ['x'.repeat(73), 'with\0nul', 'ä'.repeat(37)]) {
      const answer = await account.post('/signup', { email: 'd2@example.com', password: bad });
      assert.equal(answer.status, 422, answer.text);
    }
    assert.equal((await account.post('/signup', { email: 'd2@example.com', password: '12345' })).status, 422);
    assert.equal((await account.post('/signup', { email: 'd2@example.com', password: '123456' })).status, 200);
  });

  test('an empty password proves nothing', async () => {
    await account.create('e@example.com', { password: '' });
    assert.equal((await account.login('e@example.com', '')).status, 400);
  });

  test('an unconfirmed account is told so only after the right password', async () => {
    await account.post('/signup', { email: 'f@example.com', password });
    assert.equal((await account.login('f@example.com', 'wrong')).body.error_description,
      'No user found with that email, or password invalid.');
    assert.equal((await account.login('f@example.com')).body.error_description, 'Email not confirmed');
  });

  test('recovery answers alike for known and unknown addresses', async () => {
    await account.create('g@example.com');
    const known = await account.post('/recover', { email: 'g@example.com' });
    const unknown = await account.post('/recover', { email: 'nobody@example.com' });
    const { date: ignored, ...one } = known.headers;
    const { date: ignoredToo, ...other } = unknown.headers;
    assert.deepEqual([known.status, known.text, one], [unknown.status, unknown.text, other]);
  });

  test('a new password ends the other sessions of the user, not this one', async () => {
    const { access_token: token, refresh_token: own } = await account.newUser('h@example.com');
    const other = await account.tokens('h@example.com');
    assert.equal((await account.put('/user', { password: 'a new password' }, token)).status, 200);
    assert.equal((await account.refresh(other.refresh_token)).status, 400);
    assert.equal((await account.refresh(own)).status, 200);
  });

  test('a new password by an admin ends all sessions', async () => {
    const { user, refresh_token: token } = await account.newUser('i@example.com');
    await account.put(`/admin/users/${user.id}`, { password: 'a new password' }, operatorToken);
    assert.equal((await account.refresh(token)).status, 400);
  });

  test('a changed address is told to the old one', async () => {
    const { access_token: token } = await account.newUser('j@example.com');
    await account.put('/user', { email: 'j2@example.com' }, token);
    const { token: change } = await mailbox.nextLink('j2@example.com');
    assert.equal((await account.put('/user', { email_change_token: change }, token)).status, 200);
    const notice = await mailbox.next('j@example.com');
    assert.match(notice.parsed.text, /j2@example\.com|changed/);
  });

  test('a link in the old mailbox does not confirm an address that an admin gave', async () => {
    const { body: user } = await account.post('/invite', { email: 'typo@example.com' }, operatorToken);
    const { token } = await mailbox.nextLink('typo@example.com');
    assert.equal((await account.put(`/admin/users/${user.id}`, { email: 'right@example.com' }, operatorToken)).status, 200);
    assert.equal((await verify(token, { password })).status, 404);
    assert.equal((await account.post('/invite', { email: 'right@example.com' }, operatorToken)).body.id, user.id);
    const { token: right } = await mailbox.nextLink('right@example.com');
    assert.equal((await verify(right, { password })).status, 200);
  });

  test('no field of a request makes its sender more than a user', async () => {
    const wanted = {
      role: 'admin', aud: 'other', confirmed_at: '2020-01-01T00:00:00Z', app_metadata: { roles: ['admin'] },
      is_super_admin: true, id: '00000000-0000-0000-0000-000000000001',
    };
    const signed = await account.post('/signup', { email: 'k@example.com', password, ...wanted });
    assert.equal(signed.body.role, '');
    assert.equal(signed.body.aud, '');
    assert.equal(signed.body.confirmed_at, undefined);
    assert.deepEqual(signed.body.app_metadata, { provider: 'email' });
    assert.notEqual(signed.body.id, wanted.id);
    const { token } = await mailbox.nextLink('k@example.com');
    const { body } = await verify(token, wanted);
    const { app_metadata: refused, ...rest } = wanted;
    assert.equal((await account.put('/user', { app_metadata: refused }, body.access_token)).status, 401);
    const user = await account.put('/user', rest, body.access_token);
    assert.deepEqual([user.body.role, user.body.aud, user.body.app_metadata], ['', '', { provider: 'email' }]);
    assert.equal((await account.get('/admin/users', body.access_token)).status, 401);
  });

  test('tokens of a deleted user stop working at once', async () => {
    const { user, access_token: access, refresh_token: refresh } = await account.newUser('l@example.com');
    assert.equal((await account.delete(`/admin/users/${user.id}`, undefined, operatorToken)).status, 200);
    assert.equal((await account.get('/user', access)).status, 404);
    assert.equal((await account.refresh(refresh)).status, 400);
  });

  test('a user lists sessions and ends another one', async () => {
    const { access_token: token } = await account.newUser('m@example.com');
    const other = await account.tokens('m@example.com');
    const { body } = await account.get('/user/sessions', token);
    assert.equal(body.sessions.length, 2);
    const current = body.sessions.filter((session) => session.current);
    assert.equal(current.length, 1);
    const foreign = body.sessions.find((session) => !session.current);
    assert.equal((await account.delete(`/user/sessions/${foreign.id}`, undefined, token)).status, 204);
    assert.equal((await account.refresh(other.refresh_token)).status, 400);
    assert.equal((await account.delete(`/user/sessions/${foreign.id}`, undefined, token)).status, 404);
  });

  test('the audit log tells who did what', async () => {
    const { user, access_token: token } = await account.newUser('n@example.com');
    await account.post('/logout', undefined, token);
    const { body } = await account.get('/admin/audit?per_page=1000', operatorToken);
    const entries = body.filter((entry) => entry.payload.actor_email === 'n@example.com');
    assert.deepEqual(entries.map((entry) => entry.payload.action).sort(), ['login', 'logout']);
    assert.ok(entries.every((entry) => entry.payload.actor_id === user.id));
  });
});
