// Webhooks while somebody signs in at a provider: what each is told, what a refusal leaves behind, what a reply changes.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { accounts } from './lib/account.mjs';
import { startHooks, verifySignature } from './lib/hooks.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { settingsOf, startProvider } from './lib/provider.mjs';
import { operatorToken, startServer } from './lib/server.mjs';
import { newBrowser } from './lib/sign_in.mjs';

const site = 'https://site.example.com';
let hooks, mailbox, provider, settings, server, client;
let answer = () => ({});

before(async () => {
  hooks = await startHooks((call) => answer(call));
  mailbox = await startMailbox();
  provider = await startProvider('google');
  settings = {
    ...mailbox.settings, ...hooks.settings(), ...settingsOf(provider), GOTRUE_SITE_URL: site, GOTRUE_RATE_LIMITS: 'off',
    GOTRUE_WEBHOOK_RETRIES: '2',
  };
  server = await startServer(settings);
  client = accounts(server);
});
after(async () => {
  await server?.stop();
  await Promise.all([hooks.close(), mailbox.close(), provider.close()]);
});

const signIn = (code, parameters) => newBrowser(server).signIn('google', code, parameters);
// The calls that a sign-in makes, and where it ends.
async function hooksOf(code, parameters) {
  const first = hooks.calls.length;
  const end = await signIn(code, parameters);
  return { end, calls: hooks.calls.slice(first), events: hooks.calls.slice(first).map(({ body }) => body.event) };
}
async function withAnswer(temporary, action) {
  answer = temporary;
  try { return await action(); } finally { answer = () => ({}); }
}
const only = (event, reply) => (call) => (call.body.event === event ? reply : {});
async function find(email) {
  const { body } = await client.get(`/admin/users?filter=${encodeURIComponent(email)}`, operatorToken);
  return body.users[0];
}
const sessionsOf = async (id) => (await client.get(`/admin/users/${id}/sessions`, operatorToken)).body.sessions;

describe('the hooks', () => {
  test('of a newcomer are validate and signup, signed, with the user who is not confirmed yet', async () => {
    const { end, calls, events } = await hooksOf('ann');
    assert.deepEqual(events, ['validate', 'signup']);
    const { sub } = decodeJwt(end.fragment.access_token);
    for (const call of calls) {
      await verifySignature(call);
      const { user } = call.body;
      assert.deepEqual([user.id, user.email, user.confirmed_at], [sub, 'ann@example.com', undefined]);
      assert.deepEqual(user.app_metadata, { provider: 'google' });
      assert.equal(user.user_metadata.full_name, 'Goo Name');
    }
  });

  test('of somebody known is login, with the sign-in before', async () => {
    await signIn('bob');
    const before_ = (await find('bob@example.com')).last_sign_in_at;
    const { calls, events } = await hooksOf('bob');
    assert.deepEqual(events, ['login']);
    assert.equal(calls[0].body.user.last_sign_in_at, before_);
  });

  test('of an account that is linked is login', async () => {
    await client.newUser('linked@example.com');
    assert.deepEqual((await hooksOf('linked')).events, ['login']);
  });

  test('of an accepted invitation is signup', async () => {
    await client.post('/invite', { email: 'invited@example.com' }, operatorToken);
    const { token } = await mailbox.nextLink('invited@example.com');
    const { end, events } = await hooksOf('invited', { invite_token: token });
    assert.ok(end.fragment.access_token);
    assert.deepEqual(events, ['signup']);
  });

  test('of an address that waits for its mail is validate, and signup once it is confirmed', async () => {
    assert.deepEqual((await hooksOf('unverified')).events, ['validate']);
    const { token } = await mailbox.nextLink('unverified@example.com');
    const first = hooks.calls.length;
    assert.equal((await client.post('/verify', { type: 'signup', token })).status, 200);
    assert.deepEqual(hooks.calls.slice(first).map(({ body }) => body.event), ['signup']);
  });

  test('tell afterwards what an admin did to such a user', async () => {
    const { sub } = decodeJwt((await signIn('changed')).fragment.access_token);
    await client.put(`/admin/users/${sub}`, { user_metadata: { full_name: 'Another' } }, operatorToken);
    const modified = (await hooks.received('usermodified')).find(({ body }) => body.user.id === sub);
    assert.equal(modified.body.user.user_metadata.full_name, 'Goo Name', 'the user before the change');
    await client.delete(`/admin/users/${sub}`, undefined, operatorToken);
    const deleted = (await hooks.received('userdeleted')).find(({ body }) => body.user.id === sub);
    assert.deepEqual(deleted.body.user.app_metadata, { provider: 'google' });
  });
});

