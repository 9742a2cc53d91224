// External sign-in against stand-ins of the five providers: states, browsers, codes, redirects and hostile answers.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { SignJWT, decodeJwt } from 'jose';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { avatar, callbackUrl, providerNames, settingsOf, startProvider } from './lib/provider.mjs';
import { jwtSecret, operatorToken, startServer } from './lib/server.mjs';
import { newBrowser } from './lib/sign_in.mjs';

const site = 'https://site.example.com';
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

async function startAll(settings = {}) {
  const providers = {};
  for (const name of providerNames) providers[name] = await startProvider(name, { emailOf: (code) => `${name}.${code}@example.com` });
  const mailbox = await startMailbox();
  const server = await startServer({
    ...mailbox.settings, GOTRUE_SITE_URL: site, GOTRUE_RATE_LIMITS: 'off', GOTRUE_PASSWORD_BCRYPT_COST: '4',
    GOTRUE_API_REQUEST_ID_HEADER: 'X-Request-ID',
    ...Object.assign({}, ...Object.values(providers).map((provider) => settingsOf(provider))), ...settings,
  });
  return {
    providers, mailbox, server, account: accounts(server), browser: () => newBrowser(server),
    async stop() {
      await server.stop();
      await mailbox.close();
      await Promise.all(Object.values(providers).map((provider) => provider.close()));
    },
  };
}

