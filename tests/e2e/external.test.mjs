// External sign-in against stand-ins of the five providers: who they say somebody is, redirects and hostile answers.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { site, startAll, stateOf, verifier } from './lib/external.mjs';
import { send } from './lib/http.mjs';
import { avatar, providerNames } from './lib/provider.mjs';

describe('external sign-in', () => {
  let all, server, providers;
  before(async () => { all = await startAll(); ({ server, providers } = all); });
  after(() => all.stop());
  const browser = () => all.browser();

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

    test('addresses without end are no work and no error', async () => {
      const long = `${'a'.repeat(70_000)}@example.com`;
      const list = Array.from({ length: 5_000 }, (_, i) => ({ email: `crowd${i}@example.com`, verified: true, primary: i === 4_999 }));
      providers.github.overrides.crowd = (what) => (what === 'emails' ? { status: 200, body: [{ email: long, verified: true }, ...list] } : undefined);
      const first = await browser().signIn('github', 'crowd');
      assert.equal(decodeJwt(first.fragment.access_token).email, 'crowd4999@example.com');
      await all.account.create('crowd200@example.com');
      providers.github.overrides.crowd2 = (what) => (what === 'emails' ? { status: 200, body: list.slice(1, 4_000) } : undefined);
      assert.equal(decodeJwt((await browser().signIn('github', 'crowd2')).fragment.access_token).email, 'crowd1@example.com', 'the 200th is not looked for');
      providers.github.overrides.crowd = (what) => (what === 'emails' ? { status: 200, body: [{ email: long, verified: true, primary: true }] } : undefined);
      assert.equal((await browser().signIn('github', 'crowd')).fragment.error, 'server_error');
    });

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

  test('an unknown or disabled provider is refused in words', async () => {
    for (const provider of ['', 'nobody', 'saml', '../github']) {
      const { status, body } = await browser().authorize({ provider });
      assert.equal(status, 400);
      assert.match(body.msg, /^Unsupported provider: /);
    }
    assert.equal((await browser().authorize({ provider: 'GitHub' })).status, 302);
  });
});
