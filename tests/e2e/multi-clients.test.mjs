// The whole client suite, run twice at once on two sets of instances of one server, with the same addresses: tenants must not
// notice each other, and each test must find in an instance what it finds in a server (lib/tenant.mjs says which tests cannot).
// On MariaDB and PostgreSQL, and with GOTRUE_TEST_TENANTS=few, a few files stand for all.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { createWriteStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from './lib/server.mjs';

const few = ['gotrue-js', 'accounts', 'tokens'];
const more = [
  'external', 'hostile', 'widget', 'mail', 'webhooks', 'webhooks-replay', 'replay', 'sessions', 'schema', 'service', 'saml',
  'external-accounts', 'external-hooks', 'external-replay',
];
// Nearly all of their tests set keys of the process: in an instance of a process of its own, so once is enough.
const once = ['limits', 'external-id-tokens', 'external-oidc-hostile'];
const elsewhere = {
  adoption: 'the commands that take over a database of the original', cli: 'the commands themselves',
  'database-errors': 'databases that fail', demo: 'one site without an operator', durability: 'kills of processes',
  'external-oidc': 'providers of the process, as those of external-id-tokens are', failover: 'databases that move',
  large: 'the migration of a database', logs: 'lines and files of a process', multi: 'many instances already', 'multi-clients': 'this file',
  'multi-couriers': 'many instances already', 'multi-external': 'many instances already', 'multi-hooks': 'many instances already',
  'multi-replay': 'many instances already', nodes: 'many processes', redis: 'many processes', 'redis-nodes': 'many processes',
  tls: 'connections to the database', tracing: 'spans of a process',
};
const all = process.env.GOTRUE_TEST_DATABASE_URL === undefined && process.env.GOTRUE_TEST_TENANTS !== 'few';
const [first, second] = all ? [[...few, ...more, ...once], [...few, ...more]] : [few, few];
// Nearly all that there are, so that tests which leave themselves out are missed.
const least = all ? 550 : 50;

// What a process has so that nearly every test finds it fitting.
const environment = {
  GOTRUE_JWT_SECRET: undefined, GOTRUE_SITE_URL: undefined, GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off',
  GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8', GOTRUE_TRUSTED_PROXIES: '127.0.0.0/8', GOTRUE_EXTERNAL_BIND_STATE: 'true',
  GOTRUE_API_REQUEST_ID_HEADER: 'X-Request-ID',
  GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db',
};

async function startLogged() {
  const server = await startServer(environment, ['multi']);
  const file = createWriteStream(join(server.directory, 'log'));
  await event(file, 'open');
  for (const stream of [server.child.stdout, server.child.stderr]) stream.on('data', (data) => file.write(data));
  return { server, shared: { url: server.url, directory: server.directory, env: server.env, log: file.path } };
}

function runTests(shared, files) {
  const { NODE_TEST_CONTEXT: ignored, ...env } = process.env;
  env.GOTRUE_TEST_MULTI = JSON.stringify(shared);
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', '--test-timeout=300000', '--test-concurrency=2',
    ...files.map((name) => `${name}.test.mjs`)],
    { cwd: import.meta.dirname, env });
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.stderr.on('data', (data) => { output += data; });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const number = (output, what) => Number(output.match(new RegExp(`^# ${what} (\\d+)$`, 'm'))?.[1]);

test('every file of tests is run on tenants or not for a reason', () => {
  const there = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.mjs')).map((name) => name.replace('.test.mjs', ''));
  const named = [...few, ...more, ...once, ...Object.keys(elsewhere)];
  assert.deepEqual(there.filter((name) => !named.includes(name)), []);
  assert.equal(new Set(named).size, named.length);
});

test('two tenants with the same addresses do not notice each other', async (context) => {
  const { server, shared } = await startLogged();
  context.after(() => server.stop());
  const runs = await Promise.all([runTests(shared, first), runTests(shared, second)]);
  for (const { code, output } of runs) {
    assert.equal(code, 0, output.split('\n').filter((line) => /^ *(not ok|error:|message:|actual:|expected:)/.test(line)).join('\n'));
    const skipped = output.split('\n').filter((line) => line.includes('# SKIP'));
    assert.deepEqual(skipped.filter((line) => !/# SKIP (of a process|enough elsewhere): /.test(line)), []);
    context.diagnostic(`${number(output, 'pass')} tests on tenants, ${skipped.length} left out`);
    assert.ok(number(output, 'pass') >= least, `${number(output, 'pass')} tests were run`);
  }
});
