// The command line as an operator uses it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { accounts } from './lib/account.mjs';
import { binary, runCommand, startServer } from './lib/server.mjs';

describe('the command line', () => {
  let directory;
  before(() => { directory = mkdtempSync(join(tmpdir(), 'gotrue-cli-')); });
  after(() => rmSync(directory, { recursive: true }));
  const run = (args, options = {}) => runCommand(args, { cwd: directory, ...options });
  const env = { GOTRUE_JWT_SECRET: 'x', GOTRUE_SITE_URL: 'http://localhost' };

  test('init writes a private file with fresh secrets, once', async () => {
    const made = await run(['init']);
    assert.equal(made.code, 0, made.stderr);
    const text = readFileSync(join(directory, '.env'), 'utf8');
    assert.equal(statSync(join(directory, '.env')).mode & 0o777, 0o600);
    assert.match(text, /^GOTRUE_SITE_URL=http:\/\/localhost:8081$/m);
    assert.match(text, /^GOTRUE_API_HOST=127\.0\.0\.1$/m);
    assert.match(text, /^GOTRUE_JWT_SECRET=[0-9a-f]{64}$/m);
    const again = await run(['init']);
    assert.equal(again.code, 1);
    assert.equal(readFileSync(join(directory, '.env'), 'utf8'), text);
    rmSync(join(directory, '.env'));
  });

  test('--help of every command teaches, version says which', async () => {
    for (const command of [[], ['serve'], ['migrate'], ['version'], ['init'], ['admin'], ['admin', 'createuser'], ['admin', 'deleteuser']]) {
      const { code, stdout } = await run([...command, '--help']);
      assert.equal(code, 0);
      assert.match(stdout, /Usage: /);
    }
    const { code, stdout } = await run(['version']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+/);
  });

  test('an unknown command or option is exit 1 and a hint', async () => {
    for (const args of [['nonsense'], ['serve', '--nonsense'], ['admin'], ['admin', 'createuser']]) {
      const { code, stderr } = await run(args, { env });
      assert.equal(code, 1, stderr);
      assert.match(stderr, /--help/);
    }
  });

  test('all errors of the configuration come at once, without secrets', async () => {
    const { code, stderr } = await run(['serve'], {
      env: {
        GOTRUE_API_PORT: 'x', GOTRUE_JWT_EXP: '-', GOTRUE_SMTP_PORT: '99999', GOTRUE_PASSWORD_MIN_LENGTH: '0', GOTRUE_WEBHOOK_URL: 'http://x.example',
        GOTRUE_JWT_AUD: 'a'.repeat(256), GOTRUE_JWT_DEFAULT_GROUP_NAME: 'a\u0001',
        GOTRUE_REDIS_URL: 'rediss://:secret-of-redis@localhost', GOTRUE_TRACING_PORT: 'x',
        GOTRUE_USER_DATA_SCHEMA: 'x.json', GOTRUE_DB_DATABASE_URL: 'root:secret-of-mysql@cloudsql(project)/db',
      },
    });
    assert.equal(code, 1);
    for (const key of ['JWT_AUD', 'JWT_DEFAULT_GROUP_NAME', 'API_PORT', 'JWT_EXP', 'SMTP_PORT', 'PASSWORD_MIN_LENGTH', 'WEBHOOK_URL', 'REDIS_URL',
      'TRACING_PORT', 'USER_DATA_SCHEMA', 'DB_DATABASE_URL', 'JWT_SECRET', 'SITE_URL']) {
      assert.ok(stderr.includes(key), `${key} is not named in:\n${stderr}`);
    }
    assert.equal(stderr.includes('secret-of'), false);
  });

  test('many instances need an operator and a database', async () => {
    const multi = await run(['multi'], { env });
    assert.equal(multi.code, 1);
    assert.match(multi.stderr, /GOTRUE_OPERATOR_TOKEN: required/);
    assert.match(multi.stderr, /GOTRUE_DB_DATABASE_URL: required/);
  });

  test('a database server that cannot be reached is one clear line without its password', async () => {
    for (const url of ['postgres://ann:secret-word@127.0.0.1:1/db', 'ann:secret-word@tcp(127.0.0.1:1)/db', 'mysql://ann:secret-word@127.0.0.1:1/db']) {
      const { code, stderr } = await run(['serve'], { env: { ...env, GOTRUE_JWT_SECRET: 'x'.repeat(32), DATABASE_URL: url } });
      assert.equal(code, 1);
      assert.equal(stderr.includes('secret-word'), false, stderr);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });

  // A server started by a line of the shell, and what it logs.
  async function serveBy(line) {
    const home = mkdtempSync(join(directory, 'shell-'));
    const child = spawn('sh', ['-c', line, binary], {
      cwd: home, env: { PATH: process.env.PATH, ...env, GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0', GOTRUE_LOG_FILE: 'log' },
    });
    const closed = once(child, 'close');
    const log = () => (existsSync(join(home, 'log')) ? readFileSync(join(home, 'log'), 'utf8') : '');
    while (!/address="[^"]*:\d+"/.test(log()) && child.exitCode === null) await setTimeout(10);
    return { child, log, port: Number(log().match(/address="[^"]*:(\d+)"/)[1]), stop: () => { child.kill('SIGTERM'); return closed; } };
  }

  test('a server whose standard streams are closed lets nothing else take their place', async () => {
    const server = await serveBy('exec "$0" serve <&- >&- 2>&-');
    for (const fd of [0, 1, 2]) assert.equal(readlinkSync(`/proc/${server.child.pid}/fd/${fd}`), '/dev/null');
    await server.stop();
  });

  test('a low limit on open files is said at the start, and half of it serves clients', async () => {
    const server = await serveBy('ulimit -n 64; exec "$0" serve');
    assert.match(server.log(), /level=warning msg="the limit on open files leaves room for 32 connections of 20000"/);
    const clients = [];
    for (let i = 0; i < 16; ++i) clients.push(connect(server.port, '127.0.0.1'));
    for (const client of clients) {
      client.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
      const [answer] = await once(client, 'data');
      assert.match(String(answer), /^HTTP\/1\.1 200 /);
    }
    for (const client of clients) client.destroy();
    await server.stop();
  });

  test('migrate can be run again and needs no secret', async () => {
    for (let i = 0; i < 2; ++i) {
      const { code, stderr } = await run(['migrate'], { env: { GOTRUE_DB_DATABASE_URL: `sqlite3://${directory}/m.db` } });
      assert.equal(code, 0, stderr);
    }
  });

  test('an admin makes and removes users; the password also comes from standard input', async () => {
    const server = await startServer({ GOTRUE_PASSWORD_BCRYPT_COST: '4' });
    const account = accounts(server);
    const beside = (args, input) => runCommand(['admin', ...args], { env: server.env, cwd: server.directory, input });
    const made = await beside(['createuser', 'ann@example.com', '-', 'editor', '--confirm'], 'from standard input\n');
    assert.equal(made.code, 0, made.stderr);
    const login = await account.login('ann@example.com', 'from standard input');
    assert.equal(login.status, 200);
    assert.equal((await account.get('/user', login.body.access_token)).body.role, 'editor');
    const again = await beside(['createuser', 'ANN@example.com', 'x', '--confirm']);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /already/);
    const bad = await beside(['createuser', 'nonsense', 'x']);
    assert.equal(bad.code, 1);
    const root = await beside(['createuser', 'root@example.com', 'secret', '--confirm', '--superadmin']);
    assert.equal(root.code, 0, root.stderr);
    const { body } = await account.login('root@example.com', 'secret');
    assert.equal((await account.get('/admin/users', body.access_token)).status, 200);
    assert.equal((await beside(['deleteuser', 'ann@example.com'])).code, 0);
    assert.equal((await account.login('ann@example.com', 'from standard input')).status, 400);
    const missing = await beside(['deleteuser', 'ann@example.com']);
    assert.equal(missing.code, 1);
    await server.stop();
  });

  test('what a user cannot have is refused in words', async () => {
    const create = (...more) => run(['admin', 'createuser', 'ann@example.com', 'secret1', ...more], { env: { ...env, GOTRUE_JWT_SECRET: 'x'.repeat(32) } });
    const cases = [
      [['r'.repeat(256)], 'role must not be longer than 255 bytes'], [['--aud', 'a'.repeat(256)], 'aud must not be longer than 255 bytes'],
    ];
    for (const [more, text] of cases) {
      const { code, stderr } = await create(...more);
      assert.deepEqual([code, stderr], [1, `gotrue: ${text}\n`]);
    }
  });

  test('an env file is read as its option says, and the environment wins', async () => {
    writeFileSync(join(directory, 'my.env'), 'export GOTRUE_JWT_SECRET="a # b and more than thirty-two bytes"\nGOTRUE_SITE_URL: http://localhost # note\nGOTRUE_API_PORT=nonsense\n');
    const bad = await run(['serve', '-c', 'my.env']);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /API_PORT/);
    assert.equal(/JWT_SECRET|SITE_URL/.test(bad.stderr), false, bad.stderr);
    const missing = await run(['serve', '-c', 'no.env'], { env });
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /no\.env/);
  });

  test('docs/config.md is what config-reference prints', async () => {
    const { stdout } = await run(['config-reference']);
    assert.equal(readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8'), stdout);
  });
});
