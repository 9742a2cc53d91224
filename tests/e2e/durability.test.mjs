// What was answered stays, whatever happens to the process, the disk and the file. All of it is of the embedded database,
// whatever database other tests use.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { binary, operatorToken, restartServer, runCommand, startServer } from './lib/server.mjs';

const quick = {
  GOTRUE_DB_DATABASE_URL: 'sqlite3://gotrue.db', GOTRUE_DB_NAMESPACE: undefined, GOTRUE_DB_AUTOMIGRATE: undefined,
  GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off', GOTRUE_MAILER_AUTOCONFIRM: 'true',
  GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL: '600',  // an answer that a kill swallowed is asked for at the end
};

// A test that fails leaves no process behind that the next would wait for.
const servers = [];
const remember = (server) => { servers.push(server); return server; };
const started = async (env, args) => remember(await startServer(env, args));
const restarted = async (server) => remember(await restartServer(server));
afterEach(() => Promise.all(servers.splice(0).map((server) => server.kill('SIGKILL'))));

test('what was answered with 200 is there after a kill in the middle of the load, round after round', async () => {
  let server = await started(quick);
  const signedUp = [];
  const chains = [];
  const ended = [];
  for (let round = 0; round < 5; ++round) {
    const account = accounts(server);
    let running = true;
    const until = async (work) => { while (running) { try { await work(); } catch { return; } } };
    let next = 0;
    const load = [
      ...Array.from({ length: 8 }, () => until(async () => {
        const email = `u${round}-${next++}@example.com`;
        const { status } = await account.post('/signup', { email, password });
        if (status === 200) signedUp.push(email);
      })),
      ...Array.from({ length: 8 }, async (_, i) => {
        const email = `c${round}-${i}@example.com`;
        const chain = { email };
        chains.push(chain);
        await until(async () => {
          if (!chain.token) {
            await account.post('/signup', { email, password });
            chain.token = (await account.login(email)).body.refresh_token;
          }
          const { status, body } = await account.refresh(chain.token);
          assert.equal(status, 200);
          chain.token = body.refresh_token;
          chain.length = (chain.length ?? 0) + 1;
        });
      }),
      until(async () => {
        const email = `l${round}-${next++}@example.com`;
        await account.post('/signup', { email, password });
        const { body } = await account.login(email);
        const { status } = await account.post('/logout', undefined, body.access_token);
        if (status === 204) ended.push(body.refresh_token);
      }),
    ];
    // Kills once enough has happened, so that no duration matters.
    while (signedUp.length < (round + 1) * 20 || ended.length < (round + 1) * 2) {
      assert.equal(server.exit, undefined, server.log);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await server.kill('SIGKILL');
    running = false;
    await Promise.allSettled(load);
    server = await restarted(server);
  }
  const account = accounts(server);
  for (const email of signedUp) assert.equal((await account.login(email)).status, 200, email);
  for (const { email, token } of chains) {
    if (token) assert.equal((await account.refresh(token)).status, 200, email);
  }
  for (const token of ended) assert.equal((await account.refresh(token)).status, 400);
  await server.stop();
});

test('a link that was used stays used after a restart', async () => {
  const server = await started({ ...quick, GOTRUE_MAILER_AUTOCONFIRM: 'false' }, ['serve', '--mail-to-log']);
  const account = accounts(server);
  await account.post('/signup', { email: 'a@example.com', password });
  const [, token] = await server.logged(/#confirmation_token=(\S+)/);
  assert.equal((await account.post('/verify', { type: 'signup', token })).status, 200);
  await server.kill('SIGKILL');
  const again = await restarted(server);
  assert.equal((await accounts(again).post('/verify', { type: 'signup', token })).status, 404);
  await again.stop();
});

test('SIGTERM lets running requests finish and ends with 0', async () => {
  const server = await started({ ...quick, GOTRUE_PASSWORD_BCRYPT_COST: '12' });
  const account = accounts(server);
  const running = Array.from({ length: 4 }, (_, i) => account.post('/signup', { email: `u${i}@example.com`, password }));
  await server.logged(/request started[^\n]*path=\/signup/);
  while ((server.log.match(/request started[^\n]*path=\/signup/g) ?? []).length < 4) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const exit = server.kill('SIGTERM');
  assert.deepEqual((await Promise.all(running)).map(({ status }) => status), [200, 200, 200, 200]);
  assert.deepEqual(await exit, { code: 0, signal: null });
  await server.stop();
});

test('SIGHUP opens the log file again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gotrue-log-'));
  const file = join(directory, 'log');
  const child = spawn(binary, ['serve'], {
    cwd: directory,
    env: { GOTRUE_JWT_SECRET: 'x', GOTRUE_SITE_URL: 'http://localhost', GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0', GOTRUE_LOG_FILE: file },
  });
  const appears = async () => { while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve)); };
  await appears();
  renameSync(file, `${file}.1`);
  child.kill('SIGHUP');
  await appears();
  const closed = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGTERM');
  assert.equal(await closed, 0);
  rmSync(directory, { recursive: true });
});

test('a second server on the same database is refused, an admin command beside it works', async () => {
  const server = await started(quick);
  const second = await runCommand(['serve'], { env: server.env, cwd: server.directory });
  assert.equal(second.code, 1);
  assert.match(second.stderr, /gotrue\.db/);
  const made = await server.admin('createuser', 'a@example.com', password, '--confirm');
  assert.equal(made.code, 0, made.stderr);
  assert.equal((await accounts(server).login('a@example.com')).status, 200);
  const removed = await server.admin('deleteuser', 'a@example.com');
  assert.equal(removed.code, 0, removed.stderr);
  assert.equal((await accounts(server).login('a@example.com')).status, 400);
  await server.stop();
});

