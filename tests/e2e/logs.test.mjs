// Log lines (http-api.md "Logs", configuration.md LOG_*): names of fields, forms, metering, files, and no secret.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { binary, jwtSecret, operatorToken, runCommand, startServer } from './lib/server.mjs';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const time = 'time="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"';

async function withServer(env, body) {
  const server = await startServer({ GOTRUE_PASSWORD_BCRYPT_COST: '4', ...env });
  try { await body(server, accounts(server)); } finally { await server.stop(); }
}

// A server that logs to the file `log` in its directory; started by waiting for that file to say so.
async function startServerWithFile(env) {
  const directory = mkdtempSync(join(tmpdir(), 'gotrue-logs-'));
  const file = join(directory, 'log');
  const child = spawn(binary, ['serve'], {
    cwd: directory,
    env: {
      PATH: process.env.PATH, GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_OPERATOR_TOKEN: operatorToken,
      GOTRUE_SITE_URL: 'http://localhost:9999', GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0', GOTRUE_LOG_FILE: file, ...env,
    },
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  const read = (name = 'log') => (existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : '');
  const until = async (pattern, name) => {
    for (;;) {
      const match = read(name).match(pattern);
      if (match) return match;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const [, port] = await until(/"?address"?[=:]"127\.0\.0\.1:(\d+)"/);
  return {
    url: `http://127.0.0.1:${port}`, directory, child, file, read, until,
    lines: () => linesOf(read()),
    async stopKeeping() { child.kill('SIGTERM'); assert.equal(await closed, 0); },
    async remove() { rmSync(directory, { recursive: true }); },
  };
}

const linesOf = (text) => text.split('\n').filter((line) => line !== '');

test('a request is two lines of logfmt with the fields of the original', async () => {
  await withServer({}, async (server) => {
    await send(server.url, {
      path: '/.netlify/identity/settings?a=b',
      headers: { Referer: 'https://www.example.com/a', 'X-Nf-Client': 'widget', 'X-Forwarded-For': '203.0.113.9' },
    });
    const common = 'method=GET nf_client=widget path=/\\.netlify/identity/settings referer="https://www\\.example\\.com/a" remote_addr=203\\.0\\.113\\.9';
    const [, id] = await server.logged(new RegExp(`${time} level=info msg="request started" component=api ${common} request_id=(${uuid})\n`));
    await server.logged(new RegExp(`${time} level=info msg="request completed" component=api duration=\\d+ ${common} request_id=${id} status=200\n`));
  });
});

test('a completed line names the user and why a request was refused', async () => {
  await withServer({}, async (server, account) => {
    const { user, access_token: token } = await account.newUser('ann@example.com');
    await account.get('/user', token);
    await server.logged(new RegExp(`msg="request completed"[^\n]*path=/user[^\n]*status=200 user_id=${user.id}\n`));
    await account.get('/user');
    await server.logged(/msg="request completed"[^\n]*error="[^"]*Bearer token[^"]*"[^\n]*path=\/user[^\n]*status=401/);
  });
});

test('a request whose body is too large is in the log too', async () => {
  await withServer({}, async (server) => {
    assert.equal((await send(server.url, { method: 'POST', path: '/signup', body: ' '.repeat(0x100001) })).status, 413);
    await server.logged(/msg="request completed"[^\n]*method=POST[^\n]*path=\/signup[^\n]*status=413\n/);
  });
});

test('health is not logged', async () => {
  await withServer({}, async (server) => {
    for (const path of ['/health', '/.netlify/identity/health', '/health/']) await send(server.url, { path });
    await send(server.url, { path: '/settings' });
    await server.logged(/request completed[^\n]*path=\/settings/);
    assert.equal(server.log.includes('/health'), false);
  });
});

test('a login is metered, by password and by refresh token, and a failed one is not', async () => {
  await withServer({}, async (server, account) => {
    const user = await account.create('ann@example.com');
    assert.equal((await account.login('ann@example.com', 'wrong password')).status, 400);
    const tokens = await account.tokens('ann@example.com');
    assert.equal((await account.refresh(tokens.refresh_token)).status, 200);
    const line = (method) => new RegExp(`${time} level=info msg=Login action=login instance_id=00000000-0000-0000-0000-000000000000 login_method=${method} metering=true request_id=\\S+ user_id=${user.id}\n`);
    await server.logged(line('password'));
    await server.logged(line('token'));
    assert.equal(server.log.match(/metering=true/g).length, 2);
  });
});

test('JSON lines have the same names', async () => {
  const server = await startServerWithFile({ GOTRUE_LOG_FORMAT: 'json' });
  await send(server.url, { path: '/settings', headers: { 'X-Nf-Client': '"} \t{"' } });
  await server.stopKeeping();
  const lines = server.lines().map((line) => JSON.parse(line));
  const [started] = lines.filter(({ msg }) => msg === 'request started');
  const [completed] = lines.filter(({ msg }) => msg === 'request completed');
  assert.deepEqual(Object.keys(started).sort(),
    ['component', 'level', 'method', 'msg', 'nf_client', 'path', 'referer', 'remote_addr', 'request_id', 'time']);
  assert.equal(completed.status, 200);
  assert.equal(typeof completed.duration, 'number');
  assert.equal(completed.request_id, started.request_id);
  await server.remove();
});

test('a file gets the lines, and SIGHUP opens it again without losing one', async () => {
  const server = await startServerWithFile({});
  await send(server.url, { path: '/settings?1', headers: { 'X-Nf-Client': 'before' } });
  await server.until(/request completed[^\n]*nf_client=before/);
  renameSync(server.file, `${server.file}.1`);
  server.child.kill('SIGHUP');
  while (!existsSync(server.file)) await new Promise((resolve) => setImmediate(resolve));
  await send(server.url, { path: '/settings', headers: { 'X-Nf-Client': 'after' } });
  await server.until(/request completed[^\n]*nf_client=after/);
  await server.stopKeeping();
  assert.equal(server.read('log.1').includes('nf_client=after'), false);
  assert.equal(server.read().includes('nf_client=before'), false);
  assert.equal((server.read('log.1') + server.read()).match(/request (started|completed)/g).length, 4);
  await server.remove();
});

test('the time has the layout of LOG_TSFORMAT, and LOG_FIELDS stand in every line', async () => {
  await withServer({ GOTRUE_LOG_TSFORMAT: 'Jan _2 2006 15:04:05.000', GOTRUE_LOG_FIELDS: 'env:prod,zone:eu 1' }, async (server) => {
    await send(server.url, { path: '/settings' });
    await server.logged(/time="[A-Z][a-z][a-z] [ \d]\d \d{4} \d\d:\d\d:\d\d\.\d{3}" level=info msg="request completed"/);
    for (const line of linesOf(server.log).filter((text) => text.startsWith('time='))) assert.match(line, / env=prod .*zone="eu 1"$/);
  });
});

test('empty fields are quoted on demand', async () => {
  await withServer({ GOTRUE_LOG_QUOTE_EMPTY_FIELDS: 'true' }, async (server) => {
    await send(server.url, { path: '/settings' });
    await server.logged(/request completed[^\n]* referer="" /);
  });
  await withServer({ GOTRUE_LOG_DISABLE_COLORS: 'true' }, async (server) => {
    await send(server.url, { path: '/settings' });
    await server.logged(/request completed[^\n]* referer= /);
    assert.equal(server.log.includes('\x1b'), false);
  });
});

test('the level leaves out what is less severe, also under its name without prefix', async () => {
  for (const key of ['GOTRUE_LOG_LEVEL', 'LOG_LEVEL']) {
    const server = await startServerWithFile({ [key]: 'debug' });
    await server.stopKeeping();
    await server.remove();
  }
  const refused = await runCommand(['serve'], { env: { GOTRUE_SITE_URL: 'http://localhost', GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_LOG_LEVEL: 'loud', GOTRUE_LOG_FORMAT: 'xml' } });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /GOTRUE_LOG_LEVEL: /);
  assert.match(refused.stderr, /GOTRUE_LOG_FORMAT: /);
});

test('a log file that cannot be opened stops the start with one line', async () => {
  const { code, stderr } = await runCommand(['serve'], { env: { GOTRUE_SITE_URL: 'http://localhost', GOTRUE_JWT_SECRET: jwtSecret, GOTRUE_LOG_FILE: '/no/such/folder/log' } });
  assert.equal(code, 1);
  assert.match(stderr, /^gotrue: \/no\/such\/folder\/log: cannot be opened: No such file or directory\n$/);
});

test('no request forges a line', async () => {
  const evil = 'x" level=panic msg=owned\ttime=now';
  await withServer({ GOTRUE_API_REQUEST_ID_HEADER: 'X-Request-Id' }, async (server, account) => {
    await send(server.url, { path: '/a%0Alevel=panic%20msg=owned', headers: { Referer: evil, 'X-Nf-Client': evil, 'X-Request-Id': evil, 'X-Forwarded-For': evil, 'X-JWT-AUD': evil } });
    await account.post('/signup', { email: `${evil}\nlevel=panic msg=owned`, password });
    await account.token({ grant_type: `${evil}\nlevel=panic msg=owned` });
    await account.get('/admin/audit?query=x%0Alevel=panic%20msg=owned', operatorToken);
    await server.logged(/request completed[^\n]*path=\/admin\/audit/);
    const lines = linesOf(server.log).filter((line) => line.startsWith('time='));
    assert.equal(lines.length, linesOf(server.log).length);
    for (const line of lines) assert.match(line, /^time="[^"]*" level=(info|warning) msg=/);
  });
});

test('no password, token or secret is in the log, also at level debug', async () => {
  const env = { GOTRUE_LOG_LEVEL: 'debug', GOTRUE_API_EXPORT_SECRET: 'secret-of-the-export', GOTRUE_MAILER_AUTOCONFIRM: 'true' };
  await withServer(env, async (server, account) => {
    await account.post('/signup', { email: 'bob@example.com', password: 'bobs own password' });
    const { user, access_token: access, refresh_token: refresh } = await account.newUser('ann@example.com');
    const next = (await account.refresh(refresh)).body.refresh_token;
    await account.login('ann@example.com', 'a wrong password');
    await account.put('/user', { password: 'the next password', app_metadata: { role: 'x' } }, access);
    await account.put(`/admin/users/${user.id}`, { password: 'the third password' }, operatorToken);
    await account.get(`/user?access_token=${access}`, `${access}x`);
    await account.post('/verify', { type: 'recovery', token: 'a-token-of-a-mail' });
    await send(server.url, { path: '/token?grant_type=password&username=ann@example.com&password=in-the-query', method: 'POST' });
    await send(server.url, { path: '/admin/users/export', headers: { Authorization: `Bearer ${operatorToken}`, EXPORT_SECRET: 'secret-of-the-export' } });
    await account.post('/logout', undefined, access);
    await server.logged(/request completed[^\n]*path=\/logout/);
    for (const secret of ['bobs own password', 'a good password', 'a wrong password', 'the next password', 'the third password',
      access, access.split('.')[2], refresh, next, 'a-token-of-a-mail', 'in-the-query', 'secret-of-the-export', operatorToken, jwtSecret]) {
      assert.equal(server.log.includes(secret), false, secret);
    }
  });
});
