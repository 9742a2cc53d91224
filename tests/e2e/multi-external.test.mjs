// External sign-in with many instances: a state carries its instance from /authorize to /callback, where no header does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { send } from './lib/http.mjs';
import { startHooks, verifySignature } from './lib/hooks.mjs';
import { startInstance } from './lib/instance.mjs';
import { callbackUrl, startProvider } from './lib/provider.mjs';
import { operatorToken, startServer } from './lib/server.mjs';
import { newBrowser } from './lib/sign_in.mjs';

describe('external sign-in with many instances', () => {
  let provider, hooks, server, one, two;
  const secretOf = (name) => `secret of ${name}, long enough to be one`;
  const configOf = (name) => ({
    site_url: `https://${name}.example.com`,
    jwt: { secret: secretOf(name) },
    external: { github: { enabled: true, client_id: `client of ${name}`, secret: 's', redirect_uri: callbackUrl, url: provider.url } },
  });
  const start = (env = {}) => startServer({
    GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db', GOTRUE_SITE_URL: undefined,
    GOTRUE_JWT_SECRET: undefined, GOTRUE_RATE_LIMITS: 'off', GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8', ...env,
  }, ['multi']);
  before(async () => {
    provider = await startProvider('github');
    hooks = await startHooks(() => ({ body: { app_metadata: { roles: ['from the hook'] } } }));
    server = await start();
    one = await startInstance(server, configOf('one'), operatorToken, { function_hooks: { signup: hooks.url } });
    two = await startInstance(server, configOf('two'), operatorToken);
  });
  after(async () => {
    await Promise.all([one.close(), two.close(), provider.close(), hooks.close()]);
    await server.stop();
  });

  // Begins behind the proxy that signs, and comes back without it, as a browser does.
  async function signIn(instance, code) {
    const begun = await newBrowser(instance).authorize({ provider: 'github' });
    assert.equal(begun.status, 302, begun.text);
    return newBrowser(server).callback({ code, state: begun.location.searchParams.get('state') });
  }

  test('ends on the site of the instance, with its client, tokens and hooks', async () => {
    const begun = await newBrowser(one).authorize({ provider: 'github' });
    assert.equal(begun.location.searchParams.get('client_id'), 'client of one');
    const { target, fragment } = await signIn(one, 'ann');
    assert.equal(target, 'https://one.example.com');
    assert.deepEqual(decodeJwt(fragment.access_token).app_metadata.roles, ['from the hook']);
    const [call] = await hooks.received('signup');
    const { claims } = await verifySignature(call, secretOf('one'));
    assert.equal(claims.sub, one.id);
    const user = await send(one.url, { path: '/user', headers: { Authorization: `Bearer ${fragment.access_token}` } });
    assert.equal(user.body.email, 'ann@example.com');
  });

  test('makes users of its instance alone', async () => {
    const first = decodeJwt((await signIn(one, 'bob')).fragment.access_token);
    const { target, fragment } = await signIn(two, 'bob');
    assert.equal(target, 'https://two.example.com');
    assert.notEqual(decodeJwt(fragment.access_token).sub, first.sub);
    const foreign = await send(one.url, { path: '/user', headers: { Authorization: `Bearer ${fragment.access_token}` } });
    assert.equal(foreign.status, 401);
  });

  test('refuses a state that was used, forged or signed for another operator', async () => {
    const begun = await newBrowser(one).authorize({ provider: 'github' });
    const state = begun.location.searchParams.get('state');
    const browser = newBrowser(server);
    assert.ok((await browser.callback({ code: 'eve', state })).fragment.access_token);
    assert.equal((await browser.callback({ code: 'eve', state })).status, 400);
    assert.equal((await browser.callback({ code: 'eve', state: `${state.slice(0, -4)}AAAA` })).status, 400);
    assert.equal((await browser.callback({ code: 'eve' })).status, 400);
    const other = await start({ GOTRUE_OPERATOR_TOKEN: 'another operator token of the client tests' });
    assert.equal((await newBrowser(other).callback({ code: 'eve', state })).status, 400);
    await other.stop();
  });

  test('is held up by the provider of its own instance alone', async () => {
    const held = [];
    provider.overrides.slow = () => (answer) => held.push(answer);
    const begun = await Promise.all(Array.from({ length: 65 }, () => newBrowser(one).authorize({ provider: 'github' })));
    const ends = [];
    let refused;
    const firstRefusal = new Promise((resolve) => { refused = resolve; });
    for (const { location } of begun) {
      ends.push(newBrowser(server).callback({ code: 'slow', state: location.searchParams.get('state') }).then((end) => {
        if (end.status === 503 || end.fragment.error) refused(end);
        return end;
      }));
    }
    await firstRefusal;  // by then all others of the instance wait
    assert.ok((await signIn(two, 'zoe')).fragment.access_token);
    for (const answer of held) answer.destroy();
    await Promise.all(ends);
  });

  test('shows the providers of the instance, and keeps its hosts to the address policy', async () => {
    const settings = await send(one.url, { path: '/settings' });
    assert.equal(settings.body.external.github, true);
    assert.equal(settings.body.external.google, false);
    const strict = await start({ GOTRUE_OUTBOUND_ALLOWED_NETWORKS: undefined });
    const instance = await startInstance(strict, configOf('strict'), operatorToken);
    const begun = await newBrowser(instance).authorize({ provider: 'github' });
    const before = provider.calls.length;
    const answer = await newBrowser(strict).callback({ code: 'mal', state: begun.location.searchParams.get('state') });
    assert.ok(answer.fragment.error, answer.location);
    assert.equal(provider.calls.length, before);
    await instance.close();
    await strict.stop();
  });
});
