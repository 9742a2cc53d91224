// npm oauth2-mock-server as an OpenID provider that errs, lies, turns its keys over or is not there.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { OAuth2Server } from 'oauth2-mock-server';
import { send } from './lib/http.mjs';
import { startServer } from './lib/server.mjs';
import { newBrowser } from './lib/sign_in.mjs';

const site = 'https://site.example.com';

describe('ID tokens', () => {
  let openId, server;
  before(async () => {
    openId = new OAuth2Server();
    await openId.issuer.keys.generate('RS256');
    await openId.start(0, '127.0.0.1');
    openId.issuer.url = `http://127.0.0.1:${openId.address().port}`;
    server = await startServer({
      GOTRUE_SITE_URL: site, GOTRUE_RATE_LIMITS: 'off',
      GOTRUE_EXTERNAL_OIDC_MOCK_ISSUER: openId.issuer.url, GOTRUE_EXTERNAL_OIDC_MOCK_CLIENT_ID: 'cid',
      GOTRUE_EXTERNAL_OIDC_MOCK_SECRET: 'sec', GOTRUE_EXTERNAL_OIDC_MOCK_REDIRECT_URI: 'http://127.0.0.1:9994/callback',
      GOTRUE_EXTERNAL_OIDC_ABSENT_ISSUER: 'http://127.0.0.1:1', GOTRUE_EXTERNAL_OIDC_ABSENT_CLIENT_ID: 'cid',
      GOTRUE_EXTERNAL_OIDC_ABSENT_REDIRECT_URI: 'http://127.0.0.1:9994/callback',
    });
  });
  after(async () => {
    await server.stop();
    await openId.stop();
  });

  // What the provider puts into its tokens and answers, for one sign-in.
  async function signIn({ claims = {}, response = () => {}, userInfo = () => {}, subject = 'ann' } = {}) {
    const events = {
      beforeTokenSigning: (token) => {
        Object.assign(token.payload, { sub: subject, aud: 'cid', email: `${subject}@example.com`, email_verified: true, ...claims });
      },
      beforeResponse: response,
      beforeUserinfo: userInfo,
    };
    for (const [event, listener] of Object.entries(events)) openId.service.on(event, listener);
    try {
      const person = newBrowser(server);
      const begun = await person.authorize({ provider: 'mock' });
      const back = await fetch(begun.location, { redirect: 'manual' });
      const { searchParams } = new URL(back.headers.get('location'));
      return await person.callback({ code: searchParams.get('code'), state: searchParams.get('state') });
    } finally {
      for (const [event, listener] of Object.entries(events)) openId.service.off(event, listener);
    }
  }
  const refused = (end, reason) => {
    assert.equal(end.fragment.access_token, undefined, reason);
    assert.equal(end.fragment.error, 'server_error', reason);
  };

  test('a good one signs in', async () => {
    const { fragment } = await signIn();
    assert.equal(fragment.error_description, undefined);
    const claims = decodeJwt(fragment.access_token);
    assert.equal(claims.email, 'ann@example.com');
    assert.deepEqual(claims.app_metadata, { provider: 'mock' });
  });

  test('the request carries the scopes, a nonce and a challenge, and never the verifier', async () => {
    const { location } = await newBrowser(server).authorize({ provider: 'mock' });
    assert.equal(location.searchParams.get('scope'), 'openid email profile');
    assert.equal(location.searchParams.get('nonce').length, 43);
    assert.equal(location.searchParams.get('code_challenge_method'), 'S256');
    assert.equal(location.searchParams.has('code_verifier'), false);
  });

  test('one with a wrong claim is refused', async () => {
    const now = Math.floor(Date.now() / 1000);
    const wrong = [
      { iss: 'http://127.0.0.1:1' }, { aud: 'other' }, { aud: ['other'] }, { aud: ['cid', 'other'] }, { azp: 'other' }, { nonce: 'other' },
      { nonce: undefined }, { exp: now - 120 }, { iat: now + 300 }, { sub: '' }, { sub: 7 }, { email: 7 }, { email: '' }, { email_verified: 'maybe', email: ['x'] },
    ];
    for (const claims of wrong) refused(await signIn({ claims, subject: 'eve' }), JSON.stringify(claims));
    await server.logged(/error="the ID token has the nonce of another sign-in"/);
    await server.logged(/error="the ID token is for another client"/);
  });

  test('none, or one that is spoilt, is refused', async () => {
    const spoil = [
      () => undefined, () => '', () => 7, () => 'x.y.z', (token) => `${token}A`, (token) => token.slice(0, -4),
      (token) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`,
      (token) => [token.split('.')[0], Buffer.from('{"sub":"admin"}').toString('base64url'), token.split('.')[2]].join('.'),
    ];
    for (const change of spoil) {
      refused(await signIn({ response: (answer) => { answer.body.id_token = change(answer.body.id_token); } }), String(change));
    }
  });

  test('the address may come from the userinfo endpoint, for the same subject alone', async () => {
    const withUserInfo = (body) => signIn({ subject: 'ulla', claims: { email: undefined }, userInfo: (answer) => { answer.body = body; } });
    const { fragment } = await withUserInfo({ sub: 'ulla', email: 'ulla@example.com', email_verified: true, name: 'Ulla' });
    assert.equal(decodeJwt(fragment.access_token).user_metadata.full_name, 'Ulla');
    for (const body of [{ sub: 'other', email: 'ulla@example.com' }, { email: 'ulla@example.com' }, { sub: 'ulla' }, [], 'x']) {
      refused(await withUserInfo(body), JSON.stringify(body));
    }
  });

  test('a new key of the provider is found', async () => {
    await signIn();
    await openId.issuer.keys.generate('RS256', { kid: 'rotated' });
    // The mock signs with each of its keys in turn, so one of these has the new one.
    for (let i = 0; i < 2; ++i) {
      const { fragment } = await signIn();
      assert.equal(fragment.error_description, undefined);
    }
  });

  test('a provider that is not there is told at the beginning', async () => {
    const { status, headers, body } = await newBrowser(server).authorize({ provider: 'absent' });
    assert.deepEqual([status, headers['retry-after']], [503, '10']);
    assert.equal(body.msg, 'The absent provider does not answer, try again later');
  });

  test('settings list it', async () => {
    const { body } = await send(server.url, { path: '/settings' });
    assert.equal(body.external.mock, true);
    assert.deepEqual(body.external_labels, {});
  });
});
