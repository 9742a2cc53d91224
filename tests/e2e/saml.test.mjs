// Sign-in with SAML against an identity provider from npm; our metadata and requests checked by another SAML library.
import assert from 'node:assert/strict';
import { X509Certificate, createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { SAML, generateServiceProviderMetadata } from '@node-saml/node-saml';
import { DOMParser } from '@xmldom/xmldom';
import { api, send } from './lib/http.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { makeCertificate, startIdp } from './lib/saml-idp.mjs';
import { ofProcess, operatorToken, reconfigure, runCommand, startServer } from './lib/server.mjs';

const apiBase = 'https://identity.example.com';
const site = 'http://localhost:9999';

const samlSettings = (idp, more = {}) => ({
  GOTRUE_EXTERNAL_SAML_ENABLED: 'true', GOTRUE_EXTERNAL_SAML_METADATA_URL: idp.metadataUrl,
  GOTRUE_EXTERNAL_SAML_API_BASE: apiBase, GOTRUE_EXTERNAL_SAML_NAME: 'Acme', GOTRUE_SITE_URL: site, ...more,
});

// One browser's way: its cookies go along.
class Browser {
  constructor(server) {
    this.server = server;
    this.cookies = new Map();
  }

  async send(request) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send(this.server.url, { ...request, headers: { ...request.headers, ...(cookie ? { Cookie: cookie } : {}) } });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [name, value] = line.split(';')[0].split('=');
      this.cookies.set(name, value);
    }
    return answer;
  }

  // Where /authorize leads.
  async authorize(query = '') {
    const answer = await this.send({ path: `/authorize?provider=saml${query}` });
    assert.equal(answer.status, 302, answer.text);
    return answer.headers.location;
  }

  post(xml, relayState) {
    return this.send({
      method: 'POST', path: '/saml/acs', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64'), ...(relayState === undefined ? {} : { RelayState: relayState }) }).toString(),
    });
  }
}

