// The database or the way to it fails: what may be done again is done again, all else is a 503 that says when to come
// back; never half a change, never the same change twice.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { accounts } from './lib/account.mjs';
import { lines, restartMysql, restartPostgres } from './lib/cluster.mjs';
import { startProxy } from './lib/proxy.mjs';
import { runCommand, startServer } from './lib/server.mjs';

const {
  GOTRUE_TEST_MYSQL_URL: mysqlUrl, GOTRUE_TEST_POSTGRES_URL: postgresUrl,
  GOTRUE_TEST_MYSQL_HOME: mysqlHome, GOTRUE_TEST_POSTGRES_HOME: postgresHome,
} = process.env;
const portOf = (url) => Number(url.match(/127\.0\.0\.1:(\d+)/)[1]);
let count = 0;

// Only where the servers are the tests' own: they are stopped and restarted.
const mysql = mysqlHome && {
  name: 'MariaDB',
  port: portOf(mysqlUrl),
  url: (ports, { password = 'gotrue', database = 'gotrue', host = '127.0.0.1' } = {}) =>
    `mysql://gotrue:${password}@${ports.map((port) => `${host}:${port}`).join(',')}/${database}`,
  query: (sql) => lines('mariadb', ['--no-defaults', '--host=127.0.0.1', `--port=${portOf(mysqlUrl)}`, '--user=gotrue',
    '--password=gotrue', '--batch', '--skip-column-names', `--execute=${sql}`, 'gotrue']),
  restart: () => restartMysql(mysqlHome),
  numbers: (count) => ({ from: `seq_1_to_${count}`, id: "CONCAT('f0000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0'))", email: "CONCAT('x', seq, '@example.com')" }),
  countReads: ['SET GLOBAL userstat = 1'],
  rowsRead: (table) => `SELECT COALESCE(SUM(ROWS_READ), 0) FROM information_schema.TABLE_STATISTICS WHERE TABLE_NAME = '${table}'`,
  // It holds for everybody who is no administrator.
  plainUrl: (port) => `mysql://plain:plain@127.0.0.1:${port}/gotrue`,
  stopWrites: ['SET GLOBAL read_only = 1'],
  takeWrites: ['SET GLOBAL read_only = 0'],
};
const postgres = postgresHome && {
  name: 'PostgreSQL',
  port: portOf(postgresUrl),
  url: (ports, { password = new URL(postgresUrl).password, database = 'gotrue', host = '127.0.0.1' } = {}) =>
    `postgres://gotrue:${password}@${ports.map((port) => `${host}:${port}`).join(',')}/${database}`,
  query: (sql) => lines('psql', [postgresUrl, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--command', sql]),
  restart: () => restartPostgres(postgresHome),
  numbers: (count) => ({ from: `generate_series(1, ${count}) AS numbers (n)`, id: "'f0000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0')", email: "'x' || n || '@example.com'" }),
  countReads: [],
  // What it counts becomes visible when a session is idle.
  rowsRead: (table) => `SELECT pg_sleep(2); SELECT COALESCE(SUM(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_user_tables WHERE relname = '${table}'`,
  stopWrites: ['ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()'],
  takeWrites: ['ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()'],
};

function assertBusy(answer) {
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.headers['retry-after'], /^\d+$/);
}

for (const engine of [mysql, postgres].filter(Boolean)) {
  describe(`on ${engine.name}`, { concurrency: 1 }, () => {
    const settings = (url) => ({
      GOTRUE_DB_DATABASE_URL: url, GOTRUE_DB_AUTOMIGRATE: 'true', GOTRUE_DB_NAMESPACE: `f${process.pid}_${count}`,
      GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off',
      GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL: '600',  // a restart may take its time
    });
    const liveTokens = () => engine.query(`SELECT COUNT(*) FROM f${process.pid}_${count}_refresh_tokens WHERE revoked = 0`)[0];

    async function withProxy(body) {
      ++count;
      const proxy = await startProxy(engine.port);
      const server = await startServer(settings(engine.plainUrl?.(proxy.port) ?? engine.url([proxy.port])));
      try {
        const account = accounts(server);
        await account.newUser('a@example.com');  // every statement is prepared once
        const { access_token: access, refresh_token: refresh } = await account.tokens('a@example.com');
        await account.refresh(refresh).then(({ body: { refresh_token: token } }) => body({ proxy, server, account, access, token }));
        await server.stop();
      } finally {
        if (!server.exit) await server.kill('SIGKILL');
        await proxy.close();
      }
    }

    test('a look-up takes one round trip, a refresh two', () => withProxy(async ({ proxy, account, access, token }) => {
      const count = async (request) => {
        const before = proxy.roundTrips;
        const answer = await request();
        assert.equal(answer.status, 200, answer.text);
        return [proxy.roundTrips - before, answer];
      };
      // The first ones prepare their statements.
      const { body: { refresh_token: next } } = await account.refresh(token);
      await account.get('/user', access);
      assert.equal((await count(() => account.get('/user', access)))[0], 1);
      const [first, answer] = await count(() => account.refresh(next));
      const [second] = await count(() => account.refresh(answer.body.refresh_token));
      // A connection that looked up before is told of the change of its use once.
      assert.ok(first <= 3, `${first} round trips`);
      assert.equal(second, 2);
    }));

    test('a look-up by address, a refresh and a look at the user read a few rows of a large table', () => withProxy(
      async ({ account, access, token }) => {
        const table = (name) => `f${process.pid}_${count}_${name}`;
        const { from, id, email } = engine.numbers(20_000);
        // As the original server writes them: columns of ours stay NULL. It knows no PostgreSQL, where all rows are ours.
        const ours = engine === mysql ? ['', ''] : [', email_normal', `, ${email}`];
        engine.query(`INSERT INTO ${table('users')} (id, instance_id, aud, role, email, created_at, updated_at${ours[0]})
          SELECT ${id}, '00000000-0000-0000-0000-000000000000', '', '', ${email}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP${ours[1]} FROM ${from}`);
        engine.query(`INSERT INTO ${table('refresh_tokens')} (instance_id, user_id, revoked, token, created_at, updated_at)
          SELECT '00000000-0000-0000-0000-000000000000', ${id}, 0, ${email}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM ${from}`);
        engine.query(`ANALYZE ${engine === mysql ? 'TABLE ' : ''}${table('users')}`);
        engine.query(`ANALYZE ${engine === mysql ? 'TABLE ' : ''}${table('refresh_tokens')}`);
        engine.countReads.forEach(engine.query);
        const read = () => ['users', 'refresh_tokens'].reduce((sum, name) => sum + Number(engine.query(engine.rowsRead(table(name))).at(-1)), 0);
        const before = read();
        assert.equal((await account.login('a@example.com')).status, 200);
        assert.equal((await account.login('nobody@example.com')).status, 400);
        assert.equal((await account.get('/user', access)).status, 200);
        assert.equal((await account.refresh(token)).status, 200);
        assert.equal((await account.refresh('an unknown token')).status, 400);
        const rows = read() - before;
        assert.ok(rows > 0 && rows < 100, `${rows} rows were read`);
      }));

    test('a change whose commit did not arrive is not made, and works when it is asked for again', () => withProxy(
      async ({ proxy, account, token }) => {
        const before = liveTokens();
        proxy.cutBeforeCommit();
        assertBusy(await account.refresh(token));
        assert.equal(liveTokens(), before);
        assert.equal((await account.refresh(token)).status, 200);
        assert.equal(liveTokens(), before);
      }));

    test('a change whose commit arrived and was not answered is made once', () => withProxy(
      async ({ proxy, account, token }) => {
        const before = liveTokens();
        proxy.cutAfterCommit();
        assertBusy(await account.refresh(token));
        const again = await account.refresh(token);
        assert.equal(again.status, 200, again.text);
        assert.equal(liveTokens(), before, 'the chain has one live end');
        assert.equal((await account.refresh(again.body.refresh_token)).status, 200);
      }));

    test('a look-up and a change that lose their connection before the commit are done again', () => withProxy(
      async ({ proxy, account, access, token }) => {
        proxy.cutAnswer();
        assert.equal((await account.get('/user', access)).status, 200);
        proxy.cutAnswer();
        assert.equal((await account.refresh(token)).status, 200);
        proxy.resetAll();
        assert.equal((await account.get('/user', access)).status, 200);
      }));

    test('a database that says nothing makes a 503, and nobody waits for ever', () => withProxy(
      async ({ proxy, account, access, token }) => {
        proxy.silence();
        const answers = await Promise.all([account.get('/user', access), account.refresh(token)]);
        answers.forEach(assertBusy);
        proxy.speak();
        assert.equal((await account.get('/user', access)).status, 200);
        assert.equal((await account.refresh(token)).status, 200);
      }));

    test('hosts are tried in turn, silent ones too', async () => {
      ++count;
      const silent = createServer(() => {});
      await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const dead = await startProxy(1);
      await dead.close();
      const server = await startServer(settings(engine.url([dead.port, silent.address().port, engine.port])));
      await accounts(server).newUser('a@example.com');
      await server.stop();
      silent.close();
    });

    test('a restart of the database under load loses nothing that was acknowledged', async () => {
      ++count;
      const server = await startServer(settings(engine.url([engine.port])));
      const account = accounts(server);
      let isRunning = true;
      let done = 0;
      const chain = async (email) => {
        let { refresh_token: token } = await account.newUser(email);
        while (isRunning) {
          const answer = await account.refresh(token);
          if (answer.status === 200) token = answer.body.refresh_token;
          else assertBusy(answer);
          ++done;
        }
        assert.equal((await account.refresh(token)).status, 200, 'the chain goes on');
      };
      const load = Promise.all(Array.from({ length: 8 }, (_, i) => chain(`c${i}@example.com`))).finally(() => { isRunning = false; });
      const more = async () => { const end = done + 100; while (isRunning && done < end) await new Promise((resolve) => setTimeout(resolve, 5)); };
      try {
        await more();
        await engine.restart();
        await more();
      } finally {
        isRunning = false;
      }
      await load;
      assert.equal(liveTokens(), '8');
      await server.stop();
    });

    test('a database that takes no writes makes a 503, and writes go on once it does', () => withProxy(
      async ({ account, token }) => {
        try {
          engine.stopWrites.forEach(engine.query);
          assertBusy(await account.refresh(token));
        } finally {
          engine.takeWrites.forEach(engine.query);
        }
        assert.equal((await account.refresh(token)).status, 200);
      }));

    test('serve ends with one clear line when it cannot connect', async () => {
      const wrong = [
        engine.url([engine.port], { password: 'sesame' }),
        engine.url([engine.port], { host: 'nowhere.invalid' }),
        engine.url([engine.port], { database: 'missing_database' }),
        engine.url([1]),
      ];
      for (const url of wrong) {
        const { code, stdout, stderr } = await runCommand(['serve'], {
          env: { GOTRUE_JWT_SECRET: 'x'.repeat(32), GOTRUE_SITE_URL: 'http://localhost', GOTRUE_API_PORT: '0', GOTRUE_DB_DATABASE_URL: url },
        });
        assert.equal(code, 1, stderr);
        const text = (stdout + stderr).trim();
        assert.equal(text.split('\n').filter((line) => !line.includes('level=warn')).length, 1, text);
        assert.match(text, /cannot connect/);
        assert.ok(!text.includes('sesame') && !text.includes(new URL(engine.url([1])).password + '@'), text);
      }
    });
  });
}
