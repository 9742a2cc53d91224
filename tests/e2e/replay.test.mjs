// Replays exchanges recorded from the original server (data/single-instance.jsonl) and compares ours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader } from 'jose';
import { api, send } from './lib/http.mjs';
import { jwtSecret, operatorToken as operator, startServer } from './lib/server.mjs';
import { startMailbox } from './lib/mailbox.mjs';

const tag = 'r1';
const exchanges = readFileSync(new URL('data/single-instance.jsonl', import.meta.url), 'utf8')
  .trim().split('\n').map((line) => JSON.parse(line.replaceAll('TAG', tag).replaceAll('foobar', operator)));

let mailbox, server, users, links;

before(async () => {
  mailbox = await startMailbox();
  server = await startServer({
    ...mailbox.settings, GOTRUE_JWT_AUD: 'api.netlify.com', GOTRUE_RATE_LIMITS: 'off',
    GOTRUE_TRUSTED_PROXIES: '127.0.0.0/8',
  });
  const client = api(server.url);
  links = {
    // The token of the next mail to that address; `${tag}` is added to the name.
    async of(name) { return (await mailbox.nextLink(`${name}-${tag}@example.com`)).token; },
  };
  users = {
    async id(email, aud = 'api.netlify.com') {
      const answer = await send(server.url, {
        path: `/admin/users?per_page=1000&filter=${encodeURIComponent(email)}`,
        headers: { Authorization: `Bearer ${operator}`, 'X-JWT-AUD': aud },
      });
      const found = answer.body.users.find((user) => user.email.toLowerCase() === email.toLowerCase());
      assert.ok(found, `${email} is not there`);
      return found.id;
    },
    login: (email, password) => client.token({ grant_type: 'password', username: email, password }),
  };
});
after(async () => {
  await mailbox.close();
  await server.stop();
});

const mail = (name) => `${name}-${tag}@example.com`;
const form = (fields) => new URLSearchParams(fields).toString();

// What calls that are left out of the recording did before, by the name of the call that comes next; each may
// return fields that replace those of the recorded request.
const preparations = {
  'token address in other case': async () => {
    await api(server.url).post('/signup', {
      email: mail('ok'), password: 'secret-pw', data: { full_name: 'Zoë', deep: { a: [1, null, true] }, n: 1.5 },
    });
    await api(server.url).post('/verify', { type: 'signup', token: await links.of('ok') });
  },
  'verify signup token as recovery': async () => {
    await api(server.url).post('/signup', { email: mail('v0'), password: 'secret-pw' });
    const token = await links.of('v0');
    preparations['verify again'] = async () => {
      await api(server.url).post('/verify', { type: 'signup', token });
      return { body: JSON.stringify({ token, type: 'signup' }) };
    };
    return { body: JSON.stringify({ token, type: 'recovery' }) };
  },
  'verify with cookie': async () => ({ body: JSON.stringify({ token: await links.of('uf'), type: 'signup' }) }),
  'verify session cookie': async () => ({ body: JSON.stringify({ token: await links.of('nd'), type: 'signup' }) }),
  'verify with password of own': async () =>
    ({ body: JSON.stringify({ token: await links.of('p1'), type: 'signup', password: 'changed-pw' }) }),
  'token refresh ok': async () => {
    const { body } = await users.login(mail('ok'), 'secret-pw');
    return { body: form({ grant_type: 'refresh_token', refresh_token: body.refresh_token }) };
  },
  'token refresh chain': async (last) => ({ body: form({ grant_type: 'refresh_token', refresh_token: last.refresh_token }) }),
  'user put empty password': async () => {
    const token = (await users.login(mail('ok'), 'secret-pw')).body.access_token;
    await api(server.url).put('/user', { data: { n: null } }, token);
  },
  'user put change token': async () => {
    const token = (await users.login(mail('ok'), 'secret-pw')).body.access_token;
    await api(server.url).put('/user', { email: mail('moved') }, token);
    const change = await links.of('moved');
    preparations['user put change token again'] = async () => ({ body: JSON.stringify({ email_change_token: change }) });
    return { body: JSON.stringify({ email_change_token: change }) };
  },
  'user put id ignored': async () => {
    const token = (await users.login(mail('moved'), 'secret-pw')).body.access_token;
    await api(server.url).put('/user', { password: 'secret-pw2' }, token);
  },
  'recover unconfirmed': async () => { await api(server.url).post('/signup', { email: mail('p72'), password: 'secret-pw' }); },
  'recover recovery token as signup': async () => {
    await links.of('p72');
    await api(server.url).post('/recover', { email: mail('moved') });
    const token = await links.of('moved');
    preparations['recover verify'] = async () => ({ body: JSON.stringify({ token, type: 'recovery' }) });
    return { body: JSON.stringify({ token, type: 'signup' }) };
  },
  'recover verify of an unconfirmed user': async () =>
    ({ body: JSON.stringify({ token: await links.of('p72'), type: 'recovery' }) }),
  'logout ok': async (last) => {
    preparations['logout refresh after'] = async () =>
      ({ body: form({ grant_type: 'refresh_token', refresh_token: last.refresh_token }) });
  },
  'invite clean accept empty password': async () => {
    const token = await links.of('inv2');
    preparations['invite clean accept'] = async () =>
      ({ body: JSON.stringify({ token, type: 'signup', password: 'invited-pw' }) });
    return { body: JSON.stringify({ token, type: 'signup', password: '' }) };
  },
  'admin create duplicate': async () => {
    await api(server.url).post('/admin/users', {
      email: mail('a1'), password: 'x-password', confirm: true, user_metadata: { a: 1, b: 2 }, role: 'admin',
    }, operator);
  },
  'admin update password': async () => {
    const id = await users.id(mail('a1'));
    await api(server.url).put(`/admin/users/${id}`, { email: mail('a1x'), app_metadata: { roles: ['r'] } }, operator);
  },
  'admin create for the list 4': async () => {
    await api(server.url).post('/admin/users', {
      email: mail('lst3'), password: 'secret-pw', aud: 'lst', user_metadata: { full_name: 'Listed 3' },
    }, operator);
  },
  'admin list per_page=2&sort=email%20asc': async () => {
    await api(server.url).post('/admin/users', {
      email: mail('lst6'), password: 'secret-pw', aud: 'lst', user_metadata: { full_name: 'Listed 6' },
    }, operator);
  },
  'admin token of the deleted': async () => {
    const id = await users.id(mail('a1x'));
    await api(server.url).delete(`/admin/users/${id}`, undefined, operator);
    return { subject: id };
  },
};

