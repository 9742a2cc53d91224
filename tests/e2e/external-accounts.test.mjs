// External sign-in, what it does with states, codes of ours and accounts: all that a database decides.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { SignJWT, decodeJwt } from 'jose';
import { password } from './lib/account.mjs';
import { challenge, site, startAll, stateOf, verifier } from './lib/external.mjs';
import { callbackUrl } from './lib/provider.mjs';
import { jwtSecret, operatorToken } from './lib/server.mjs';

describe('external sign-in', () => {
  let all, server, providers;
  before(async () => { all = await startAll(); ({ server, providers } = all); });
  after(() => all.stop());
  const browser = () => all.browser();

  describe('a state', () => {
    test('ends one sign-in and no second one', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github' }));
      assert.ok((await person.callback({ code: 'once', state })).fragment.access_token);
      const again = await person.callback({ code: 'once', state });
      assert.equal(again.status, 400);
      assert.match(again.body.msg, /^OAuth state is invalid: /);
    });

    test('ends one sign-in of many that come back at once', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github' }));
      const ends = await Promise.all(Array.from({ length: 16 }, () => person.callback({ code: 'many', state })));
      assert.equal(ends.filter(({ fragment }) => fragment.access_token).length, 1);
      assert.equal(ends.filter(({ status }) => status === 400).length, 15);
    });

    test('is spent by a refusal too', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github' }));
      assert.equal((await person.callback({ error: 'access_denied', state })).fragment.error, 'access_denied');
      assert.equal((await person.callback({ code: 'ok', state })).status, 400);
    });

    test('ends nothing in another browser', async () => {
      const attacker = browser();
      const state = stateOf(await attacker.authorize({ provider: 'github' }));
      const victim = browser();
      await victim.authorize({ provider: 'github' });
      for (const headers of [{}, victim.headers, { Cookie: 'nf_state=' }, { Cookie: `other=1; ${victim.cookie}` }]) {
        const end = await victim.callback({ code: 'stolen', state }, headers);
        assert.equal(end.fragment.error, 'access_denied', JSON.stringify(headers));
        assert.equal(end.target, site);
      }
      await server.logged(/GOTRUE_EXTERNAL_BIND_STATE/);
      assert.ok((await attacker.callback({ code: 'stolen', state })).fragment.access_token, 'the own browser still may');
    });

    test('of two sign-ins in one browser each comes back', async () => {
      const person = browser();
      const first = stateOf(await person.authorize({ provider: 'github' }));
      const second = stateOf(await person.authorize({ provider: 'gitlab' }));
      assert.ok((await person.callback({ code: 'two', state: second })).fragment.access_token);
      assert.ok((await person.callback({ code: 'two', state: first })).fragment.access_token);
    });

    test('that is missing, forged or expired is a plain 400', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github' }));
      const [header, claims, signature] = state.split('.');
      const forge = (key, change) => new SignJWT({ ...decodeJwt(state), ...change }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(new TextEncoder().encode(key));
      const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
      const spoilt = [
        await forge(jwtSecret, {}), await forge(operatorToken, {}), unsigned, `${header}.${claims}.`, `${header}.${claims}`,
        `${header}.${claims}.${signature}x`, 'x', `${state} `,
        `${header}.${Buffer.from(JSON.stringify({ ...decodeJwt(state), provider: 'google' })).toString('base64url')}.${signature}`,
      ];
      for (const bad of spoilt) {
        const end = await person.callback({ code: 'ok', state: bad });
        assert.equal(end.status, 400, bad);
        assert.match(end.body.msg, /^OAuth state is invalid: /);
      }
      assert.equal((await person.callback({ code: 'ok' })).body.msg, 'OAuth state parameter missing');
    });

    test('is no access token, and an access token is no state', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github' }));
      assert.equal((await all.account.get('/user', state)).status, 401);
      const { access_token: token } = (await person.signIn('github', 'token')).fragment;
      assert.equal((await person.callback({ code: 'ok', state: token })).status, 400);
    });
  });

  describe('PKCE for our clients', () => {
    const exchange = (fields) => all.account.token({ grant_type: 'authorization_code', ...fields });
    async function codeFor(name) {
      const end = await browser().signIn('github', name, { code_challenge: challenge, code_challenge_method: 'S256' });
      assert.equal(end.location.includes('#'), false, end.location);
      return new URL(end.location).searchParams.get('code');
    }

    test('a code is exchanged once with its verifier', async () => {
      const code = await codeFor('pkce1');
      const answer = await exchange({ code, code_verifier: verifier });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(decodeJwt(answer.body.access_token).email, 'github.pkce1@example.com');
      assert.equal(answer.headers['cache-control'], 'no-store');
      const again = await exchange({ code, code_verifier: verifier });
      assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant']);
    });

    test('of many exchanges of one code one succeeds', async () => {
      const code = await codeFor('pkce2');
      const answers = await Promise.all(Array.from({ length: 16 }, () => exchange({ code, code_verifier: verifier })));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    });

    test('without its verifier, or with another, a code is worth nothing', async () => {
      const code = await codeFor('pkce3');
      const missing = await exchange({ code });
      assert.deepEqual([missing.status, missing.body.error], [400, 'invalid_request']);
      const wrong = await exchange({ code, code_verifier: randomBytes(32).toString('base64url') });
      assert.deepEqual([wrong.status, wrong.body.error], [400, 'invalid_grant']);
      assert.equal((await exchange({ code, code_verifier: verifier })).body.error, 'invalid_grant', 'it is gone');
    });

    test('`plain`, and what is no challenge, are refused at the beginning', async () => {
      for (const parameters of [
        { code_challenge: verifier, code_challenge_method: 'plain' }, { code_challenge: verifier },
        { code_challenge: 'short', code_challenge_method: 'S256' }, { code_challenge_method: 'S256' },
      ]) {
        const begun = await browser().authorize({ provider: 'github', ...parameters });
        assert.equal(begun.status, 400, JSON.stringify(parameters));
      }
    });

    test('a code of the provider is none of ours', async () => {
      const answer = await exchange({ code: 'ok', code_verifier: verifier });
      assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_grant']);
      const older = await exchange({ code: 'ok', provider: 'github', redirect_uri: callbackUrl });
      assert.deepEqual([older.status, older.body.error], [400, 'invalid_request']);
    });

    test('an error comes in the fragment all the same', async () => {
      const end = await browser().signIn('github', 'err500', { code_challenge: challenge, code_challenge_method: 'S256' });
      assert.equal(end.fragment.error, 'server_error');
    });
  });

  describe('accounts', () => {
    test('a verified address takes over a sign-up that nobody confirmed, and nothing of it', async () => {
      const email = 'github.taken@example.com';
      await all.account.post('/signup', { email, password, data: { by: 'attacker' } });
      const link = await all.mailbox.nextLink(email);
      const { fragment } = await browser().signIn('github', 'taken');
      assert.equal('by' in decodeJwt(fragment.access_token).user_metadata, false);
      assert.equal((await all.account.login(email)).status, 400);
      assert.equal((await all.account.post('/verify', { type: 'signup', token: link.token })).status, 404);
    });

    test('an unverified address waits for its mail and never links', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'google' }));
      const lies = { Host: 'evil.example', Forwarded: 'host=evil.example', 'X-Forwarded-Host': 'evil.example', Referer: 'https://evil.example/' };
      const end = await person.callback({ code: 'unverified', state }, { ...person.headers, ...lies });
      assert.equal(end.location, site);
      const { token, link } = await all.mailbox.nextLink('google.unverified@example.com');
      assert.ok(link.startsWith(`${site}/#confirmation_token=`), link);
      assert.equal((await all.account.post('/verify', { type: 'signup', token })).status, 200);
      assert.ok((await browser().signIn('google', 'unverified')).fragment.access_token);

      await all.account.newUser('gitlab.unverified@example.com');
      const refused = await browser().signIn('gitlab', 'unverified');
      assert.equal(refused.fragment.error_description, 'A user with this email address has already been registered');
    });

    test('two providers with one verified address are one user, who keeps the first name', async () => {
      const one = decodeJwt((await browser().signIn('github', 'both')).fragment.access_token);
      providers.google.overrides.same = (what, plain) => (what === 'user' ? { status: 200, body: { ...plain.body, email: one.email } } : undefined);
      const other = decodeJwt((await browser().signIn('google', 'same')).fragment.access_token);
      assert.equal(other.sub, one.sub);
      assert.deepEqual(other.app_metadata, { provider: 'github', providers: ['github', 'google'] });
      assert.deepEqual(other.user_metadata, one.user_metadata);
    });

    test('an invitation is accepted with an account of its address alone', async () => {
      const email = 'github.invited@example.com';
      await all.account.post('/invite', { email }, operatorToken);
      const { token } = await all.mailbox.nextLink(email);
      const other = await browser().signIn('github', 'other', { invite_token: token });
      assert.deepEqual(other.fragment, { error: 'invalid_request', error_description: 'Invited email does not match emails from external provider' });
      const own = await browser().signIn('github', 'invited', { invite_token: token });
      assert.equal(decodeJwt(own.fragment.access_token).email, email);
      const again = await browser().authorize({ provider: 'github', invite_token: token });
      assert.deepEqual([again.status, again.body.msg], [404, 'User not found']);
    });

    test('of many first sign-ins at once there is one user', async () => {
      for (const name of ['rush1', 'rush2', 'rush3', 'rush4', 'rush5', 'rush6']) {
        const ends = await Promise.all(Array.from({ length: 12 }, () => browser().signIn('gitlab', name)));
        for (const { fragment } of ends) assert.equal(fragment.error_description, undefined);
        const subjects = new Set(ends.map(({ fragment }) => decodeJwt(fragment.access_token).sub));
        assert.equal(subjects.size, 1);
      }
    });
  });
});

