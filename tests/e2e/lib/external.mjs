// A server with stand-ins of the five providers and a mailbox: what tests of external sign-in begin with.
import { createHash, randomBytes } from 'node:crypto';
import { accounts } from './account.mjs';
import { startMailbox } from './mailbox.mjs';
import { providerNames, settingsOf, startProvider } from './provider.mjs';
import { startServer } from './server.mjs';
import { newBrowser } from './sign_in.mjs';

export const site = 'https://site.example.com';
export const verifier = randomBytes(32).toString('base64url');
export const challenge = createHash('sha256').update(verifier).digest('base64url');
export const stateOf = (begun) => begun.location.searchParams.get('state');

export async function startAll(settings = {}) {
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
