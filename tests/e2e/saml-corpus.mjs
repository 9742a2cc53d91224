// Writes tests/data/saml: responses of an identity provider, honest and forged, with fresh keys each time. The unit tests
// of src/adapter/saml read them. Run by hand (`node saml-corpus.mjs`) when a case is added, and commit what it writes.
import { execFileSync } from 'node:child_process';
import { createHmac, createPublicKey, createSign, sign as signBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import xmlenc from 'xml-encryption';

const target = new URL('../data/saml/', import.meta.url).pathname;
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const write = (name, content) => writeFileSync(join(target, name), content);

// --- keys -------------------------------------------------------------------------------------------------------

const scratch = mkdtempSync(join(tmpdir(), 'saml-corpus-'));
function makeKey(name, algorithm = ['rsa:2048']) {
  const [keyFile, certFile] = [join(scratch, `${name}.key`), join(scratch, `${name}.pem`)];
  execFileSync('openssl', ['req', '-x509', '-newkey', ...algorithm, '-nodes', '-days', '36500', '-subj', `/CN=${name}`,
    '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
}
const idp = makeKey('idp');
const idpEc = makeKey('idp-ec', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
const stranger = makeKey('stranger');
const sp = makeKey('sp');
write('idp.pem', idp.cert);
write('idp-ec.pem', idpEc.cert);
write('sp.key', sp.key);
write('sp.pem', sp.cert);

// --- the honest response ------------------------------------------------------------------------------------------

const values = {
  responseId: '_response1', assertionId: '_assertion1', requestId: '_request1',
  issuer: 'https://idp.example.com/metadata', audience: 'https://sp.example.com/saml',
  acs: 'https://sp.example.com/saml/acs', destination: 'https://sp.example.com/saml/acs',
  begin: '2030-01-01T00:00:00Z', end: '2030-01-01T00:05:00Z', bearerEnd: '2030-01-01T00:05:00Z',
  nameId: 'ann@example.com', format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer', status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
  attributes: { displayName: 'Ann Archer', picture: 'https://example.com/ann.png' },
};
const pair = (name, value) => (value === undefined ? '' : ` ${name}="${value}"`);
const attributeXml = (name, value) => `<saml:Attribute Name="${name}"><saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" `
  + `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">${value}</saml:AttributeValue></saml:Attribute>`;

function assertionXml(changes = {}) {
  const v = { ...values, ...changes };
  const audience = v.audience === undefined ? ''
    : `<saml:AudienceRestriction><saml:Audience>${v.audience}</saml:Audience></saml:AudienceRestriction>`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" ID="${v.assertionId}" IssueInstant="${values.begin}">`
    + `<saml:Issuer>${v.issuer}</saml:Issuer>`
    + `<saml:Subject><saml:NameID${pair('Format', v.format)}>${v.nameId}</saml:NameID><saml:SubjectConfirmation Method="${v.method}">`
    + `<saml:SubjectConfirmationData${pair('NotOnOrAfter', v.bearerEnd)}${pair('Recipient', v.acs)}${pair('InResponseTo', v.requestId)}/>`
    + `</saml:SubjectConfirmation></saml:Subject>`
    + `<saml:Conditions${pair('NotBefore', v.begin)}${pair('NotOnOrAfter', v.end)}>${audience}${v.condition ?? ''}</saml:Conditions>`
    + (v.authn ?? `<saml:AuthnStatement AuthnInstant="${values.begin}"><saml:AuthnContext><saml:AuthnContextClassRef>`
      + `urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`)
    + `<saml:AttributeStatement>${Object.entries(v.attributes).map(([n, x]) => attributeXml(n, x)).join('')}</saml:AttributeStatement>`
    + `</saml:Assertion>`;
}

function responseXml(assertion, changes = {}) {
  const v = { ...values, ...changes };
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0" ID="${v.responseId}" IssueInstant="${values.begin}"`
    + `${pair('Destination', v.destination)}${pair('InResponseTo', v.outerRequestId ?? v.requestId)}>`
    + `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${v.outerIssuer ?? v.issuer}</saml:Issuer>`
    + `${v.extensions ?? ''}<samlp:Status><samlp:StatusCode Value="${v.status}"/></samlp:Status>${assertion}</samlp:Response>`;
}

// --- signing --------------------------------------------------------------------------------------------------------

const algorithms = {
  rsa256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', rsa512: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  rsa1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', ec256: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  hmac1: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1', hmac256: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1', sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  exclusiveWithComments: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
  inclusive: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
};
class EcdsaSha256 {
  getSignature = (text, key) => signBytes('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
  getAlgorithmName = () => algorithms.ec256;
}
// The public certificate taken for a shared secret.
const hmacWithCertificate = (hash, name) => class {
  getSignature = (text, key) => createHmac(hash, key).update(text).digest('base64');
  getAlgorithmName = () => name;
};

// Signs the element of that local name, and puts the signature behind its issuer.
function sign(xml, name, options = {}) {
  const o = { key: idp.key, cert: idp.cert, signature: algorithms.rsa256, digest: algorithms.sha256,
    transforms: [algorithms.enveloped, algorithms.exclusive], c14n: algorithms.exclusive, ...options };
  const signer = new SignedXml({ privateKey: o.key, publicCert: o.cert, signatureAlgorithm: o.signature,
    canonicalizationAlgorithm: o.c14n });
  signer.SignatureAlgorithms[algorithms.ec256] = EcdsaSha256;
  signer.SignatureAlgorithms[algorithms.hmac1] = hmacWithCertificate('sha1', algorithms.hmac1);
  signer.SignatureAlgorithms[algorithms.hmac256] = hmacWithCertificate('sha256', algorithms.hmac256);
  const path = `//*[local-name(.)='${name}']`;
  for (let i = 0; i < (o.references ?? 1); i += 1) {
    signer.addReference({ xpath: path, transforms: o.transforms, digestAlgorithm: o.digest, isEmptyUri: o.isEmptyUri,
      inclusiveNamespacesPrefixList: o.prefixes });
  }
  signer.computeSignature(xml, { prefix: 'ds', location: { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' } });
  return signer.getSignedXml();
}

const signedAssertion = (changes, options) => sign(assertionXml(changes), 'Assertion', options);
const honest = responseXml(signedAssertion());
const signatureIn = (xml) => xml.match(/<ds:Signature .*<\/ds:Signature>/s)[0];
const assertionIn = (xml) => xml.match(/<saml:Assertion .*<\/saml:Assertion>/s)[0];
const without = (xml, part) => xml.replace(part, () => '');
const respond = (changes, options) => responseXml(signedAssertion(changes, options), changes);

write('good-signed-assertion.xml', honest);
write('good-signed-response.xml', sign(responseXml(assertionXml()), 'Response'));
write('good-both-signed.xml', sign(honest, 'Response'));
write('good-prefix-list.xml', respond({}, { prefixes: ['xs'] }));
write('good-rsa-sha512.xml', respond({}, { signature: algorithms.rsa512, digest: algorithms.sha512 }));
write('good-ecdsa.xml', respond({}, { signature: algorithms.ec256, key: idpEc.key, cert: idpEc.cert }));
write('good-persistent-id.xml', respond({ nameId: 'opaque-7', format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  attributes: { 'urn:oid:0.9.2342.19200300.100.1.3': 'ann@example.com', givenName: 'Ann', sn: 'Archer' } }));
write('good-transient-id.xml', respond({ nameId: 'fleeting-9', format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  attributes: { email: 'ann@example.com' } }));

// --- encryption -----------------------------------------------------------------------------------------------------

function encrypt(assertion, options = {}) {
  const o = { rsa_pub: createPublicKey(sp.cert).export({ type: 'spki', format: 'pem' }), pem: sp.cert,
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p', warnInsecureAlgorithm: false, ...options };
  return new Promise((resolve, reject) => {
    xmlenc.encrypt(assertion, o, (error, xml) => (error ? reject(error) : resolve(
      `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${xml.replace(/>\s+</g, '><').trim()}</saml:EncryptedAssertion>`)));
  });
}
const encrypted = await encrypt(signedAssertion());
write('good-encrypted.xml', responseXml(encrypted));
write('good-encrypted-cbc.xml', responseXml(await encrypt(signedAssertion(), { encryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#aes128-cbc' })));
write('good-encrypted-in-signed-response.xml', sign(responseXml(await encrypt(assertionXml())), 'Response'));
write('bad-encrypted-unsigned.xml', responseXml(await encrypt(assertionXml())));
write('bad-encrypted-signed-by-stranger.xml', responseXml(await encrypt(signedAssertion({}, stranger))));
write('bad-encrypted-rsa15.xml', responseXml(await encrypt(signedAssertion(), { keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' })));
write('bad-encrypted-3des.xml', responseXml(await encrypt(signedAssertion(), { encryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc' })));
write('bad-encrypted-for-stranger.xml', responseXml(await encrypt(signedAssertion(), {
  rsa_pub: createPublicKey(stranger.cert).export({ type: 'spki', format: 'pem' }), pem: stranger.cert })));
// The last bytes of the cipher text (the GCM tag) are others.
write('bad-encrypted-tampered.xml', responseXml(encrypted.replace(/(.{12})(={0,2}\s*<\/(?:xenc:)?CipherValue><\/(?:xenc:)?CipherData><\/(?:xenc:)?EncryptedData>)/s,
  (whole, bytes, rest) => [...bytes].map((c) => (c === 'A' ? 'B' : 'A')).join('') + rest)));
write('bad-encrypted-by-reference.xml', responseXml(encrypted.replace(/<(xenc:|e:)?CipherValue>[^<]*<\/(xenc:|e:)?CipherValue>(?=<\/(xenc:|e:)?CipherData><\/(xenc:|e:)?EncryptedData>)/,
  '<$1CipherReference URI="file:///etc/passwd"/>')));
write('bad-encrypted-doctype-inside.xml', responseXml(await encrypt(`<!DOCTYPE a [<!ENTITY b "c">]>${signedAssertion()}`)));

// --- signatures that prove nothing ----------------------------------------------------------------------------------

write('bad-unsigned.xml', responseXml(assertionXml()));
write('bad-changed-name.xml', honest.replace('ann@example.com', 'eve@example.com'));
write('bad-changed-attribute.xml', honest.replace('Ann Archer', 'Eve Archer'));
write('bad-signature-value.xml', honest.replace(/<ds:SignatureValue>(.)(.)/, (whole, a, b) => `<ds:SignatureValue>${a === 'A' ? 'B' : 'A'}${b}`));
write('bad-empty-signature-value.xml', honest.replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>'));
write('bad-empty-digest.xml', honest.replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>'));
write('bad-stranger-with-own-key-info.xml', respond({}, stranger));
write('bad-stranger-with-idp-certificate.xml', respond({}, { key: stranger.key, cert: idp.cert }));
write('bad-rsa-sha1.xml', respond({}, { signature: algorithms.rsa1 }));
write('bad-sha1-digest.xml', respond({}, { digest: algorithms.sha1 }));
write('bad-hmac-with-certificate.xml', respond({}, { signature: algorithms.hmac1, key: idp.cert }));
write('bad-hmac-sha256-with-certificate.xml', respond({}, { signature: algorithms.hmac256, key: idp.cert }));
const withMethod = (xml, algorithm) => xml.replace(/<ds:SignatureMethod Algorithm="[^"]*"\/>/, algorithm);
write('bad-algorithm-none.xml', withMethod(honest, '<ds:SignatureMethod Algorithm="none"/>').replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>'));
write('bad-algorithm-empty.xml', withMethod(honest, '<ds:SignatureMethod Algorithm=""/>'));
write('bad-algorithm-missing.xml', withMethod(honest, ''));
write('bad-stranger-with-retrieval-method.xml', respond({}, stranger).replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s,
  '<ds:KeyInfo><ds:RetrievalMethod URI="http://127.0.0.1:9/key" Type="http://www.w3.org/2000/09/xmldsig#rawX509Certificate"/></ds:KeyInfo>'));
write('bad-stranger-with-key-value.xml', (() => {
  const { n, e } = createPublicKey(stranger.cert).export({ format: 'jwk' });
  const base64 = (text) => Buffer.from(text, 'base64url').toString('base64');
  return respond({}, stranger).replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, '<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue>'
    + `<ds:Modulus>${base64(n)}</ds:Modulus><ds:Exponent>${base64(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>`);
})());
write('bad-two-references.xml', respond({}, { references: 2 }));
write('bad-no-reference.xml', honest.replace(/<ds:Reference .*<\/ds:Reference>/s, ''));
write('bad-empty-uri.xml', responseXml(sign(assertionXml(), 'Assertion', { isEmptyUri: true })));
write('bad-comments-canonicalised.xml', respond({}, { transforms: [algorithms.enveloped, algorithms.exclusiveWithComments] }));
write('bad-inclusive-c14n.xml', respond({}, { c14n: algorithms.inclusive }));
write('bad-no-enveloped-transform.xml', honest.replace(`<ds:Transform Algorithm="${algorithms.enveloped}"/>`, ''));
const filter = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>false()</ds:XPath></ds:Transform>';
write('bad-xpath-transform.xml', honest.replace('</ds:Transforms>', `${filter}</ds:Transforms>`));
write('bad-xslt-transform.xml', honest.replace('</ds:Transforms>', '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></ds:Transforms>'));
write('bad-remote-reference.xml', honest.replace('URI="#_assertion1"', 'URI="http://127.0.0.1:9/assertion"'));
write('bad-xpointer-reference.xml', honest.replace('URI="#_assertion1"', 'URI="#xpointer(/)"'));
write('bad-object-in-signature.xml', honest.replace('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>'));
write('bad-second-signature.xml', honest.replace('</saml:Subject>', `</saml:Subject>${signatureIn(honest)}`));
write('bad-signed-status-only.xml', (() => {
  const xml = responseXml(assertionXml()).replace('<samlp:Status>', '<samlp:Status ID="_status1"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">x</saml:Issuer>');
  return sign(xml, 'Status');
})());

// --- wrapping: the variants of Somorovsky et al., "On Breaking SAML" ---------------------------------------------------

const evil = assertionXml({ nameId: 'eve@example.com', assertionId: '_evil1' });
const signedResponse = sign(responseXml(assertionXml()), 'Response');
const evilResponse = (inside) => responseXml(evil, { responseId: '_evilResponse', extensions: inside });
const original = assertionIn(honest);
const originalSignature = signatureIn(honest);
const originalBare = without(original, originalSignature);
const responseSignature = signatureIn(signedResponse);
const bareResponse = without(signedResponse, responseSignature);
const insideSignature = (signature, what) => signature.replace('</ds:Signature>', `${what}</ds:Signature>`);
const insideObject = (signature, what) => insideSignature(signature, `<ds:Object>${what}</ds:Object>`);
const evilWith = (what) => evil.replace('</saml:Issuer>', `</saml:Issuer>${what}`);

write('bad-xsw1.xml', evilResponse(insideSignature(responseSignature, bareResponse)));
write('bad-xsw2.xml', evilResponse(bareResponse + responseSignature));
write('bad-xsw3.xml', responseXml(evil + original));
write('bad-unsigned-behind-signed.xml', responseXml(original + evil));
write('bad-xsw4.xml', responseXml(evil.replace('</saml:Assertion>', `${original}</saml:Assertion>`)));
write('bad-xsw5.xml', responseXml(evilWith(originalSignature) + originalBare));
write('bad-xsw6.xml', responseXml(evilWith(insideSignature(originalSignature, originalBare))));
write('bad-xsw7.xml', responseXml(original, { extensions: `<samlp:Extensions>${evil}</samlp:Extensions>` }));
write('bad-xsw7-other-way.xml', responseXml(evil, { extensions: `<samlp:Extensions>${original}</samlp:Extensions>` }));
write('bad-xsw8.xml', responseXml(evilWith(insideObject(originalSignature, originalBare))));
const evilSameId = (what) => evilWith(what).replace('_evil1', '_assertion1');
write('bad-same-id-siblings.xml', responseXml(evilSameId(originalSignature) + originalBare));
write('bad-same-id-in-object.xml', responseXml(evilSameId(insideObject(originalSignature, originalBare))));
write('bad-same-id-elsewhere.xml', responseXml(original, { extensions: '<samlp:Extensions><x xmlns="urn:x" ID="_assertion1"/></samlp:Extensions>' }));
write('bad-same-xml-id.xml', responseXml(original, { extensions: '<samlp:Extensions><x xmlns="urn:x" xml:id="_assertion1"/></samlp:Extensions>' }));
write('bad-other-namespace-id.xml', responseXml(evil.replace('ID="_evil1"', 'ID="_evil1" xmlns:y="urn:y" y:ID="_assertion1"')
  .replace('</saml:Issuer>', `</saml:Issuer>${originalSignature}`)));
write('bad-assertion-not-a-child.xml', responseXml(`<x xmlns="urn:x">${original}</x>`));
write('bad-root-is-assertion.xml', original);
write('bad-encrypted-and-plain.xml', responseXml(encrypted + evil));
write('bad-assertion-in-attribute-value.xml', respond({ attributes: { displayName: evil } }));
// A comment that somebody put into the name id after it was signed: the text stays the one that was signed.
const longName = respond({ nameId: 'ann@example.com.evil.example' });
write('comment-in-name-id.xml', longName.replace('ann@example.com.evil.example', 'ann@example.com<!---->.evil.example'));
write('cdata-in-name-id.xml', longName.replace('ann@example.com.evil.example', 'ann@example.com<![CDATA[.evil.example]]>'));
write('bad-instruction-in-name-id.xml', longName.replace('ann@example.com.evil.example', 'ann@example.com<?x?>.evil.example'));

// --- rightly signed, but not for here and now ---------------------------------------------------------------------------

write('audience-other.xml', respond({ audience: 'https://other.example.com/saml' }));
write('audience-prefix.xml', respond({ audience: 'https://sp.example.com/saml2' }));
write('audience-none.xml', respond({ audience: undefined }));
write('audience-two-restrictions.xml', respond({ condition: '<saml:AudienceRestriction><saml:Audience>https://other.example.com</saml:Audience></saml:AudienceRestriction>' }));
write('time-over.xml', respond({ end: '2029-12-31T23:59:00Z' }));
write('time-not-yet.xml', respond({ begin: '2030-01-01T00:03:00Z' }));
write('time-none.xml', respond({ end: undefined }));
write('time-bearer-over.xml', respond({ bearerEnd: '2029-12-31T23:59:00Z' }));
write('time-bearer-none.xml', respond({ bearerEnd: undefined }));
write('time-session-over.xml', respond({ authn: `<saml:AuthnStatement AuthnInstant="${values.begin}" SessionNotOnOrAfter="2029-12-31T00:00:00Z"/>` }));
write('bad-time-malformed.xml', respond({ end: 'tomorrow' }));
write('bad-recipient-other.xml', respond({ acs: 'https://other.example.com/saml/acs' }));
write('bad-recipient-none.xml', respond({ acs: undefined }));
write('bad-request-other.xml', respond({ requestId: '_request2', outerRequestId: '_request1' }));
write('bad-request-none.xml', respond({ requestId: undefined }));
write('bad-request-other-outside.xml', responseXml(signedAssertion(), { outerRequestId: '_request2' }));
write('bad-destination-other.xml', responseXml(signedAssertion(), { destination: 'https://other.example.com/saml/acs' }));
write('bad-destination-none-in-signed-response.xml', sign(responseXml(assertionXml(), { destination: undefined }), 'Response'));
write('bad-issuer-other.xml', respond({ issuer: 'https://other.example.com', outerIssuer: values.issuer }));
write('bad-issuer-other-outside.xml', responseXml(signedAssertion(), { outerIssuer: 'https://other.example.com' }));
write('bad-status.xml', responseXml(signedAssertion(), { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }));
write('bad-no-authentication.xml', respond({ authn: '' }));
write('bad-unknown-condition.xml', respond({ condition: '<x:Condition xmlns:x="urn:x"/>' }));
write('bad-holder-of-key.xml', respond({ method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' }));
write('bad-no-address.xml', respond({ nameId: 'ann', format: undefined, attributes: { uid: 'ann' } }));

// --- no response at all ---------------------------------------------------------------------------------------------

write('bad-doctype.xml', `<!DOCTYPE samlp:Response SYSTEM "http://127.0.0.1:9/x.dtd">${honest}`);
write('bad-entity.xml', `<!DOCTYPE samlp:Response [<!ENTITY who "eve@example.com">]>${honest.replace('>ann@example.com<', '>&who;<')}`);
write('bad-entity-bomb.xml', `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i + 1} "&a${i};&a${i};">`).join('')}]><a>&a30;</a>`);
write('bad-external-entity.xml', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${honest.replace('>Ann Archer<', '>&x;<')}`);
write('bad-utf16-doctype.xml', Buffer.from(`\ufeff<!DOCTYPE a [<!ENTITY x "y">]>${honest}`, 'utf16le'));
write('bad-utf7-declared.xml', `<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-${honest}`);
write('bad-truncated.xml', honest.slice(0, honest.length / 2));
write('bad-text-behind.xml', `${honest}<more/>`);
// What the other binding compresses: nothing is inflated here.
write('bad-deflated.xml', deflateRawSync(Buffer.from(honest)));
write('bad-deep.xml', responseXml('<a>'.repeat(200) + '</a>'.repeat(200)));
write('bad-many-attributes.xml', responseXml(`<a${Array.from({ length: 3000 }, (_, i) => ` b${i}=""`).join('')}/>`));

rmSync(scratch, { recursive: true, force: true });
