// Connections to database servers over TLS, by every word that a URL has for it. The servers take nothing else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runCommand } from './lib/server.mjs';

const repository = resolve(import.meta.dirname, '../..');
// The servers that the other tests use say that the packages are there.
const hasMysql = Boolean(process.env.GOTRUE_TEST_MYSQL_URL);
const hasPostgres = Boolean(process.env.GOTRUE_TEST_POSTGRES_URL);

let directory;
let password;
const file = (name) => join(directory, name);
const shell = (script, env = {}) =>
  execFileSync('sh', ['-eu', '-c', script], { cwd: repository, encoding: 'utf8', env: { ...process.env, ...env, DIRECTORY: directory } }).trim();

const openssl = (...args) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });
const makeAuthority = (name) =>
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-addext', 'basicConstraints=critical,CA:TRUE', '-keyout', `${name}.key`, '-out', `${name}.crt`);

// For the address, and not for the name that leads to it.
function makeServerCertificate() {
  writeFileSync(file('server.ext'), 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr');
  openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ours.crt', '-CAkey', 'ours.key', '-CAcreateserial', '-days', '2',
    '-extfile', 'server.ext', '-out', 'server.crt');
}

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'gotrue-tls-'));
  chmodSync(directory, 0o755);
  makeAuthority('ours');
  makeAuthority('theirs');
  makeServerCertificate();
});
after(() => rmSync(directory, { recursive: true }));

// Whether the server is reached; a refusal is one clear line without the password.
async function connects(url, env = {}) {
  const { code, stderr } = await runCommand(['migrate', '--status'], {
    cwd: directory,
    env: { GOTRUE_JWT_SECRET: 'x'.repeat(64), GOTRUE_SITE_URL: 'http://localhost', GOTRUE_DB_DATABASE_URL: url, ...env },
  });
  if (code === 0) return true;
  assert.equal(code, 1);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, /connect/);
  assert.ok(!stderr.includes(password), stderr);
  return false;
}

describe('MariaDB over TLS', { skip: !hasMysql && 'no MariaDB' }, () => {
  let port;
  before(() => {
    password = 'sesame-of-the-database';
    mkdirSync(file('mysql'));
    shell('cp "$DIRECTORY/server.key" "$DIRECTORY/mysql.key"; [ "$(id -u)" != 0 ] || chown mysql "$DIRECTORY/mysql.key"');
    const url = shell('. scripts/lib/mysql.sh; start_mysql "$DIRECTORY/mysql" >&2; echo "$GOTRUE_TEST_MYSQL_URL"',
      { MYSQL_TEST_OPTIONS: `--ssl-cert=${file('server.crt')} --ssl-key=${file('mysql.key')}` });
    port = url.match(/:(\d+)\)/)[1];
    shell(`cd "$DIRECTORY/mysql/data" && mariadb --no-defaults --socket=server.sock --execute="CREATE USER safe@'127.0.0.1' IDENTIFIED BY '${password}' REQUIRE SSL; GRANT ALL ON gotrue.* TO safe@'127.0.0.1'"`);
  });
  after(() => shell('. scripts/lib/mysql.sh; stop_mysql "$DIRECTORY/mysql"'));

  const trusting = (name) => ({ SSL_CERT_FILE: file(`${name}.crt`), SSL_CERT_DIR: '/nowhere' });
  const forms = (tls, host = '127.0.0.1') => [
    `safe:${password}@tcp(${host}:${port})/gotrue?parseTime=true&tls=${tls}`,
    `safe:${password}@(${host}:${port})/gotrue?tls=${tls}`,
    `mysql://safe:${password}@${host}:${port}/gotrue?tls=${tls}`,
    `mysql://safe:${password}@tcp(${host}:${port})/gotrue?tls=${tls}`,
  ];
  const all = async (urls, env, expected) => {
    for (const url of urls) assert.equal(await connects(url, { GOTRUE_DB_DRIVER: 'mysql', ...env }), expected, url);
  };

  test('tls=true takes a certificate of a trusted authority, in every form of the URL', () => all(forms('true'), trusting('ours'), true));
  test('tls=true refuses a certificate of another authority', () => all(forms('true'), trusting('theirs'), false));
  test('tls=true refuses a certificate for another host', () => all(forms('true', 'localhost'), trusting('ours'), false));
  test('tls=skip-verify and tls=preferred take any certificate', () =>
    all([...forms('skip-verify'), ...forms('preferred')], trusting('theirs'), true));
  test('tls=false does not reach an account that requires TLS', () => all(forms('false'), trusting('ours'), false));
});

describe('PostgreSQL over TLS', { skip: !hasPostgres && 'no PostgreSQL' }, () => {
  let at;
  before(() => {
    mkdirSync(file('postgres-server'));
    const url = shell(`. scripts/lib/postgres.sh; start_postgres "$DIRECTORY/postgres-server" >&2
      data=$DIRECTORY/postgres-server/postgres/data
      cp "$DIRECTORY/server.crt" "$DIRECTORY/server.key" "$data"; chmod 600 "$data/server.key"
      [ "$(id -u)" != 0 ] || chown postgres "$data/server.crt" "$data/server.key"
      psql "$GOTRUE_TEST_POSTGRES_URL" --quiet --no-psqlrc --command "ALTER SYSTEM SET ssl = on" --command "SELECT pg_reload_conf()" >/dev/null
      sed -i 's/^host /hostssl /' "$data/pg_hba.conf"
      psql "$GOTRUE_TEST_POSTGRES_URL" --quiet --no-psqlrc --command "SELECT pg_reload_conf()" >/dev/null
      echo "$GOTRUE_TEST_POSTGRES_URL"`);
    password = new URL(url).password;
    at = (host, options) => `${url.replace('127.0.0.1', host)}?${options}`;
  });
  after(() => shell('. scripts/lib/postgres.sh; stop_postgres "$DIRECTORY/postgres-server"'));

  const rooted = (mode, name) => `sslmode=${mode}&sslrootcert=${encodeURIComponent(file(`${name}.crt`))}`;
  const reaches = async (host, options, expected) =>
    assert.equal(await connects(at(host, options), { GOTRUE_DB_DRIVER: 'postgres', HOME: directory }), expected, options);

  test('sslmode=require takes any certificate, sslmode=disable does not reach the server', async () => {
    await reaches('127.0.0.1', 'sslmode=require', true);
    await reaches('127.0.0.1', 'sslmode=disable', false);
  });

  test('sslmode=verify-ca takes a certificate of the named authority, for whatever host', async () => {
    await reaches('127.0.0.1', rooted('verify-ca', 'ours'), true);
    await reaches('localhost', rooted('verify-ca', 'ours'), true);
    await reaches('127.0.0.1', rooted('verify-ca', 'theirs'), false);
  });

  test('sslmode=verify-full asks for the host, too', async () => {
    await reaches('127.0.0.1', rooted('verify-full', 'ours'), true);
    await reaches('localhost', rooted('verify-full', 'ours'), false);
    await reaches('127.0.0.1', rooted('verify-full', 'theirs'), false);
  });

  test('an authority that is asked for and not named is a refusal', () => reaches('127.0.0.1', 'sslmode=verify-full', false));
});