describe('external sign-in', () => {
  let all, server, providers;
  before(async () => { all = await startAll(); ({ server, providers } = all); });
  after(() => all.stop());
  const browser = () => all.browser();
  const stateOf = (begun) => begun.location.searchParams.get('state');

  test('settings list the providers that are enabled', async () => {
    const { body } = await send(server.url, { path: '/settings' });
    for (const name of providerNames) assert.equal(body.external[name], true, name);
    assert.equal(body.external.saml, false);
  });

  for (const name of providerNames) {
    test(`${name}: a newcomer becomes a user with the name and picture from there`, async () => {
      const { target, fragment } = await browser().signIn(name, 'new');
      assert.equal(target, site);
      assert.equal(fragment.token_type, 'bearer');
      const claims = decodeJwt(fragment.access_token);
      assert.equal(claims.email, `${name}.new@example.com`);
      assert.deepEqual(claims.app_metadata, { provider: name });
      assert.equal(claims.user_metadata.avatar_url, avatar);
      const refreshed = await all.account.refresh(fragment.refresh_token);
      assert.equal(refreshed.status, 200);
      const again = await browser().signIn(name, 'new');
      assert.equal(decodeJwt(again.fragment.access_token).sub, claims.sub);
    });
  }

  test('facebook: the call proves that it knows the secret', async () => {
    await browser().signIn('facebook', 'proof');
    const call = providers.facebook.calls.find(({ auth, path }) => path === '/me' && auth === 'Bearer at-proof');
    assert.equal(call.query.get('appsecret_proof'), createHmac('sha256', 'sec').update('at-proof').digest('hex'));
    assert.equal(call.query.get('fields'), 'email,first_name,last_name,name,picture');
  });

  test('credentials go in the body where Basic is refused, and from then on at once', async () => {
    const provider = providers.bitbucket;
    const bodyOnly = (what, plain, { authorization }) =>
      (what === 'token' && authorization ? { status: 401, body: { error: 'invalid_client' } } : undefined);
    Object.assign(provider.overrides, { body1: bodyOnly, body2: bodyOnly });
    // The way that worked before was Basic; a refused client makes it try the other one.
    assert.ok((await browser().signIn('bitbucket', 'body1')).fragment.access_token);
    provider.calls.length = 0;
    assert.ok((await browser().signIn('bitbucket', 'body2')).fragment.access_token);
    const [exchange] = provider.calls.filter(({ path }) => path.endsWith('access_token'));
    assert.equal(exchange.auth, '');
    assert.equal(exchange.form.get('client_secret'), 'sec');
  });

  test('one connection serves one sign-in after the other', async () => {
    for (const name of providerNames) await browser().signIn(name, 'again');
    const counts = () => providerNames.map((name) => providers[name].connections);
    const first = counts();
    for (const name of providerNames) for (let i = 0; i < 5; ++i) await browser().signIn(name, 'again');
    counts().forEach((count, i) => assert.ok(count - first[i] <= 1, `${providerNames[i]}: ${count - first[i]} new connections`));
  });

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

  describe('an answer that is none signs nobody in', { concurrency: 3 }, () => {
    const hang = () => {};
    const trickle = (answer) => { answer.writeHead(200); answer.write('{"id":'); };
    const large = { status: 200, body: JSON.stringify({ id: 7, access_token: 'at-large', x: 'x'.repeat(5 * 1024 * 1024) }) };
    // What is answered, and the reasons that the log gives: for the account and for the exchange of the code.
    const noJson = { user: /the provider's answer is no JSON: /, token: /the token endpoint's answer is no JSON object/ };
    const noObject = { user: /the provider's answer is no JSON object/, token: noJson.token };
    const status = (number) => ({ user: `the provider answered with status ${number}`, token: `the token endpoint answered with status ${number}` });
    const noAnswer = (why) => ({ user: `the provider gave no answer: ${why}`, token: `the token endpoint gave no answer: ${why}` });
    const answers = {
      'an error status': [{ status: 403, body: { message: 'no' } }, status(403)],
      'a redirect': [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' }, body: '' }, status(302)],
      'no JSON': [{ status: 200, body: '<html>' }, noJson], 'cut JSON': [{ status: 200, body: '{"id":1' }, noJson],
      'an array': [{ status: 200, body: [] }, noObject], 'null': [{ status: 200, body: 'null' }, noObject],
      'nothing': [{ status: 200, body: '' }, noJson], '5 MB': [large, noAnswer('the answer is over 1 MiB')],
      'slowly': [trickle, noAnswer('no answer in time')], 'not at all': [hang, noAnswer('no answer in time')],
      'a broken line': [(answer) => answer.destroy(), noAnswer('no answer: ')],
    };
    const idOf = (name) => (name === 'bitbucket' ? 'uuid' : 'id');
    const broken = (fields) => (what, plain) => (what === 'user' ? { status: 200, body: { ...plain.body, ...fields } } : undefined);
    const shapesOf = (name) => ({
      'an empty id': [broken({ id: '', uuid: '' }), `the provider's \`${idOf(name)}\` is empty`],
      'no id': [broken({ id: undefined, uuid: undefined }), `the provider gave no \`${name === 'bitbucket' ? 'account_id' : 'id'}\``],
      'the id 0': [broken({ id: 0, uuid: 0 }), `the provider's \`${idOf(name)}\` is empty`],
      'an id of another type': [broken({ id: { a: 1 }, uuid: [1] }), /the provider's `(id|uuid)` is of type (object|array)/],
      'a name of another type': [broken({ name: 7, display_name: 7, first_name: 7 }), /the provider's `(name|display_name|first_name)` is of type number/],
    });
    // Signs in, and adds the reason that the log gives.
    async function tracedSignIn(name, code) {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: name }));
      const end = await person.callback({ code, state }, { ...person.headers, 'X-Request-ID': `${name}.${code}` });
      const [, reason] = await server.logged(new RegExp(`error="([^"]*)"[^\n]*provider=${name} [^\n]*request_id=${name}\\.${code} `));
      return { ...end, reason };
    }
    function checkRefusal(end, { text, reason, kind }) {
      assert.deepEqual(end.fragment, { error: 'server_error', error_description: text }, kind);
      assert.equal(end.target, site, kind);
      if (typeof reason === 'string') assert.ok(end.reason.startsWith(reason), `${kind}: ${end.reason}`);
      else assert.match(end.reason, reason, kind);
    }

    for (const name of providerNames) {
      test(`${name}: whatever it answers to a question for the account`, { timeout: 60_000 }, async () => {
        const kinds = [
          ...Object.entries(answers).map(([kind, [answer, reasons]]) => [kind, (what) => (what === 'user' ? answer : undefined), reasons.user]),
          ...Object.entries(shapesOf(name)).map(([kind, [change, reason]]) => [kind, change, reason]),
        ];
        await Promise.all(kinds.map(async ([kind, change, reason], index) => {
          providers[name].overrides[`bad${index}`] = change;
          const end = await tracedSignIn(name, `bad${index}`);
          checkRefusal(end, { text: 'Error getting user email from external provider', reason, kind });
        }));
      });

      test(`${name}: whatever it answers to the exchange of the code`, { timeout: 60_000 }, async () => {
        await Promise.all(Object.entries(answers).map(async ([kind, [answer, reasons]], index) => {
          providers[name].overrides[`badtoken${index}`] = (what) => (what === 'token' ? answer : undefined);
          const end = await tracedSignIn(name, `badtoken${index}`);
          checkRefusal(end, { text: `Unable to exchange external code for ${name} provider`, reason: reasons.token, kind });
        }));
      });

      test(`${name}: an account without an address`, async () => {
        const end = await tracedSignIn(name, 'noemail');
        checkRefusal(end, { text: 'Error getting user email from external provider', reason: 'the provider gave no address', kind: name });
      });
    }

    for (const name of ['github', 'gitlab', 'bitbucket']) {
      test(`${name}: a list of addresses that is none`, async () => {
        for (const [index, body] of [{}, 'x', [7], [{ email: 7 }], { values: 7 }, { values: [{ email: {} }] }].entries()) {
          providers[name].overrides[`list${index}`] = (what) => (what === 'emails' ? { status: 200, body } : undefined);
          const end = await browser().signIn(name, `list${index}`);
          assert.equal(end.fragment.error, 'server_error', JSON.stringify(body));
        }
      });
    }

    test('a flag that is no flag verifies nothing', async () => {
      providers.google.overrides.flag = (what, plain) => (what === 'user' ? { status: 200, body: { ...plain.body, verified_email: 'true' } } : undefined);
      assert.equal((await browser().signIn('google', 'flag')).fragment.error, 'server_error');
    });
  });

  test('the log holds no secret of a provider, and no code', () => {
    for (const secret of ['sec"', 'at-ok', 'at-bad', verifier]) assert.equal(server.log.includes(secret), false, secret);
  });

  describe('where a sign-in ends', () => {
    const endOf = async (parameters, headers) => (await browser().signIn('github', 'end', parameters, headers)).target;

    test('on the page of the site that it began on', async () => {
      assert.equal(await endOf({}, { Referer: `${site}/page?x=1` }), `${site}/page?x=1`);
      assert.equal(await endOf({ redirect_to: `${site}/welcome` }), `${site}/welcome`);
      assert.equal(await endOf({ redirect_to: '/welcome' }), `${site}/welcome`);
    });

    test('nowhere else, whatever a request says', async () => {
      for (const url of ['https://evil.example', '//evil.example', 'https://site.example.com.evil.example', 'https://site.example.com@evil.example',
        '/\\evil.example', '\\\\evil.example', 'https:evil.example', 'javascript:alert(1)', 'https://site.example.com:8443/',
        'http://site.example.com', 'https://site.example.com\\@evil.example', 'https://evil.example#https://site.example.com']) {
        assert.equal(await endOf({ redirect_to: url }), site, url);
        if (!/[\\]/.test(url)) assert.equal(await endOf({}, { Referer: url }), site, url);
      }
      for (const headers of [{ Host: 'evil.example' }, { 'X-Forwarded-Host': 'evil.example' }, { Forwarded: 'host=evil.example' }, { Origin: 'https://evil.example' }]) {
        assert.equal(await endOf({}, headers), site);
      }
    });

    test('an error ends there too, and its text leads nowhere', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github', redirect_to: 'https://evil.example' }));
      const end = await person.callback({ state, error: 'x\r\nLocation: https://evil.example', error_description: '<a> &access_token=1#' });
      assert.equal(end.target, site);
      assert.deepEqual(end.fragment, { error: 'access_denied', error_description: '<a> &access_token=1#' });
    });

    test('parameters of /callback choose nothing', async () => {
      const person = browser();
      const state = stateOf(await person.authorize({ provider: 'github' }));
      const end = await person.callback({ code: 'end', state, redirect_to: 'https://evil.example', referrer: 'https://evil.example' });
      assert.equal(end.target, site);
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
      const end = await browser().signIn('google', 'unverified');
      assert.equal(end.location, site);
      const { token } = await all.mailbox.nextLink('google.unverified@example.com');
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
      const ends = await Promise.all(Array.from({ length: 12 }, () => browser().signIn('gitlab', 'rush')));
      const subjects = new Set(ends.map(({ fragment }) => decodeJwt(fragment.access_token).sub));
      assert.equal(subjects.size, 1);
    });
  });

  test('an unknown or disabled provider is refused in words', async () => {
    for (const provider of ['', 'nobody', 'saml', '../github']) {
      const { status, body } = await browser().authorize({ provider });
      assert.equal(status, 400);
      assert.match(body.msg, /^Unsupported provider: /);
    }
    assert.equal((await browser().authorize({ provider: 'GitHub' })).status, 302);
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
      assert.equal((await grant({ redirect_uri: 'https://evil.example' })).body.error, 'invalid_request');
      assert.equal((await grant({ code: 'badcode' })).body.error, 'invalid_grant');
      assert.equal((await grant({ provider: 'nobody' })).body.error, 'invalid_request');
    } finally {
      await all.stop();
    }
  });
});
