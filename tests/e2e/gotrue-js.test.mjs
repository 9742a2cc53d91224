// npm gotrue-js, both lines of releases, over real mail.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { jwtVerify } from 'jose';
import { jwtSecret, operatorToken, startServer } from './lib/server.mjs';
import { startMailbox } from './lib/mailbox.mjs';

const require = createRequire(import.meta.url);

// The older line decodes tokens with a browser's `window`.
const stored = new Map();
globalThis.localStorage = {
  getItem: (key) => stored.get(key) ?? null,
  setItem: (key, value) => stored.set(key, value),
  removeItem: (key) => stored.delete(key),
};
globalThis.window = { atob, addEventListener: () => {} };

// The newer line leaves a timer of 30 seconds behind each refresh: it must not keep this process alive.
const { setTimeout: startTimer } = globalThis;
globalThis.setTimeout = (...call) => startTimer(...call).unref();

for (const client of ['gotrue-js-0', 'gotrue-js-1']) {
  const GoTrue = require(client).default;
  describe(client, () => {
    let mailbox, server, auth;
    const warn = console.warn;
    before(async () => {
      console.warn = () => {};  // the client warns of http
      mailbox = await startMailbox();
      server = await startServer({ ...mailbox.settings, GOTRUE_JWT_AUD: 'site' });
      auth = new GoTrue({ APIUrl: `${server.url}/.netlify/identity`, setCookie: false });
    });
    after(async () => {
      console.warn = warn;
      await mailbox.close();
      await server.stop();
    });

    async function signUp(email, password = 'a good password') {
      await auth.signup(email, password, { full_name: 'Ann Ø' });
      return auth.confirm((await mailbox.nextLink(email)).token);
    }

    test('reads the settings', async () => {
      const settings = await auth.settings();
      assert.equal(settings.autoconfirm, false);
      assert.equal(settings.disable_signup, false);
      assert.equal(settings.external.email, true);
      assert.equal(settings.external.github, false);
    });

    test('signs up, opens the link of the mail and is logged in', async () => {
      const created = await auth.signup('ann@example.com', 'a good password', { full_name: 'Ann Ø' });
      assert.equal(created.email, 'ann@example.com');
      assert.equal(created.confirmed_at, undefined);
      await assert.rejects(auth.login('ann@example.com', 'a good password'), /Email not confirmed/);
      const { type, token, link } = await mailbox.nextLink('ann@example.com');
      assert.equal(type, 'confirmation');
      assert.ok(link.startsWith('http://localhost:9999/#confirmation_token='), link);
      const user = await auth.confirm(token);
      assert.equal(user.email, 'ann@example.com');
      assert.equal(user.user_metadata.full_name, 'Ann Ø');
      assert.ok(user.confirmed_at);
    });

    test('logs in, and the token is one that any JWT library accepts', async () => {
      await signUp('bob@example.com');
      const user = await auth.login('bob@example.com', 'a good password');
      const { payload, protectedHeader } = await jwtVerify(await user.jwt(), Buffer.from(jwtSecret), { audience: 'site' });
      assert.equal(protectedHeader.alg, 'HS256');
      assert.equal(payload.sub, user.id);
      assert.equal(payload.email, 'bob@example.com');
      assert.deepEqual(payload.app_metadata, { provider: 'email' });
      assert.equal(payload.exp - payload.iat, 3600);
    });

    test('is refused with a wrong password', async () => {
      await signUp('carl@example.com');
      await assert.rejects(auth.login('carl@example.com', 'a bad password'), /No user found with that email, or password invalid/);
    });

    test('refreshes its token, one after the other and twice at once', async () => {
      await signUp('dora@example.com');
      const user = await auth.login('dora@example.com', 'a good password');
      const first = user.tokenDetails().refresh_token;
      await user.jwt(true);
      const second = user.tokenDetails().refresh_token;
      assert.notEqual(second, first);
      const [one, other] = await Promise.all([user.jwt(true), user.jwt(true)]);
      assert.equal(one, other);
      assert.notEqual(user.tokenDetails().refresh_token, second);
    });

    test('keeps metadata of its user', async () => {
      await signUp('eve@example.com');
      const user = await auth.login('eve@example.com', 'a good password');
      await user.update({ data: { colour: 'blue', nested: { a: [1, null, true] } } });
      assert.deepEqual((await user.getUserData()).user_metadata, { full_name: 'Ann Ø', colour: 'blue', nested: { a: [1, null, true] } });
      await user.update({ data: { colour: null } });
      assert.equal('colour' in (await auth.login('eve@example.com', 'a good password')).user_metadata, false);
    });

    test('changes its password', async () => {
      await signUp('fay@example.com');
      const user = await auth.login('fay@example.com', 'a good password');
      await user.update({ password: 'another password' });
      await assert.rejects(auth.login('fay@example.com', 'a good password'));
      assert.equal((await auth.login('fay@example.com', 'another password')).email, 'fay@example.com');
    });

    test('changes its address by a mail to the new one', async () => {
      await signUp('gil@example.com');
      const user = await auth.login('gil@example.com', 'a good password');
      await user.update({ email: 'gil2@example.com' });
      assert.equal(user.email, 'gil@example.com');
      const { type, token } = await mailbox.nextLink('gil2@example.com');
      assert.equal(type, 'email_change');
      await user.update({ email_change_token: token });
      assert.equal((await auth.login('gil2@example.com', 'a good password')).email, 'gil2@example.com');
    });

    test('recovers a forgotten password', async () => {
      await signUp('hal@example.com');
      await auth.requestPasswordRecovery('hal@example.com');
      const { type, token } = await mailbox.nextLink('hal@example.com');
      assert.equal(type, 'recovery');
      const user = await auth.recover(token);
      await user.update({ password: 'remembered now' });
      assert.equal((await auth.login('hal@example.com', 'remembered now')).email, 'hal@example.com');
      await assert.rejects(auth.recover(token), /User not found/);
    });

    test('accepts an invitation', async () => {
      await fetch(`${server.url}/invite`, {
        method: 'POST', headers: { Authorization: `Bearer ${operatorToken}` },
        body: JSON.stringify({ email: 'ian@example.com', data: { team: 'x' } }),
      });
      const { type, token } = await mailbox.nextLink('ian@example.com');
      assert.equal(type, 'invite');
      const user = await auth.acceptInvite(token, 'the password of ian');
      assert.equal(user.user_metadata.team, 'x');
      assert.equal((await auth.login('ian@example.com', 'the password of ian')).email, 'ian@example.com');
    });

    test('logs out, which ends its refresh tokens', async () => {
      await signUp('joe@example.com');
      const user = await auth.login('joe@example.com', 'a good password');
      const { refresh_token } = user.tokenDetails();
      await user.logout();
      const answer = await fetch(`${server.url}/token`, {
        method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
      });
      assert.equal(answer.status, 400);
      assert.equal((await answer.json()).error_description, 'Invalid Refresh Token');
    });

    test('administers users as an admin', async () => {
      const made = await server.admin('createuser', 'root@example.com', 'the password of root', '--confirm', '--admin');
      assert.equal(made.code, 0, made.stderr);
      const { admin } = await auth.login('root@example.com', 'the password of root');
      const created = await admin.createUser('kim@example.com', 'the password of kim', {
        confirm: true, user_metadata: { a: 1 }, app_metadata: { roles: ['editor'] },
      });
      assert.equal(created.email, 'kim@example.com');
      assert.deepEqual(created.app_metadata.roles, ['editor']);
      const listed = await admin.listUsers('site');
      assert.ok((listed.items ?? listed).users.some((user) => user.id === created.id));
      assert.equal((await admin.getUser(created)).user_metadata.a, 1);
      const changed = await admin.updateUser(created, { role: 'editor', user_metadata: { a: 2 } });
      assert.equal(changed.role, 'editor');
      assert.equal((await auth.login('kim@example.com', 'the password of kim')).role, 'editor');
      const root = await auth.login('root@example.com', 'the password of root');
      await root.admin.deleteUser(created);
      await assert.rejects(root.admin.getUser(created), /User not found/);
      await assert.rejects(auth.login('kim@example.com', 'the password of kim'));
    });

    test('is not an admin as a plain user', async () => {
      await signUp('lea@example.com');
      const user = await auth.login('lea@example.com', 'a good password');
      await assert.rejects(user.admin.listUsers('site'), /User not allowed/);
    });
  });
}
