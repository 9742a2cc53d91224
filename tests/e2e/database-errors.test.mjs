// A database that cannot be used: one clear line, exit 1, no secret in it; and `migrate --check` says what to do.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { binary, runCommand } from './lib/server.mjs';

const { GOTRUE_TEST_MYSQL_URL: mysqlUrl, GOTRUE_TEST_POSTGRES_URL: postgresUrl } = process.env;
const name = `errors_${process.pid}`;
const settings = { GOTRUE_JWT_SECRET: 'x'.repeat(32), GOTRUE_SITE_URL: 'http://localhost', GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0' };
const start = { GOTRUE_DB_AUTOMIGRATE: 'true' };

function mysqlEngine() {
  const [, user, password, port] = mysqlUrl.match(/^([^:]*):(.*)@tcp\(127\.0\.0\.1:(\d+)\)/);
  const run = (sql, database = name) => execFileSync('mariadb', ['--no-defaults', '-h127.0.0.1', `-P${port}`, `-u${user}`, '-N', '-B',
    ...(database ? [database] : []), '-e', sql], { env: { ...process.env, MYSQL_PWD: password }, encoding: 'utf8' });
  return {
    name: 'MariaDB',
    url: ({ as = user, secret = password, host = '127.0.0.1', at = port, database = name } = {}) => `mysql://${as}:${secret}@${host}:${at}/${database}`,
    run,
    reader: 'reader',  // scripts/lib/mysql.sh makes it
    create: () => run(`CREATE DATABASE ${name}`, ''),
    drop: () => run(`DROP DATABASE ${name}`, ''),
    // What a kill in the middle of the last version leaves.
    halve: () => run('DELETE FROM gotrue_migrations WHERE version >= 5; ALTER TABLE instances DROP INDEX instances_by_uuid_key'),
    columns: /CREATE, ALTER, INDEX/,
  };
}

function postgresEngine() {
  const { username, password, port } = new URL(postgresUrl);
  const query = (url, sql) => execFileSync('psql', [url, '--no-psqlrc', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const url = ({ as = username, secret = password, host = '127.0.0.1', at = port, database = name } = {}) => `postgres://${as}:${secret}@${host}:${at}/${database}`;
  const run = (sql) => query(url(), sql);
  return {
    name: 'PostgreSQL',
    url,
    run,
    reader: `reader_${process.pid}`,
    create() {
      query(postgresUrl, `CREATE DATABASE ${name}`);
      query(postgresUrl, `CREATE USER reader_${process.pid} PASSWORD 'sesame'`);
      run(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader_${process.pid}`);
    },
    drop() {
      run(`DROP OWNED BY reader_${process.pid}`);
      query(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      query(postgresUrl, `DROP USER reader_${process.pid}`);
    },
    halve: () => run('UPDATE gotrue_migrations SET applied_at = NULL WHERE version = 5; DROP INDEX instances_by_uuid_key'),
    columns: /CREATE, ownership of its tables/,
  };
}

function assertOneLine({ code, stdout, stderr }, pattern) {
  const lines = (stdout + stderr).trim().split('\n').filter((line) => !line.includes('level=warn'));
  assert.equal(lines.length, 1, stdout + stderr);
  assert.equal(code, 1, stdout + stderr);
  assert.match(lines[0], pattern);
  assert.ok(!/sesame|:[0-9a-f]{32}@/.test(stdout + stderr), stdout + stderr);
}

const command = (args, url, env = {}) => runCommand(args, { env: { ...settings, GOTRUE_DB_DATABASE_URL: url, ...env } });

for (const engine of [mysqlUrl && mysqlEngine(), postgresUrl && postgresEngine()].filter(Boolean)) {
  describe(`on ${engine.name}`, { concurrency: 1 }, () => {
    before(() => engine.create());
    after(() => engine.drop());
    const reader = () => engine.url({ as: engine.reader, secret: 'sesame' });

    test('who cannot connect is told why', async () => {
      const wrong = [
        [{ secret: 'sesame' }, /cannot connect.*(Access denied|authentication failed)/],
        [{ host: 'nowhere.invalid', secret: 'sesame' }, /cannot connect.*nowhere\.invalid/],
        [{ database: 'missing_database' }, /cannot connect.*missing_database/],
        [{ at: 1, secret: 'sesame' }, /cannot connect.*127\.0\.0\.1/],
      ];
      for (const [parts, pattern] of wrong) {
        for (const args of [['serve'], ['migrate'], ['migrate', '--check'], ['migrate', '--status']]) {
          assertOneLine(await command(args, engine.url(parts)), pattern);
        }
      }
    });

    if (engine.name === 'MariaDB') test('rights that the catalogue does not show are not missed', async () => {
      const check = await command(['migrate', '--check'], engine.url({ as: 'elsewhere', secret: 'elsewhere' }));
      assert.equal(check.code, 0, check.stdout);
    });

    test('who may only read an empty database is told what he may not', async () => {
      for (const [args, env] of [[['migrate'], {}], [['serve'], start]]) assertOneLine(await command(args, reader(), env), /denied/);
      const check = await command(['migrate', '--check'], reader());
      assert.equal(check.code, 1, check.stdout);
      assert.match(check.stdout, engine.name === 'MariaDB' ? engine.columns : /CREATE/);
      assert.match(check.stdout, /what to do: GRANT/);
    });

    test('who may only read a database does not serve it', async () => {
      assert.equal((await command(['migrate'], engine.url())).code, 0);
      assert.equal((await command(['migrate', '--check'], engine.url())).code, 0);
      assertOneLine(await command(['serve'], reader()), /lacks the privilege INSERT, UPDATE, DELETE.*migrate --check/);
      const check = await command(['migrate', '--check'], reader());
      assert.equal(check.code, 1, check.stdout);
      assert.match(check.stdout, /INSERT, UPDATE, DELETE/);
    });

    test('a migration that was cut off is no schema to serve, and is brought to its end', async () => {
      engine.halve();
      assertOneLine(await command(['serve'], engine.url()), /has version 4, this binary needs 5: run `gotrue migrate`/);
      assert.match((await command(['migrate', '--status'], engine.url())).stdout, /schema version 4.*\n.*pending/);
      assert.match((await command(['migrate', '--check'], reader())).stdout, engine.columns);
      assert.equal((await command(['migrate'], engine.url())).code, 0);
      assert.match((await command(['migrate', '--status'], engine.url())).stdout, /nothing is pending/);
    });

    test('a schema of the future is left alone', async () => {
      engine.run("INSERT INTO gotrue_migrations (version, applied_at) VALUES (999, '2024-01-01 00:00:00')");
      for (const [args, env] of [[['migrate'], {}], [['migrate', '--check'], {}], [['serve'], {}], [['serve'], start]]) {
        assertOneLine(await command(args, engine.url(), env), /version 999, this binary (knows|needs) \d+: start a newer gotrue/);
      }
    });
  });
}

test('an embedded database that cannot be used is one clear line too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gotrue-errors-'));
  const url = (file) => `sqlite3://${join(directory, file)}`;
  writeFileSync(join(directory, 'text.db'), 'this is no database, but a text that is longer than the header of one\n'.repeat(20));
  for (const args of [['serve'], ['migrate'], ['migrate', '--check']]) {
    assertOneLine(await command(args, url('missing/gotrue.db')), /missing/);
    assertOneLine(await command(args, url('text.db')), /not a database/);
  }
  assert.equal((await command(['migrate'], url('new.db'))).code, 0);
  execFileSync('sqlite3', [join(directory, 'new.db'), 'INSERT INTO gotrue_migrations VALUES (999, 0)']);
  for (const args of [['serve'], ['migrate'], ['migrate', '--check']]) {
    assertOneLine(await command(args, url('new.db')), /version 999, this binary knows \d+: start a newer gotrue/);
  }
  rmSync(directory, { recursive: true });
});

test('a password in the URLs of a copy is not to be seen in the list of processes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gotrue-errors-'));
  // It waits for a writer of the pipe that its env file is, and has read its arguments by then.
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const child = spawn(binary, ['db', 'copy', '--from', 'mysql://u:sesame@127.0.0.1:1/d', '--to=postgres://u:sesame@127.0.0.1:1/d', '-c', pipe]);
  const ended = new Promise((resolve) => child.on('close', resolve));
  const shown = () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
  while (shown().includes('sesame') && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.match(shown(), /--from\0x+\0--to=x+\0/);
  writeFileSync(pipe, '');
  assert.equal(await ended, 1);
  const file = join(directory, 'url');
  writeFileSync(file, 'mysql://u:sesame@127.0.0.1:1/d\n');
  const copy = await runCommand(['db', 'copy', '--from-file', file, '--to-env', 'TARGET'], { env: { TARGET: `sqlite3://${directory}/new.db` } });
  assertOneLine(copy, /cannot connect to the database: 127\.0\.0\.1:1/);
  rmSync(directory, { recursive: true });
});