test('a database that another process keeps locked gives 503 with Retry-After, and then works again', async () => {
  const server = await started(quick);
  const account = accounts(server);
  assert.equal((await account.post('/signup', { email: 'a@example.com', password })).status, 200);
  const sqlite = spawn('sqlite3', [join(server.directory, 'gotrue.db')]);
  const locked = new Promise((resolve) => sqlite.stdout.on('data', resolve));
  sqlite.stdin.write("BEGIN IMMEDIATE;\nSELECT 'locked';\n");
  await locked;
  const busy = await account.post('/signup', { email: 'b@example.com', password });
  assert.equal(busy.status, 503, busy.text);
  assert.ok(busy.headers['retry-after']);
  assert.equal((await account.get('/admin/users', operatorToken)).status, 200);
  const closed = new Promise((resolve) => sqlite.on('close', resolve));
  sqlite.stdin.end('ROLLBACK;\n');
  await closed;
  assert.equal((await account.post('/signup', { email: 'b@example.com', password })).status, 200);
  await server.stop();
});

test('a full disk gives 503 and loses nothing that was answered', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gotrue-full-'));
  const env = {
    PATH: process.env.PATH, ...quick, GOTRUE_JWT_SECRET: 'x', GOTRUE_SITE_URL: 'http://localhost', GOTRUE_OPERATOR_TOKEN: operatorToken,
    GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0',
  };
  // No file may grow beyond 1 MiB: what a full disk looks like to the database.
  const start = (limit) => {
    const child = spawn('sh', ['-c', `${limit} trap '' XFSZ; exec "$0" serve`, binary], { cwd: directory, env });
    let log = '';
    const port = new Promise((resolve, reject) => {
      child.stderr.on('data', (data) => {
        log += data;
        const match = log.match(/address="[^"]*:(\d+)"/);
        if (match) resolve(Number(match[1]));
      });
      child.on('close', (code) => reject(new Error(`ended with ${code}: ${log}`)));
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    return { child, port, closed, log: () => log };
  };
  const limited = start('ulimit -f 1024;');
  let account = accounts({ url: `http://127.0.0.1:${await limited.port}` });
  const kept = [];
  let refused;
  let token;
  for (let i = 0; !refused && i < 5000; ++i) {
    const email = `u${i}@example.com`;
    const answer = await account.post('/signup', { email, password, data: { fill: 'x'.repeat(8000) } });
    if (answer.status === 200) kept.push(email);
    else refused = answer;
    token ??= (await account.login(email)).body.refresh_token;
  }
  assert.equal(refused.status, 503, refused.text);
  // A refresh is run by the thread that writes, and hears of the disk from its batch.
  let refreshed;
  do {
    refreshed = await account.refresh(token);
    token = refreshed.body.refresh_token;
  } while (refreshed.status === 200);
  assert.equal(refreshed.status, 503, refreshed.text);
  assert.equal((await account.login(kept[0])).status === 500, false);
  assert.equal((await send(`http://127.0.0.1:${await limited.port}`, { path: '/health' })).status, 200);
  limited.child.kill('SIGTERM');
  await limited.closed;
  assert.match(limited.log(), new RegExp(`error="cannot commit: sqlite: disk[^\\n]*request_id=${refreshed.body.error_id} status=503`));
  const free = start('');
  account = accounts({ url: `http://127.0.0.1:${await free.port}` });
  for (const email of kept) assert.equal((await account.login(email)).status, 200, email);
  free.child.kill('SIGTERM');
  assert.equal(await free.closed, 0);
  rmSync(directory, { recursive: true });
});

test('a database that cannot be opened is one clear line and exit 1', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gotrue-bad-'));
  const env = { GOTRUE_JWT_SECRET: 'x', GOTRUE_SITE_URL: 'http://localhost' };
  writeFileSync(join(directory, 'text.db'), 'this is no database, whatever its name says '.repeat(100));
  for (const path of ['/nonexistent/gotrue.db', '/proc/version/gotrue.db', join(directory, 'text.db'), directory]) {
    const { code, stderr } = await runCommand(['serve'], { cwd: directory, env: { ...env, GOTRUE_DB_DATABASE_URL: `sqlite3://${path}` } });
    assert.equal(code, 1, `${path}: ${stderr}`);
    assert.equal(stderr.trim().split('\n').filter((line) => !line.includes('level=warning')).length, 1, stderr);
    assert.ok(stderr.includes(path), stderr);
  }
  const newer = join(directory, 'newer.db');
  await runCommand(['migrate'], { cwd: directory, env: { ...env, GOTRUE_DB_DATABASE_URL: `sqlite3://${newer}` } });
  spawnSync('sqlite3', [newer, 'INSERT INTO gotrue_migrations VALUES (9999, 0);']);
  const { code, stderr } = await runCommand(['serve'], {
    cwd: directory, env: { ...env, GOTRUE_API_PORT: '0', GOTRUE_DB_DATABASE_URL: `sqlite3://${newer}` },
  });
  assert.equal(code, 1);
  assert.match(stderr, /newer/);
  rmSync(directory, { recursive: true });
});