describe('a refusal', () => {
  const refusedText = 'Failed to handle signup webhook';
  for (const event of ['validate', 'signup']) {
    test(`by ${event} is an error in the fragment, and nobody is stored`, async () => {
      const code = `refused-by-${event}`;
      const { end, events } = await withAnswer(only(event, { status: 403 }), () => hooksOf(code));
      assert.equal(end.target, site);
      assert.deepEqual(end.fragment, { error: 'server_error', error_description: refusedText });
      assert.deepEqual(events.filter((name) => name === event), [event, event], 'two tries');
      assert.equal(await find(`${code}@example.com`), undefined);
      assert.deepEqual((await hooksOf(code)).events, ['validate', 'signup'], 'still a newcomer');
    });
  }

  test('by login starts no session', async () => {
    const { sub } = decodeJwt((await signIn('carl')).fragment.access_token);
    const { fragment } = await withAnswer(only('login', { status: 500 }), () => signIn('carl'));
    assert.deepEqual(fragment, { error: 'server_error', error_description: refusedText });
    assert.equal((await sessionsOf(sub)).length, 1);
  });

  test('of an accepted invitation leaves it pending', async () => {
    await client.post('/invite', { email: 'pending@example.com' }, operatorToken);
    const { token } = await mailbox.nextLink('pending@example.com');
    const refused = await withAnswer(only('signup', { status: 500 }), () => signIn('pending', { invite_token: token }));
    assert.equal(refused.fragment.error_description, refusedText);
    assert.equal((await find('pending@example.com')).confirmed_at, undefined);
    assert.ok((await signIn('pending', { invite_token: token })).fragment.access_token);
  });

  test('with PKCE gives no code', async () => {
    const code_challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
    const end = await withAnswer(only('validate', { status: 500 }), () => signIn('dora', { code_challenge, code_challenge_method: 'S256' }));
    assert.equal(end.location.includes('code='), false);
    assert.equal(end.fragment.error_description, refusedText);
  });

  test('is what a hook that does not answer, or answers nonsense, comes to', async () => {
    const impatient = await startServer({ ...settings, GOTRUE_WEBHOOK_TIMEOUT_SEC: '1' });
    try {
      const late = await withAnswer(only('validate', undefined), () => newBrowser(impatient).signIn('google', 'eve'));
      assert.equal(late.fragment.error_description, 'Failed to perform webhook in time frame (1 seconds)');
    } finally { await impatient.stop(); }
    const nonsense = await withAnswer(only('validate', { body: '[1' }), () => signIn('eve'));
    assert.match(nonsense.fragment.error_description, /^Webhook returned malformed JSON/);
    assert.equal(await find('eve@example.com'), undefined);
  });

  test('stands in the log of the server and in that of the deliveries', async () => {
    const id = randomBytes(8).toString('hex');
    await withAnswer(only('validate', { status: 418 }), () => signIn(`log${id}`));
    await server.logged(/error="the webhook answered with status 418" .*path=\/callback/);
    const { body } = await client.get('/admin/webhooks/deliveries?event=validate&status=failed', operatorToken);
    assert.equal(body.deliveries[0].response_status, 418);
  });
});

describe('a reply', () => {
  const metadata = { body: { user_metadata: { from: 'hook' }, app_metadata: { roles: ['editor'] } } };
  const metadataOf = (end) => {
    const { user_metadata: user, app_metadata: app } = decodeJwt(end.fragment.access_token);
    return { user, app };
  };

  for (const event of ['validate', 'signup']) {
    test(`to ${event} is in the first token, in the stored user and in what the next hook sees`, async () => {
      const code = `reply-to-${event}`;
      const { end, calls } = await withAnswer(only(event, metadata), () => hooksOf(code));
      const { user, app } = metadataOf(end);
      assert.deepEqual(user, { from: 'hook' });
      assert.deepEqual(app.roles, ['editor']);
      assert.deepEqual((await find(`${code}@example.com`)).user_metadata, { from: 'hook' });
      if (event === 'validate') assert.deepEqual(calls[1].body.user.user_metadata, { from: 'hook' });
    });
  }

  test('to login is in the token of that login', async () => {
    await signIn('fay');
    const end = await withAnswer(only('login', metadata), () => signIn('fay'));
    assert.deepEqual(metadataOf(end).app.roles, ['editor']);
    assert.deepEqual((await find('fay@example.com')).user_metadata, { from: 'hook' });
  });

  test('that is too large refuses the sign-in', async () => {
    const large = { body: { user_metadata: { x: 'x'.repeat(40_000) } } };
    const { fragment } = await withAnswer(only('signup', large), () => signIn('gil'));
    assert.equal(fragment.access_token, undefined);
    assert.ok(fragment.error_description.length > 0);
    assert.equal(await find('gil@example.com'), undefined);
  });
});