// Calls whose bearer is not simply a token of the named user.
const oddTokens = {
  'user wrong signature': { secret: 'another secret' },
  'user nbf in future': { nbf: 4102444800 },
  'user iat in future': { iat: 4102444800 },
  'logout unknown sub': { sub: '7d6f9a56-6b9f-4f2c-9d33-0123456789ab' },
  'external callback forged state': { secret: 'another secret' },
};

// The user that a call with an id in its path is about.
const targets = {
  'admin get unknown': '7d6f9a56-6b9f-4f2c-9d33-0123456789ab',
  'admin get plain user': mail('uf'),
};

// Parses the recording's spelling of a token: JWT[{header},{claims}].
function parseMasked(masked) {
  const json = (text) => JSON.parse(text.replaceAll("'", '"').replaceAll('"<num>"', '4102440000'));
  const [, header, claims] = masked.match(/^JWT\[(\{.*?\}),(\{.*\})\]$/s);
  return { header: json(header), claims: json(claims) };
}

async function mint(masked, name, subject) {
  const { header, claims } = parseMasked(masked);
  const odd = oddTokens[name] ?? {};
  if (claims.sub === '<uuid>') claims.sub = odd.sub ?? subject ?? await users.id(currentAddress(claims.email));
  if (claims.iat !== undefined && !odd.iat) claims.iat = 1;
  if (claims.nbf !== undefined && !odd.nbf) claims.nbf = 1;
  Object.assign(claims, Object.fromEntries(Object.entries(odd).filter(([key]) => key !== 'secret')));
  if (header.alg === 'none') return new UnsecuredJWT(claims).encode();
  return new SignJWT(claims).setProtectedHeader(header).sign(Buffer.from(odd.secret ?? jwtSecret));
}

// A token of the recording names the address that its user had when it was made.
let moved = false;
const currentAddress = (email) => (moved && email === mail('ok') ? mail('moved') : email);