const fragment = (answer) => {
  assert.equal(answer.status, 302, answer.text);
  return Object.fromEntries(new URLSearchParams(answer.headers.location.split('#')[1] ?? ''));
};
const pem = (base64) => `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;

function readMetadata(xml) {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const first = (name) => document.getElementsByTagNameNS('*', name)[0];
  const acs = first('AssertionConsumerService');
  return {
    entityId: document.documentElement.getAttribute('entityID'),
    requestsSigned: first('SPSSODescriptor').getAttribute('AuthnRequestsSigned'),
    acs: { binding: acs.getAttribute('Binding'), location: acs.getAttribute('Location') },
    nameIdFormat: first('NameIDFormat').textContent,
    certificates: Object.fromEntries([...Array(2).keys()].map((i) => document.getElementsByTagNameNS('*', 'KeyDescriptor')[i])
      .map((key) => [key.getAttribute('use'), key.getElementsByTagNameNS('*', 'X509Certificate')[0].textContent.replace(/\s/g, '')])),
  };
}

describe('SAML', () => {
  let idp;
  let mailbox;
  let server;
  let certificate;

  before(async () => {
    idp = await startIdp();
    mailbox = await startMailbox();
    server = await startServer(samlSettings(idp, mailbox.settings));
    certificate = pem(readMetadata((await send(server.url, { path: '/saml/metadata' })).text).certificates.signing);
  });
  after(async () => {
    await server?.stop();
    await mailbox.close();
    await idp.close();
  });

  async function signIn(person, { changes, browser = new Browser(server), query, alter = (xml) => xml } = {}) {
    const request = await idp.parse(await browser.authorize(query), certificate);
    return browser.post(alter(await idp.respond(request, person, changes)), request.relayState);
  }
  const refusal = async (answer, text) => {
    assert.deepEqual(fragment(answer).error_description, text);
    assert.ok(!answer.headers.location.includes('access_token'));
  };
  const unverified = 'The answer of the identity provider could not be verified';

  test('settings show the provider and its label', async () => {
    const { body } = await api(server.url).get('/settings');
    assert.equal(body.external.saml, true);
    assert.deepEqual(body.external_labels, { saml: 'Acme' });
  });

  test('metadata says what another library says of the same service provider', async () => {
    const answer = await send(server.url, { path: '/.netlify/identity/saml/metadata' });
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /xml/);
    const ours = readMetadata(answer.text);
    const key = makeCertificate('sp');
    const theirs = readMetadata(generateServiceProviderMetadata({
      issuer: `${apiBase}/saml`, callbackUrl: `${apiBase}/saml/acs`, privateKey: key.key, publicCerts: ours.certificates.signing,
      decryptionPvk: key.key, decryptionCert: ours.certificates.encryption,
      identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', wantAssertionsSigned: true,
    }));
    assert.deepEqual(ours, theirs);
    assert.equal(new X509Certificate(certificate).subject, 'CN=gotrue');
  });

  test('the signature of a request holds for another library, and not when anything is changed', async () => {
    const location = await new Browser(server).authorize();
    const saml = new SAML({ idpCert: certificate, issuer: 'x', callbackUrl: 'https://x.example.com' });
    const query = location.slice(location.indexOf('?') + 1);
    const container = Object.fromEntries(new URLSearchParams(query));
    await saml.hasValidSignatureForRedirect(container, query);
    await assert.rejects(saml.hasValidSignatureForRedirect(container, query.replace('RelayState=', 'RelayState=x')), /Invalid query signature/);
  });

  test('a request goes to the address of the metadata and names our consumer service', async () => {
    const location = await new Browser(server).authorize();
    assert.ok(location.startsWith(`${idp.url}/sso?SAMLRequest=`));
    const request = await idp.parse(location, certificate);
    assert.equal(request.issuer, `${apiBase}/saml`);
    assert.equal(request.assertionConsumerServiceURL, `${apiBase}/saml/acs`);
    assert.equal(request.destination, `${idp.url}/sso`);
    await assert.rejects(idp.parse(location, idp.keys.cert));
  });

  test('a newcomer signs in with a verified address and a name', async () => {
    const answer = await signIn({ email: 'ann@example.com', givenName: 'Ann', familyName: 'Archer' });
    assert.ok(answer.headers.location.startsWith(`${site}/#`) || answer.headers.location.startsWith(`${site}#`), answer.headers.location);
    const tokens = fragment(answer);
    assert.equal(tokens.token_type, 'bearer');
    assert.equal(tokens.expires_in, '3600');
    const { body: user } = await api(server.url).get('/user', tokens.access_token);
    assert.equal(user.email, 'ann@example.com');
    assert.ok(user.confirmed_at);
    assert.equal(user.app_metadata.provider, 'saml');
    assert.equal(user.user_metadata.full_name, 'Ann Archer');
    const again = fragment(await signIn({ email: 'ann@example.com' }));
    assert.equal((await api(server.url).get('/user', again.access_token)).body.id, user.id);
  });

  test('signed responses and encrypted assertions are taken as well', async () => {
    const encryption = {
      encryptionCert: certificate, encryptionPublicKey: new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
      encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    };
    for (const changes of [{ signResponse: true, signAssertion: false }, { signResponse: true }, encryption]) {
      assert.ok(fragment(await signIn({ email: 'ann@example.com' }, { changes })).access_token, JSON.stringify(changes));
    }
  });

  test('a response is used once', async () => {
    const browser = new Browser(server);
    const request = await idp.parse(await browser.authorize(), certificate);
    const xml = await idp.respond(request, { email: 'ann@example.com' });
    assert.ok(fragment(await browser.post(xml, request.relayState)).access_token);
    const again = await browser.post(xml, request.relayState);
    assert.ok(again.status === 400 || fragment(again).error, again.text);
    assert.ok(!(again.headers.location ?? '').includes('access_token'));
  });

  test('a response answers the sign-in that it was asked for and no other', async () => {
    const browser = new Browser(server);
    const first = await idp.parse(await browser.authorize(), certificate);
    const second = await idp.parse(await browser.authorize(), certificate);
    await refusal(await browser.post(await idp.respond(first, { email: 'ann@example.com' }), second.relayState), unverified);
  });

  test('another browser ends no sign-in, and the log names the key that lets it', async () => {
    const browser = new Browser(server);
    const request = await idp.parse(await browser.authorize(), certificate);
    const xml = await idp.respond(request, { email: 'ann@example.com' });
    assert.equal(fragment(await new Browser(server).post(xml, request.relayState)).error, 'access_denied');
    await server.logged(/error="the browser sent no state cookie: [^"]*GOTRUE_EXTERNAL_BIND_STATE/);
    const other = new Browser(server);
    await other.authorize();
    assert.equal(fragment(await other.post(xml, request.relayState)).error, 'access_denied');
    await server.logged(/error="the state belongs to another browser \(GOTRUE_EXTERNAL_BIND_STATE/);
    assert.ok(fragment(await browser.post(xml, request.relayState)).access_token, 'it is not spent');
  });

  test('an assertion out of time or for another audience is 403', async () => {
    const late = await signIn({ email: 'ann@example.com' }, { changes: { lifetimeInSeconds: -120 } });
    assert.equal(late.status, 403);
    assert.equal(late.body.msg, 'SAML response has invalid time');
    const other = await signIn({ email: 'ann@example.com' }, { changes: { audience: 'https://other.example.com' } });
    assert.equal(other.status, 403);
    assert.equal(other.body.msg, 'SAML response is not in audience');
  });

  test('what proves nothing is an error in the fragment and a reason in the log', async () => {
    const stranger = makeCertificate('stranger');
    const cases = [
      [{ changes: { signAssertion: false } }, /SAML: nothing is signed/],
      [{ changes: stranger }, /SAML: no key of the identity provider made the signature/],
      [{ changes: { signatureAlgorithm: 'rsa-sha1' } }, /SAML: the signature algorithm .*rsa-sha1 is not allowed/],
      [{ changes: { recipient: 'https://other.example.com' } }, /SAML: the assertion is for another recipient/],
      [{ changes: { issuer: 'urn:other' } }, /SAML: the response is from another issuer/],
      [{ changes: { inResponseTo: '_other' } }, /SAML: the response answers another request/],
      [{ alter: (xml) => xml.replaceAll('ann@example.com', 'eve@example.com') }, /SAML: no key of the identity provider made the signature/],
      [{ alter: (xml) => `<!DOCTYPE a>${xml}` }, /SAML: a declaration \(DOCTYPE\)/],
      [{ alter: () => 'no xml' }, /SAML: no well-formed XML/],
      [{ alter: (xml) => deflateRawSync(xml) }, /SAML: (not UTF-8|no well-formed XML)/],
      [{ alter: () => deflateRawSync(Buffer.alloc(64 * 1024 * 1024)) }, /SAML: (not UTF-8|no well-formed XML)/],
    ];
    for (const [options, reason] of cases) {
      await refusal(await signIn({ email: 'ann@example.com' }, options), unverified);
      await server.logged(reason);
    }
  });

  test('a sign-in ends on the site, whatever the request asks for', async () => {
    const query = `&redirect_to=${encodeURIComponent('https://evil.example/')}`;
    const good = await signIn({ email: 'ann@example.com' }, { query });
    const bad = await signIn({ email: 'ann@example.com' }, { query, changes: { signAssertion: false } });
    for (const { headers } of [good, bad]) assert.equal(new URL(headers.location).origin, site);
    const page = await signIn({ email: 'ann@example.com' }, { query: `&redirect_to=${encodeURIComponent(`${site}/page`)}` });
    assert.equal(new URL(page.headers.location).pathname, '/page');
  });

  test('a client with a challenge gets a code', async () => {
    const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
    const answer = await signIn({ email: 'ann@example.com' }, { query: `&code_challenge=${challenge}&code_challenge_method=S256` });
    const { hash, searchParams } = new URL(answer.headers.location);
    assert.equal(hash, '');
    const tokens = await api(server.url).token({ grant_type: 'authorization_code', code: searchParams.get('code'), code_verifier: 'v'.repeat(43) });
    assert.equal(tokens.status, 200, tokens.text);
  });

  test('a refusal of the provider is no sign-in', async () => {
    const status = 'urn:oasis:names:tc:SAML:2.0:status:Responder';
    await refusal(await signIn({ email: 'ann@example.com' }, { changes: { samlStatusCode: status } }), unverified);
    await server.logged(/SAML: the provider answers urn:oasis:names:tc:SAML:2.0:status:Responder/);
  });

  test('a post without or with a forged relay state, or without a response, is 400', async () => {
    const browser = new Browser(server);
    const missing = await browser.post('x');
    assert.deepEqual([missing.status, missing.body.msg], [400, 'SAML RelayState is missing']);
    const forged = await browser.post('x', 'a.b.c');
    assert.equal(forged.status, 400);
    assert.match(forged.body.msg, /^SAML RelayState is invalid: /);
    const request = await idp.parse(await browser.authorize(), certificate);
    const empty = await browser.post('', request.relayState);
    assert.ok(empty.status === 400 || fragment(empty).error, empty.text);
  });

  test('an invitation is accepted with the invited address alone', async () => {
    await api(server.url).post('/invite', { email: 'invited@example.com' }, operatorToken);
    const { token } = await mailbox.nextLink('invited@example.com');
    const query = `&invite_token=${token}`;
    await refusal(await signIn({ email: 'other@example.com' }, { query }), 'Invited email does not match emails from external provider');
    const tokens = fragment(await signIn({ email: 'invited@example.com', givenName: 'Ina', familyName: 'Vited' }, { query }));
    const { body: user } = await api(server.url).get('/user', tokens.access_token);
    assert.deepEqual([user.email, user.user_metadata.full_name, user.app_metadata.provider], ['invited@example.com', 'Ina Vited', 'saml']);
    assert.ok(user.confirmed_at);
    const unknown = await send(server.url, { path: `/authorize?provider=saml${query}` });
    assert.equal(unknown.status, 404);
  });

  test('the address of a confirmed user signs that user in', async () => {
    const { body: known } = await api(server.url).post('/admin/users', { email: 'known@example.com', confirm: true }, operatorToken);
    const tokens = fragment(await signIn({ email: 'known@example.com' }));
    assert.equal((await api(server.url).get('/user', tokens.access_token)).body.id, known.id);
  });

  test('the generated key is the same with another configuration, or after a restart', async () => {
    const metadata = () => send(server.url, { path: '/saml/metadata' });
    const first = (await metadata()).text;
    server = await reconfigure(server, {});
    assert.equal((await metadata()).text, first);
  });
});

