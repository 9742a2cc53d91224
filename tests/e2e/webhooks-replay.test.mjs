// Replays the exchanges recorded from the original server with a hook behind it (data/webhooks.jsonl): what the hook
// is told, how often, and what the client gets. The first part of an address says how the hook answers: `v_`, `s_` and
// `l_` name the event it concerns.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { send } from './lib/http.mjs';
import { startHooks, verifySignature } from './lib/hooks.mjs';
import { startServer } from './lib/server.mjs';

const tag = 'r1';
const exchanges = readFileSync(new URL('data/webhooks.jsonl', import.meta.url), 'utf8')
  .trim().split('\n').map((line) => JSON.parse(line.replaceAll('TAG', tag)));

const events = { v: 'validate', s: 'signup', l: 'login' };
const metadata = { user_metadata: { hooked: true }, app_metadata: { roles: ['hooked'] } };
const never = undefined;

// How often each (event, address) was asked before.
const asked = new Map();

const ways = {
  meta: () => ({ body: metadata }),
  role: () => ({ body: { user_metadata: { x: 1 }, role: 'admin', aud: 'x', id: 'x', email: 'x@example.com' } }),
  refuse: () => ({ status: 400, body: 'no' }),
  flaky: (count) => (count < 3 ? { status: 503 } : {}),
  slow: () => never,
  slowonce: (count) => (count < 2 ? never : {}),
  garbage: () => ({ body: '{"user_metadata":' }),
  nullmeta: () => ({ body: { user_metadata: null, app_metadata: null } }),
  strmeta: () => ({ body: { user_metadata: 'text' } }),
  c201: () => ({ status: 201 }),
  c202: () => ({ status: 202, body: metadata }),
  c204: () => ({ status: 204 }),
  empty: () => ({}),
};

function answer(call, request) {
  const name = call.body.user.email.split('-')[0];
  const [, letter, way] = name.match(/^([vsl])_(\w+)$/) ?? [];
  if (events[letter] !== call.body.event) return {};
  const key = `${call.body.event} ${name}`;
  asked.set(key, (asked.get(key) ?? 0) + 1);
  if (way === 'drop') {
    request.socket.destroy();
    return never;
  }
  return ways[way](asked.get(key));
}

let hooks, server;
before(async () => {
  hooks = await startHooks(answer);
  server = await startServer({
    ...hooks.settings('validate,signup,login'), GOTRUE_WEBHOOK_TIMEOUT_SEC: '1', GOTRUE_MAILER_AUTOCONFIRM: 'true', GOTRUE_JWT_AUD: 'api.netlify.com',
    GOTRUE_RATE_LIMITS: 'off',
  });
});
after(async () => {
  await server.stop();
  await hooks.close();
});

const address = (name) => `${name}-${tag}@example.com`;
const requests = {
  signup: (name) => ({
    method: 'POST', path: '/signup',
    body: JSON.stringify({ email: address(name), password: 'secret-pw', data: { a: 1 } }),
  }),
  login: (name) => ({
    method: 'POST', path: '/token', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'password', username: address(name), password: 'secret-pw' }).toString(),
  }),
};

// Each call was made once; the recording shows its answer, what the hook got meanwhile, or both.
const made = new Map();
async function make(kind, name) {
  const key = `${kind} ${name}`;
  if (!made.has(key)) {
    if (kind === 'login') await make('signup', name);
    const first = hooks.calls.length;
    const reply = await send(server.url, requests[kind](name));
    made.set(key, { reply, calls: hooks.calls.slice(first) });
  }
  return made.get(key);
}

const parseMasked = (masked) => {
  const [, header, claims] = masked.match(/^JWT\[(\{.*?\}),(\{.*\})\]$/s);
  return { header: JSON.parse(header.replaceAll("'", '"')), claims: JSON.parse(claims.replaceAll("'", '"')) };
};

function mask(value, key) {
  if (Array.isArray(value)) return value.map((item) => mask(item));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value)
      .filter(([name]) => name !== 'last_sign_in_at').map(([name, item]) => [name, mask(item, name)]));
  }
  if (typeof value !== 'string') return value;
  if (key === 'instance_id' && value === (server.id ?? '00000000-0000-0000-0000-000000000000')) return '<nil>';
  if (key === 'access_token') {
    const { iat, session_id, ...claims } = decodeJwt(value);
    return { header: decodeProtectedHeader(value), claims: { ...claims, exp: '<num>', sub: '<uuid>' } };
  }
  if (key === 'refresh_token') return '<token>';
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return '<time>';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return '<uuid>';
  return value;
}

const recordedBody = (body) => (body.access_token ? { ...body, access_token: parseMasked(body.access_token) } : body);
const withoutParserText = (body) => (body.msg ? { ...body, msg: body.msg.replace(/(JSON: ).*$/s, '$1') } : body);

async function maskCall(call) {
  const { claims, header } = await verifySignature(call);
  const { 'content-type': type, 'x-netlify-event': event } = call.headers;
  return {
    body: mask(call.body), path: call.path,
    headers: {
      'content-type': type, 'x-netlify-event': event,
      signature: { header, claims: { ...claims, sub: mask(claims.sub, 'instance_id'), iat: '<num>', sha256: '<sha>' } },
    },
  };
}

function recordedCall(call) {
  const { 'x-webhook-signature': signature, ...headers } = call.headers;
  return { ...call, headers: { ...headers, signature: parseMasked(signature) } };
}

test('calls hooks and answers as the original did, exchange by exchange', async (t) => {
  for (const exchange of exchanges) {
    await t.test(`${exchange.group} ${exchange.name}`, async () => {
      if (exchange.group === 'calls') {
        const { calls } = await make(...exchange.name.split(' '));
        assert.equal(calls.length, exchange.status);
        assert.deepEqual(await Promise.all(calls.map(maskCall)), exchange.body.map(recordedCall));
      } else {
        const { reply } = await make(exchange.group, exchange.name);
        assert.deepEqual({ status: reply.status, body: withoutParserText(mask(reply.body)) },
          { status: exchange.status, body: withoutParserText(recordedBody(exchange.body)) });
      }
    });
  }
});