describe('external sign-in, configured otherwise', () => {
  test('sign-up may be disabled, the allow-list opens pages, binding may be off, codes of providers on', async () => {
    const all = await startAll({
      GOTRUE_DISABLE_SIGNUP: 'true', GOTRUE_URI_ALLOW_LIST: 'https://*.preview.example.com/**,myapp://done', GOTRUE_EXTERNAL_BIND_STATE: 'false',
      GOTRUE_SECURITY_PROVIDER_CODE_GRANT: 'true', GOTRUE_EXTERNAL_REDIRECT_URL: 'https://site.example.com/end',
    });
    try {
      const refused = await all.browser().signIn('github', 'nobody');
      assert.deepEqual(refused.fragment, { error: 'access_denied', error_description: 'Signups not allowed for this instance' });
      assert.equal(refused.target, 'https://site.example.com/end');

      const { user } = await all.account.newUser('github.ann@example.com');
      const person = all.browser();
      const begun = await person.authorize({ provider: 'github', redirect_to: 'https://one.preview.example.com/a/b' });
      assert.equal(begun.headers['set-cookie'], undefined);
      const end = await person.callback({ code: 'ann', state: begun.location.searchParams.get('state') }, {});
      assert.equal(end.target, 'https://one.preview.example.com/a/b');
      assert.equal(decodeJwt(end.fragment.access_token).sub, user.id);
      assert.equal((await all.browser().signIn('github', 'ann', { redirect_to: 'https://one.two.preview.example.com/' })).target, 'https://site.example.com/end');

      const grant = (fields) => all.account.token({ grant_type: 'authorization_code', provider: 'github', code: 'ann', redirect_uri: callbackUrl, ...fields });
      assert.equal((await grant({})).status, 200);
      assert.equal((await grant({ provider: 'GitHub' })).status, 200);
      assert.equal((await grant({ redirect_uri: 'https://evil.example' })).body.error, 'invalid_request');
      assert.equal((await grant({ code: 'badcode' })).body.error, 'invalid_grant');
      assert.equal((await grant({ provider: 'nobody' })).body.error, 'invalid_request');

      const held = [];
      all.providers.github.overrides.slow = () => (answer) => held.push(answer);
      const waiting = Array.from({ length: 65 }, () => grant({ code: 'slow' }));
      const busy = await Promise.race(waiting);
      assert.deepEqual([busy.status, busy.headers['retry-after']], [503, '1']);
      for (const answer of held) answer.destroy();
      await Promise.all(waiting);
    } finally {
      await all.stop();
    }
  });
});
