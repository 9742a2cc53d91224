// Replays exchanges recorded from the original server in multi-instance mode (data/multi-instance.jsonl) and compares ours.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { api, send } from './lib/http.mjs';
import { startServer } from './lib/server.mjs';
import { signClaims } from './lib/signing_proxy.mjs';

const operator = 'foobar';
const tag = 'r1';
const exchanges = readFileSync(new URL('data/multi-instance.jsonl', import.meta.url), 'utf8')
  .trim().split('\n').map((line) => JSON.parse(line.replaceAll('TAG', tag)));

const configs = {
  one: {
    site_url: 'http://one.example.com',
    jwt: { secret: 'one-secret-0123456789', exp: 1800, aud: 'one', admin_group_name: 'boss', default_group_name: 'member' },
    external: { github: { enabled: true, client_id: 'c', secret: 's', redirect_uri: 'http://x/callback' } },
  },
  two: { site_url: 'http://two.example.com', jwt: { secret: 'two-secret-0123456789' }, mailer: { autoconfirm: true } },
};
const instances = {};
let server, tokenOfTwo;

before(async () => {
  server = await startServer({
    GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db', GOTRUE_OPERATOR_TOKEN: operator,
    GOTRUE_JWT_SECRET: undefined, GOTRUE_SITE_URL: undefined,
  }, ['multi']);
  for (const [name, config] of Object.entries(configs)) {
    const uuid = randomUUID();
    const { status, text, body } = await api(server.url).post('/instances', { uuid, config }, operator);
    assert.equal(status, 201, text);
    instances[name] = { id: body.id, uuid, secret: config.jwt.secret };
  }
});
after(() => server.stop());

// Parses the recording's spelling of a token: JWT[{header},{claims}].
function parseMasked(masked) {
  const json = (text) => JSON.parse(text.replaceAll("'", '"').replaceAll('"<num>"', '4102440000'));
  const [, header, claims] = masked.match(/^JWT\[(\{.*?\}),(\{.*\})\]$/s);
  return { header: json(header), claims: json(claims) };
}

function sign(masked, name) {
  if (!masked.startsWith('JWT[')) return masked;
  const { claims } = parseMasked(masked);
  if (claims.id === '<uuid>') claims.id = (claims.site_url.includes('two') ? instances.two : instances.one).id;
  return signClaims(claims, name === 'signed wrong key' ? 'another secret' : operator);
}

// What calls that are left out of the recording did before.
const preparations = {
  'signed signup in two, same address': async () => {
    const user = { email: `m-${tag}@example.com`, password: 'some-pw', confirm: true };
    const answer = await send(server.url, {
      method: 'POST', path: '/admin/users', body: JSON.stringify(user),
      headers: { Authorization: `Bearer ${operator}`, 'X-Nf-Sign': signClaims({ id: instances.one.id }, operator) },
    });
    assert.equal(answer.status, 200, answer.text);
  },
  'instances delete again': async () => {
    const answer = await api(server.url).delete(`/instances/${instances.two.id}`, undefined, operator);
    assert.equal(answer.status, 204, answer.text);
    return { path: `/instances/${instances.two.id}` };
  },
  'instances update malformed': async () => ({ path: `/instances/${instances.one.id}` }),
  'instances create again': async () => ({ body: JSON.stringify({ uuid: instances.one.uuid, config: configs.one }) }),
};

async function prepare({ request }, name) {
  const changed = await preparations[name]?.() ?? {};
  const prepared = { ...request, headers: { ...request.headers }, ...changed };
  const { headers } = prepared;
  if (headers['X-Nf-Sign']) headers['X-Nf-Sign'] = sign(headers['X-Nf-Sign'], name);
  if (name === 'signed token of two in one') headers.Authorization = `Bearer ${tokenOfTwo}`;
  const minted = headers.Authorization?.match(/^Bearer (JWT\[.*\])$/s);
  if (minted) headers.Authorization = `Bearer ${signClaims(parseMasked(minted[1]).claims, instances.one.secret)}`;
  prepared.path = prepared.path.replace('<uuid>', '7d6f9a56-6b9f-4f2c-9d33-0123456789ab');
  if (prepared.path === '/token') headers['Content-Type'] = 'application/x-www-form-urlencoded';
  return prepared;
}

// Writes our answer in the recording's masks, without what we add.
function mask(value, key) {
  if (Array.isArray(value)) return value.map((item) => mask(item));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'last_sign_in_at').map(([name, item]) => [name, mask(item, name)]));
  }
  if (typeof value !== 'string') return value;
  if (key === 'access_token') {
    const { iat, session_id, ...claims } = decodeJwt(value);
    return { header: decodeProtectedHeader(value), claims: { ...claims, exp: '<num>', sub: '<uuid>' } };
  }
  if (key === 'refresh_token') return '<token>';
  if (key === 'version') return '';
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return '<time>';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return '<uuid>';
  return value;
}

// The recording in the form of ours: `null` metadata is {}. Users that an admin confirmed have no `confirmation_sent_at`.
function normalise(value) {
  if (Array.isArray(value)) return value.map(normalise);
  if (!value || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalise(item)]));
  if (copy.user_metadata === null) copy.user_metadata = {};
  delete copy.confirmation_sent_at;
  if (typeof copy.access_token === 'string') {
    const { header, claims } = parseMasked(copy.access_token);
    copy.access_token = { header, claims: { ...claims, exp: '<num>', sub: '<uuid>' } };
  }
  return copy;
}

const parserTexts = /((?:params|is invalid|Invalid token): ).*$/s;
function comparable(body) {
  return typeof body?.msg === 'string' ? { ...body, msg: body.msg.replace(parserTexts, '$1') } : body;
}

// The way to the provider without what we add: a challenge (PKCE), and claims of the state.
function maskLocation(value) {
  const [, path, state] = value.match(/^(.*)&state=(.*)$/s);
  const url = path.replace(/&code_challenge=[^&]*&code_challenge_method=S256/, '');
  const { header, claims } = state.startsWith('JWT[') ? parseMasked(state)
    : { header: decodeProtectedHeader(state), claims: decodeJwt(state) };
  const { exp, id, jti, ...rest } = claims;
  return { url, header, claims: rest };
}

function maskHeader(name, value) {
  if (name === 'location') return maskLocation(value);
  return name === 'set-cookie' ? [value].flat().join(', ').replace(/Expires=[^;]+/, 'Expires=<d>') : value;
}

test('answers as the original did with many instances, exchange by exchange', async (t) => {
  for (const exchange of exchanges) {
    const name = `${exchange.group} ${exchange.name}`;
    await t.test(name, async () => {
      const answer = await send(server.url, await prepare(exchange, name));
      if (name === 'signed login in two') tokenOfTwo = answer.body.access_token;
      assert.deepEqual({ status: answer.status, body: comparable(mask(answer.body)) },
        { status: exchange.status, body: comparable(normalise(exchange.body)) });
      for (const [header, value] of Object.entries(exchange.headers)) {
        assert.deepEqual(maskHeader(header, answer.headers[header]), name.endsWith('authorize') ? maskHeader(header, value) : value, header);
      }
    });
  }
});