async function prepare(exchange, name, last) {
  const changed = await preparations[name]?.(last) ?? {};
  const request = { ...exchange.request, headers: { ...exchange.request.headers }, ...changed };
  const bearer = request.headers.Authorization?.match(/^Bearer (JWT\[.*\])$/s);
  if (bearer) request.headers.Authorization = `Bearer ${await mint(bearer[1], name, changed.subject)}`;
  const inPath = request.path.match(/JWT\[.*\]/s);
  if (inPath) request.path = request.path.replace(inPath[0], await mint(inPath[0], name));
  if (request.path.includes('<uuid>')) {
    const target = targets[name] ?? mail('a1x');
    request.path = request.path.replace('<uuid>', target.includes('@') ? await users.id(target) : target);
  }
  if (request.headers.Cookie) request.headers.Cookie = 'nf_jwt=x';
  if (request.body?.startsWith('grant_type') || exchange.request.path === '/token') {
    request.headers['Content-Type'] ??= 'application/x-www-form-urlencoded';
  }
  return request;
}

// Writes our answer in the recording's masks.
function mask(value, key) {
  if (Array.isArray(value)) return value.map((item) => mask(item));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mask(item, name)]));
  }
  if (typeof value !== 'string') return value;
  if (key === 'access_token') return maskToken(value);
  if (key === 'refresh_token') return '<token>';
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return '<time>';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return '<uuid>';
  return value;
}

function maskToken(token) {
  const claims = decodeJwt(token);
  return { header: decodeProtectedHeader(token), claims: { ...claims, exp: '<num>', sub: '<uuid>' } };
}

// The recording in the form of ours: `null` metadata is {}, and what we add is left out of ours.
function normalise(expected) {
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (value && typeof value === 'object') {
      const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
      for (const key of ['user_metadata', 'app_metadata']) if (copy[key] === null) copy[key] = {};
      if (typeof copy.access_token === 'string') {
        const { header, claims } = parseMasked(copy.access_token);
        copy.access_token = { header, claims: { ...claims, exp: '<num>', sub: '<uuid>' } };
        if (copy.access_token.claims.user_metadata === null) copy.access_token.claims.user_metadata = {};
      }
      return copy;
    }
    return value;
  };
  return walk(expected);
}

function withoutAdditions(body) {
  if (Array.isArray(body)) return body.map(withoutAdditions);
  if (!body || typeof body !== 'object') return body;
  const { last_sign_in_at, ...rest } = body;
  for (const key of Object.keys(rest)) rest[key] = withoutAdditions(rest[key]);
  if (rest.access_token?.claims) {
    const { iat, session_id, ...claims } = rest.access_token.claims;
    rest.access_token.claims = claims;
  }
  return rest;
}

// What a parser says is each server's own: only what stands before it is compared. Users made in the same second
// have no order in the original: their addresses are left out of lists.
const parserTexts = /((?:params|Parameters|Invalid token|is invalid|address|JSON): ).*$/s;
function comparable(body) {
  if (typeof body.msg === 'string') return { ...body, msg: body.msg.replace(parserTexts, '$1') };
  if (Array.isArray(body.users)) {
    return { ...body, users: body.users.map((user) => ({ ...user, email: '', user_metadata: {} })) };
  }
  return body;
}

// The original answers unknown paths and methods without a body; ours explain them in the envelope of all errors.
function withEnvelope({ status, body }) {
  return body || { code: status, msg: status === 404 ? 'Not Found' : 'Method Not Allowed' };
}

function maskHeader(name, value) {
  if (name !== 'set-cookie') return value;
  return [value].flat().join(', ')
    .replace(/nf_jwt=[^;]+/, 'nf_jwt=<v>').replace(/Expires=[^;]+/, 'Expires=<d>');
}

test('answers as the original did, exchange by exchange', async (t) => {
  let last;
  for (const exchange of exchanges) {
    const name = `${exchange.group} ${exchange.name}`;
    await t.test(name, async () => {
      const request = await prepare(exchange, name, last);
      if (name === 'user put change token') moved = true;
      const answer = await send(server.url, request);
      if (answer.body.refresh_token) last = answer.body;
      const found = typeof answer.body === 'string' ? answer.body : withoutAdditions(mask(answer.body));
      const recorded = exchange.status === 404 || exchange.status === 405 ? withEnvelope(exchange) : exchange.body;
      assert.deepEqual({ status: answer.status, body: comparable(found) },
        { status: exchange.status, body: comparable(normalise(recorded)) });
      for (const [header, value] of Object.entries(exchange.headers)) {
        // Credentials are for the site's own origin, where the original gives them to all.
        if (header === 'access-control-allow-credentials') continue;
        assert.equal(maskHeader(header, answer.headers[header])?.replaceAll(server.url, ''), value, header);
      }
    });
  }
});
