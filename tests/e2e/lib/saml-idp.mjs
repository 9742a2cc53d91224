// An identity provider from npm `samlp` on the loopback: serves its metadata, checks our signed requests, and answers them
// for whoever is logged in there.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import samlp from 'samlp';

export function makeCertificate(name) {
  const directory = mkdtempSync(join(tmpdir(), 'saml-idp-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-keyout', join(directory, 'key'), '-out', join(directory, 'cert')], { stdio: 'ignore' });
  const pair = { key: readFileSync(join(directory, 'key'), 'utf8'), cert: readFileSync(join(directory, 'cert'), 'utf8') };
  rmSync(directory, { recursive: true });
  return pair;
}

class Idp {
  constructor() {
    this.keys = makeCertificate('idp');
    this.issuer = 'urn:test:idp';
    this.metadataRequests = 0;
    // Whether the metadata is there.
    this.answers = true;
    // Who is logged in at its page: { email }. The page posts the answer as soon as a browser opens it.
    this.person = undefined;
    this.server = createServer((request, response) => this.#serve(request, response));
  }

  async start() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    this.metadataUrl = `${this.url}/metadata`;
    return this;
  }

  async #page(request, response) {
    const asked = await this.parse(new URL(request.url, this.url));
    const answer = Buffer.from(await this.respond(asked, this.person)).toString('base64');
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<form method="post" action="${asked.assertionConsumerServiceURL}"><input name="SAMLResponse" value="${answer}">`
      + `<input name="RelayState" value="${asked.relayState}"></form><script>document.forms[0].submit()</script>`);
  }

  #serve(request, response) {
    if (request.url.startsWith('/sso?')) return this.#page(request, response);
    this.metadataRequests += 1;
    if (!this.answers) {
      return response.writeHead(503).end();
    }
    const express = {
      set: (name, value) => response.setHeader(name, value),
      send: (body) => response.end(body),
    };
    const serveMetadata = samlp.metadata({ issuer: this.issuer, cert: this.keys.cert, redirectEndpointPath: '/sso', postEndpointPath: '/sso' });
    return serveMetadata(Object.assign(request, { originalUrl: request.url, protocol: 'http' }), express);
  }

  // Reads the request in the URL that the browser was sent to; rejects when its signature is not by `certificate`, if given.
  parse(url, certificate) {
    const query = Object.fromEntries(new URL(url).searchParams);
    return new Promise((resolve, reject) => {
      samlp.parseRequest({ method: 'GET', query, body: {} },
        { relayState: query.RelayState, ...(certificate ? { signingCert: certificate, signature: query.Signature, sigAlg: query.SigAlg } : {}) },
        (error, data) => (error ? reject(error) : resolve({ ...data, relayState: query.RelayState })));
    });
  }

  // The XML of a response to `request` for the person; `changes` are options of samlp.
  respond(request, person, changes = {}) {
    const options = {
      issuer: this.issuer, ...this.keys, audience: request.issuer, recipient: request.assertionConsumerServiceURL,
      destination: request.assertionConsumerServiceURL, inResponseTo: request.id, lifetimeInSeconds: 300,
      signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', ...changes,
    };
    const user = { id: person.email, emails: [{ value: person.email }], displayName: person.name ?? '', name: {
      givenName: person.givenName, familyName: person.familyName } };
    return new Promise((resolve, reject) => {
      samlp.getSamlResponse(options, user, (error, xml) => (error ? reject(error) : resolve(xml)));
    });
  }

  async close() {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

export const startIdp = () => new Idp().start();