test('a provider that does not answer delays nobody else and is asked again later', async () => {
  const idp = await startIdp();
  idp.answers = false;
  const server = await startServer(samlSettings(idp));
  const answer = await send(server.url, { path: '/authorize?provider=saml' });
  await server.logged(new RegExp(`SAML metadata could not be fetched[^\\n]*${idp.metadataUrl}`));
  assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '10'], answer.text);
  assert.equal((await send(server.url, { path: '/health' })).status, 200);
  await server.stop();
  await idp.close();
});

const pair = makeCertificate('configured');
const flat = (text) => text.trim().replaceAll('\n', '\\n');
const keysOf = ({ cert, key }) => ({ GOTRUE_EXTERNAL_SAML_SIGNING_CERT: flat(cert), GOTRUE_EXTERNAL_SAML_SIGNING_KEY: flat(key) });

test('keys from the configuration are used', async () => {
  const idp = await startIdp();
  const server = await startServer(samlSettings(idp, keysOf(pair)));
  const metadata = readMetadata((await send(server.url, { path: '/saml/metadata' })).text);
  assert.equal(new X509Certificate(pem(metadata.certificates.signing)).subject, 'CN=configured');
  await server.stop();
  await idp.close();
});

test('keys from the configuration that do not fit are refused', ofProcess('it does not start'), async () => {
  const settings = samlSettings({ metadataUrl: 'http://127.0.0.1:1/' }, keysOf(pair));
  const wrong = await runCommand(['serve'], { env: { ...settings, GOTRUE_JWT_SECRET: 'x'.repeat(32), GOTRUE_API_PORT: '0',
    GOTRUE_EXTERNAL_SAML_SIGNING_CERT: flat(makeCertificate('another').cert), GOTRUE_EXTERNAL_SAML_API_BASE: 'nowhere' } });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /SIGNING_CERT: the signing certificate does not belong to the signing key/);
  assert.match(wrong.stderr, /GOTRUE_EXTERNAL_SAML_API_BASE: must be an http or https address/);
});

test('without SAML its routes say so', async () => {
  const server = await startServer();
  const metadata = await send(server.url, { path: '/saml/metadata' });
  assert.deepEqual([metadata.status, metadata.body.msg], [400, 'SAML Provider is not enabled']);
  const authorize = await send(server.url, { path: '/authorize?provider=saml' });
  assert.equal(authorize.body.msg, 'Unsupported provider: SAML Provider is not enabled');
  await server.stop();
});
