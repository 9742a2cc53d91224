// Replays the external sign-ins that were recorded from the original server (data/external-providers.jsonl).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { api, send } from './lib/http.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { providerNames, settingsOf, startProvider } from './lib/provider.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

const tag = 'x1';
const exchanges = readFileSync(new URL('data/external-providers.jsonl', import.meta.url), 'utf8')
  .trim().split('\n').map((line) => JSON.parse(line.replaceAll('TAG', tag).replaceAll('foobar', operatorToken)));

const nil = '00000000-0000-0000-0000-000000000000';
let mailbox, server, invite, access;
const providers = {};
const cookies = {};

before(async () => {
  mailbox = await startMailbox();
  for (const name of providerNames) {
    providers[name] = await startProvider(name, { emailOf: (code) => `${name}.${code}-${tag}@example.com` });
  }
  server = await startServer({
    ...mailbox.settings, GOTRUE_JWT_AUD: 'api.netlify.com', GOTRUE_RATE_LIMITS: 'off',
    GOTRUE_SITE_URL: 'http://site.example.com:8080',
    ...Object.assign({}, ...Object.values(providers).map((provider) => settingsOf(provider))),
  });
});
after(async () => {
  await server.stop();
  await mailbox.close();
  await Promise.all(Object.values(providers).map((provider) => provider.close()));
});

async function beginSignIn(provider, parameters = {}, headers = {}) {
  const answer = await send(server.url, {
    path: `/authorize?${new URLSearchParams({ provider, ...parameters })}`,
    headers: { ...headers, ...(cookies[provider] ? { Cookie: cookies[provider] } : {}) },
  });
  const cookie = answer.headers['set-cookie']?.[0].split(';')[0];
  if (cookie) cookies[provider] = cookie;
  return answer;
}

// A state as the browser would bring it, with what the recorded one said.
async function freshState(name, recorded) {
  const referrer = recorded.match(/'referrer':'([^']*)'/)?.[1];
  const { headers } = await beginSignIn(name, recorded.includes("'invite_token'") ? { invite_token: invite } : {},
    referrer ? { Referer: referrer } : {});
  return new URL(headers.location).searchParams.get('state');
}

// The claims of ours and those that the recording hides.
function withoutOurs(claims) {
  const { jti, browser, iat, session_id, exp, sub, invite_token, ...rest } = claims;
  // A state of an instance, as a server alone would say it.
  if (server.id && rest.id === server.id) Object.assign(rest, { id: nil, netlify_id: '', function_hooks: {} });
  return { ...rest, ...(invite_token ? { invite_token: '<token>' } : {}) };
}

function parseRecorded(text) {
  return text.replaceAll(/JWT\[(\{[^[\]]*\}),(\{.*?\})\](?=[&"]|$)/g, (_, header, claims) => {
    const plain = claims.replaceAll("'", '"').replaceAll(/"<(num|nil|uuid)>"/g, '"<$1>"');
    const { exp, sub, id, invite_token, ...rest } = JSON.parse(plain);
    return JSON.stringify({ ...rest, ...(id ? { id: nil } : {}), ...(invite_token ? { invite_token: '<token>' } : {}) });
  });
}

function parseOurs(text) {
  return text.replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, (token) => {
    assert.equal(decodeProtectedHeader(token).alg, 'HS256');
    return JSON.stringify(withoutOurs(decodeJwt(token)));
  });
}

// Names and values of an address, with tokens taken apart.
function partsOf(location, parse) {
  const text = parse(location).replace(/^http:\/\/127\.0\.0\.1:\d+/, 'http://provider');
  const [base, rest = ''] = text.split(/[?#](.*)/s);
  const pairs = rest.split(/&(?=[a-z_]+=)/).map((pair) => {
    const [, name, value] = pair.match(/^([^=]*)=?(.*)$/s);
    if (name === 'refresh_token') return [name, '<token>'];
    return [name, value.startsWith('{') ? JSON.parse(value) : value];
  });
  return { base, separator: text[base.length], pairs: Object.fromEntries(pairs) };
}

function maskUser(user) {
  const { id, created_at, updated_at, confirmed_at, invited_at, last_sign_in_at, confirmation_sent_at, ...rest } = user;
  return { ...rest, user_metadata: rest.user_metadata ?? {} };
}

const preparations = {
  'callback github verified address of a confirmed user': undefined,
  'authorize github invite wrong address': async () => {
    invite = (await mailbox.nextLink(`github.inv-${tag}@example.com`)).token;
  },
};

async function replay(exchange) {
  const name = exchange.group.split(' ')[1];
  await preparations[`${exchange.group} ${exchange.name}`]?.();
  const path = exchange.request.path;
  if (path.startsWith('/authorize')) {
    const recorded = new URL(path, 'http://x').searchParams;
    const wanted = recorded.has('invite_token') ? { invite_token: invite } : {};
    return beginSignIn(recorded.get('provider'), wanted, exchange.request.headers ?? {});
  }
  if (path.startsWith('/callback')) {
    const state = await freshState(name, path);
    const before_ = path.slice(0, path.indexOf('state='));
    return send(server.url, { path: `${before_}state=${state}`, headers: { Cookie: cookies[name] } });
  }
  const headers = { ...exchange.request.headers };
  if (headers.Authorization?.includes('JWT[')) headers.Authorization = `Bearer ${access}`;
  if (path === '/token') headers['Content-Type'] = 'application/x-www-form-urlencoded';
  return send(server.url, { ...exchange.request, headers });
}

function checkCalls(exchange) {
  const [name] = exchange.name.split(' ');
  const calls = providers[name].calls.slice(0, exchange.status).map(({ auth, form, method, path, query }) => ({
    auth, ...(method === 'POST' ? { form: [...form].map(([key, value]) => `${key}=${value}`).sort() } : {}), method, p: name, path, query: [...query.keys()],
  }));
  assert.deepEqual(calls, exchange.body);
}

test('signs in as the original did, exchange by exchange', async (t) => {
  for (const exchange of exchanges) {
    await t.test(`${exchange.group} ${exchange.name}`, async () => {
      if (exchange.group === 'provider calls') return checkCalls(exchange);
      // The first sign-in of bitbucket was left out of the recording.
      if (exchange.group === 'authorize bitbucket' && exchange.name === 'new user') {
        const state = await freshState('bitbucket', '');
        await send(server.url, { path: `/callback?code=ok&state=${state}`, headers: { Cookie: cookies.bitbucket } });
      }
      const answer = await replay(exchange);
      assert.equal(answer.status, exchange.status, answer.text);
      if (exchange.headers.location) {
        const ours = partsOf(answer.headers.location, parseOurs);
        assert.deepEqual(ours, partsOf(exchange.headers.location, parseRecorded));
        assert.equal(answer.body, exchange.body);
        access = answer.headers.location.match(/access_token=([^&]*)/)?.[1] ?? access;
      } else {
        assert.deepEqual(exchange.body.email ? maskUser(answer.body) : answer.body,
          exchange.body.email ? maskUser(exchange.body) : exchange.body);
      }
    });
  }
});
