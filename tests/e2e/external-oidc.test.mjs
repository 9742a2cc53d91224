// npm oidc-provider, a certified OpenID provider, as generic OpenID Connect and as google: through its login and consent
// pages in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { startBrowser } from './lib/browser.mjs';
import { send } from './lib/http.mjs';
import { freePort, logInAndConsent, startOpenId } from './lib/openid.mjs';
import { startServer } from './lib/server.mjs';

const site = 'http://app.localhost:9';

describe('a certified OpenID provider', () => {
  let browser, server, openIds, port;
  const kinds = { acme: 'RS256', elliptic: 'ES256', probabilistic: 'PS256', edwards: 'EdDSA' };

  before(async () => {
    browser = await startBrowser();
    port = await freePort();
    const redirectUri = `http://127.0.0.1:${port}/callback`;
    openIds = { google: await startOpenId({ port: await freePort(), redirectUri, google: true }) };
    const settings = {
      GOTRUE_EXTERNAL_GOOGLE_ENABLED: 'true', GOTRUE_EXTERNAL_GOOGLE_CLIENT_ID: 'cid', GOTRUE_EXTERNAL_GOOGLE_SECRET: 'sec',
      GOTRUE_EXTERNAL_GOOGLE_REDIRECT_URI: redirectUri, GOTRUE_EXTERNAL_GOOGLE_URL: openIds.google.issuer,
    };
    for (const [name, alg] of Object.entries(kinds)) {
      openIds[name] = await startOpenId({ port: await freePort(), redirectUri, alg });
      const prefix = `GOTRUE_EXTERNAL_OIDC_${name.toUpperCase()}`;
      Object.assign(settings, {
        [`${prefix}_ISSUER`]: openIds[name].issuer, [`${prefix}_CLIENT_ID`]: 'cid', [`${prefix}_SECRET`]: 'sec',
        [`${prefix}_REDIRECT_URI`]: redirectUri, [`${prefix}_LABEL`]: `Sign in with ${name}`,
      });
    }
    server = await startServer({ ...settings, GOTRUE_API_PORT: String(port), GOTRUE_SITE_URL: site, GOTRUE_RATE_LIMITS: 'off' });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await Promise.all(Object.values(openIds).map((openId) => openId.close()));
  });

  // Logs in and consents as a person does; returns where the browser ends.
  async function signIn(name, login) {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const ended = page.waitForRequest((request) => request.url().startsWith(site));
      await page.goto(`${server.url}/authorize?provider=${name}`);
      await logInAndConsent(page, login);
      const request = await ended;
      const redirect = await request.redirectedFrom().response();
      const location = (await redirect.allHeaders()).location;
      return Object.fromEntries(new URLSearchParams(location.split('#')[1]));
    } finally {
      await context.close();
    }
  }

  test('is listed by its name with its label', async () => {
    const { body } = await send(server.url, { path: '/settings' });
    assert.equal(body.external.acme, true);
    assert.equal(body.external_labels.acme, 'Sign in with acme');
  });

  for (const name of ['google', ...Object.keys(kinds)]) {
    test(`${name}: signs in through its login and consent pages`, { timeout: 60_000 }, async () => {
      const fragment = await signIn(name, `${name}1`);
      assert.equal(fragment.error_description, undefined);
      const claims = decodeJwt(fragment.access_token);
      assert.equal(claims.email, `${name}1@example.com`);
      assert.deepEqual(claims.app_metadata, { provider: name });
      assert.deepEqual(claims.user_metadata, { avatar_url: 'http://a/av.png', full_name: `Name of ${name}1` });
      assert.equal(decodeJwt((await signIn(name, `${name}1`)).access_token).sub, claims.sub);
    });
  }

  test('an address that it does not vouch for waits for its mail', { timeout: 60_000 }, async () => {
    assert.deepEqual(await signIn('acme', 'unverified1'), {});
  });
});
