// npm netlify-identity-widget in a browser: the site and the API on one origin, and on two; by password, and by its buttons for
// providers, of which google is a certified OpenID provider with pages of its own, github npm oauth2-mock-server, SAML npm samlp.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './lib/browser.mjs';
import { send } from './lib/http.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { startMockGithub } from './lib/mock_github.mjs';
import { freePort, logInAndConsent, startOpenId } from './lib/openid.mjs';
import { settingsOf } from './lib/provider.mjs';
import { startIdp } from './lib/saml-idp.mjs';
import { enoughElsewhere, operatorToken, startServer } from './lib/server.mjs';
import { startSite } from './lib/site.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

const password = 'a good password';

for (const widget of ['netlify-identity-widget-1', 'netlify-identity-widget-2']) {
  for (const placement of ['same-origin', 'cross-origin']) {
    const isStandIn = widget === 'netlify-identity-widget-2' && placement === 'cross-origin';
    describe(`${widget}, ${placement}`, isStandIn ? {} : enoughElsewhere('the pairs differ in the browser alone'), () => {
      let mailbox, site, server, google, github, idp, context, page, form;
      before(async () => {
        mailbox = await startMailbox();
        site = await startSite(widget);
        const port = await freePort();
        if (placement === 'cross-origin') site.apiUrl = `http://api.localhost:${port}`;
        const redirectUri = new URL(`${site.apiUrl}/callback`, site.origin).href;
        google = await startOpenId({ port: await freePort(), redirectUri, google: true });
        github = await startMockGithub();
        idp = await startIdp();
        server = await startServer({
          ...mailbox.settings, GOTRUE_SITE_URL: site.origin, GOTRUE_API_PORT: String(port),
          ...settingsOf({ name: 'google', url: google.issuer }, redirectUri),
          ...settingsOf({ name: 'github', url: github.url }, redirectUri),
          GOTRUE_EXTERNAL_SAML_ENABLED: 'true', GOTRUE_EXTERNAL_SAML_METADATA_URL: idp.metadataUrl, GOTRUE_EXTERNAL_SAML_NAME: 'Acme',
          GOTRUE_EXTERNAL_SAML_API_BASE: new URL(site.apiUrl, site.origin).href.replace(/\/$/, ''),
        });
        site.target = server.url;
      });
      after(async () => {
        await context?.close();
        await server?.stop();
        await Promise.all([google, github, idp, site, mailbox].map((counterpart) => counterpart?.close()));
      });

      // A fresh browser profile on the site's first page, or on that link.
      async function visit(link = site.origin) {
        await context?.close();
        context = await browser.newContext();
        page = await context.newPage();
        await page.goto(link);
        await page.waitForFunction(() => window.happened.includes('init'));
        form = page.frameLocator('#netlify-identity-widget');
      }
      const open = (what) => page.evaluate((name) => window.netlifyIdentity.open(name), what);
      const submit = () => form.locator('button[type=submit]').click();
      const currentUser = () => page.evaluate(() => window.netlifyIdentity.currentUser());
      const loggedIn = async (email) => {
        await page.waitForFunction((address) => window.netlifyIdentity?.currentUser()?.email === address, email);
      };
      async function logIn(email, secret = password) {
        await open('login');
        await form.locator('input[name=email]').fill(email);
        await form.locator('input[name=password]').fill(secret);
        await submit();
      }
      async function signUp(email) {
        await send(server.url, {
          method: 'POST', path: '/signup', body: JSON.stringify({ email, password }),
        });
        const { token } = await mailbox.nextLink(email);
        const answer = await send(server.url, {
          method: 'POST', path: '/verify', body: JSON.stringify({ type: 'signup', token }),
        });
        assert.equal(answer.status, 200);
      }

      async function invite(email) {
        const answer = await send(server.url, {
          method: 'POST', path: '/invite', headers: { Authorization: `Bearer ${operatorToken}` }, body: JSON.stringify({ email }),
        });
        assert.equal(answer.status, 200, answer.text);
        return (await mailbox.nextLink(email)).link;
      }

      test('a newcomer signs up, opens the link of the mail and is logged in', async () => {
        await visit();
        await open('signup');
        await form.locator('input[name=name]').fill('Ann Ø');
        await form.locator('input[name=email]').fill('ann@example.com');
        await form.locator('input[name=password]').fill(password);
        await submit();
        const { link } = await mailbox.nextLink('ann@example.com');
        assert.ok(link.startsWith(`${site.origin}/#confirmation_token=`), link);
        await visit(link);
        await loggedIn('ann@example.com');
        assert.equal((await currentUser()).user_metadata.full_name, 'Ann Ø');
      });

      test('a user logs in, gets fresh tokens, keeps metadata and logs out', async () => {
        await signUp('bob@example.com');
        await visit();
        await logIn('bob@example.com');
        await loggedIn('bob@example.com');
        const [before_, after_] = await page.evaluate(async () => {
          const user = window.netlifyIdentity.currentUser();
          const old = user.token.refresh_token;
          await window.netlifyIdentity.refresh(true);
          return [old, window.netlifyIdentity.currentUser().token.refresh_token];
        });
        assert.notEqual(before_, after_);
        const changed = await page.evaluate(async () =>
          (await window.netlifyIdentity.currentUser().update({ data: { colour: 'blue' } })).user_metadata);
        assert.equal(changed.colour, 'blue');
        await page.evaluate(() => window.netlifyIdentity.logout());
        await page.waitForFunction(() => window.netlifyIdentity.currentUser() === null);
      });

      test('a wrong password is refused in words', async () => {
        await signUp('carl@example.com');
        await visit();
        await logIn('carl@example.com', 'a bad password');
        await page.waitForFunction(() => window.happened.some((event) => event.startsWith('error')));
        assert.ok((await page.evaluate(() => window.happened)).includes(
          'error: invalid_grant: No user found with that email, or password invalid.'));
        assert.equal(await currentUser(), null);
      });

      test('a forgotten password is replaced', async () => {
        await signUp('dora@example.com');
        await visit();
        await open('login');
        await form.getByText('Forgot password?').click();
        await form.locator('input[name=email]').fill('dora@example.com');
        await submit();
        const { link } = await mailbox.nextLink('dora@example.com');
        await visit(link);
        await form.locator('input[name=password]').fill('another password');
        // The widget is logged in before the new password is set.
        const replaced = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
        await submit();
        await replaced;
        await loggedIn('dora@example.com');
        await visit();
        await logIn('dora@example.com', 'another password');
        await loggedIn('dora@example.com');
      });

      test('an invitation is accepted', async () => {
        await visit(await invite('eve@example.com'));
        await form.locator('input[name=password]').fill('the password of eve');
        await submit();
        await loggedIn('eve@example.com');
        await visit();
        await logIn('eve@example.com', 'the password of eve');
        await loggedIn('eve@example.com');
      });

      const click = (provider) => form.getByRole('button', { name: `Continue with ${provider}` }).click();
      // The way over the provider's pages; the widget is logged in when the browser is back.
      async function continueWithGoogle(login) {
        await click('Google');
        await page.waitForURL((url) => url.origin === google.issuer);
        await logInAndConsent(page, login);
        await page.waitForURL((url) => url.origin === site.origin);
      }

      test('the button of a provider leads over its login page to a login, that of another to the same user', { timeout: 60_000 }, async () => {
        await visit();
        await open('login');
        await continueWithGoogle('hal');
        await loggedIn('hal@example.com');
        const user = await currentUser();
        assert.deepEqual(user.user_metadata, { avatar_url: 'http://a/av.png', full_name: 'Name of hal' });
        assert.deepEqual(user.app_metadata, { provider: 'google' });
        assert.equal(new URL(page.url()).hash.includes('access_token'), false, 'the widget took the tokens off the address');
        await page.evaluate(() => window.netlifyIdentity.refresh(true));
        await page.evaluate(() => window.netlifyIdentity.logout());
        await page.waitForFunction(() => window.netlifyIdentity.currentUser() === null);
        github.login = 'hal';
        await open('signup');
        await click('GitHub');
        await loggedIn('hal@example.com');
        assert.deepEqual((await currentUser()).app_metadata, { provider: 'google', providers: ['google', 'github'] });
      });

      test('the button for SAML leads over the identity provider to a login', { timeout: 60_000 }, async () => {
        idp.person = { email: 'lea@example.com', name: 'Lea' };
        await visit();
        await open('login');
        await click('Acme');
        await loggedIn('lea@example.com');
        assert.deepEqual((await currentUser()).app_metadata, { provider: 'saml' });
      });

      test('an invitation is accepted through the button of a provider', { timeout: 60_000 }, async () => {
        await visit(await invite('ida@example.com'));
        await continueWithGoogle('ida');
        await loggedIn('ida@example.com');
        assert.equal((await currentUser()).user_metadata.full_name, 'Name of ida');
      });

      test('an address is changed by the link in a mail to the new one', async () => {
        await signUp('fay@example.com');
        await visit();
        await logIn('fay@example.com');
        await loggedIn('fay@example.com');
        await page.evaluate(() => window.netlifyIdentity.currentUser().update({ email: 'fay2@example.com' }));
        const { link } = await mailbox.nextLink('fay2@example.com');
        await page.goto('about:blank');
        const changed = page.waitForResponse((answer) =>
          answer.request().method() === 'PUT' && answer.url().endsWith('/user'));
        await page.goto(link);
        assert.equal((await changed).status(), 200);
        // The widget also asks for the user when a page opens, and keeps whichever of the two answers came last.
        await page.waitForFunction(async () =>
          (await window.netlifyIdentity.currentUser().getUserData()).email === 'fay2@example.com');
      });

      if (placement === 'same-origin') {
        test('a login leaves a cookie that scripts cannot read, and a logout takes it away', async () => {
          await signUp('gil@example.com');
          await visit();
          await logIn('gil@example.com');
          await loggedIn('gil@example.com');
          const cookie = (await context.cookies()).find(({ name }) => name === 'nf_jwt');
          assert.ok(cookie, 'no cookie');
          assert.ok(cookie.httpOnly && cookie.secure);
          assert.equal(cookie.path, '/');
          await page.evaluate(() => window.netlifyIdentity.logout());
          await page.waitForFunction(() => window.netlifyIdentity.currentUser() === null);
          assert.equal((await context.cookies()).some(({ name }) => name === 'nf_jwt'), false);
        });
      }
    });
  }
}
