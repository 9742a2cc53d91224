// npm oidc-provider, a certified OpenID provider with login and consent pages: as generic OpenID Connect, or in google's shape.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

// A port that is free now: the redirect URI must be known before the server listens.
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function signingKey(kid, alg = 'RS256') {
  const { privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

// What the provider says of who logged in.
const claimsOf = (login) => ({
  sub: login, email: `${login}@example.com`, email_verified: !login.startsWith('unverified'), name: `Name of ${login}`, picture: 'http://a/av.png',
});

export async function startOpenId({ port, redirectUri, alg = 'RS256', google = false, keys = [signingKey('first', alg)] }) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: 'cid', client_secret: 'sec', redirect_uris: [redirectUri], id_token_signed_response_alg: alg,
      token_endpoint_auth_method: 'client_secret_basic',
    }],
    jwks: { keys },
    cookies: { keys: [randomBytes(8).toString('hex')] },
    features: { devInteractions: { enabled: true } },
    claims: { openid: ['sub'], email: ['email', 'email_verified', 'id', 'verified_email'], profile: ['name', 'picture'] },
    scopes: ['openid', 'email', 'profile'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
    pkce: { methods: ['S256'], required: () => !google },
    findAccount: (context, id) => ({
      accountId: id, claims: () => ({ ...claimsOf(id), ...(google ? { id, verified_email: true } : {}) }),
    }),
    ...(google ? { routes: { authorization: '/o/oauth2/auth', token: '/o/oauth2/token', userinfo: '/userinfo/v2/me' } } : {}),
  });
  const handle = provider.callback();
  const listener = createServer((request, answer) => {
    // google's scopes have no `openid`, without which this provider gives no profile.
    if (google) request.url = request.url.replace('scope=email+profile', 'scope=openid+email+profile');
    handle(request, answer);
  });
  await new Promise((resolve) => { listener.listen(port, '127.0.0.1', resolve); });
  return { issuer: `http://127.0.0.1:${port}`, close: () => new Promise((done) => { listener.closeAllConnections(); listener.close(done); }) };
}

// Logs in on the provider's page that the browser is on, and consents, as a person does.
export async function logInAndConsent(page, login) {
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', 'x');
  await page.click('button[type=submit]');
  await page.click('button[type=submit]');
}
