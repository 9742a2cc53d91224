// The tests of the clients, run twice at once on two sets of instances of one server, with the same addresses.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { startServer } from './lib/server.mjs';

function runTests(files, server) {
  const { NODE_TEST_CONTEXT: ignored, ...env } = process.env;
  env.GOTRUE_TEST_MULTI = JSON.stringify({ url: server.url, directory: server.directory, env: server.env });
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', ...files], { cwd: import.meta.dirname, env });
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.stderr.on('data', (data) => { output += data; });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

test('two tenants with the same addresses do not notice each other', async (context) => {
  const server = await startServer({
    GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db', GOTRUE_JWT_SECRET: undefined,
    GOTRUE_SITE_URL: undefined, GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off',
    GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8',
  }, ['multi']);
  context.after(() => server.stop());
  const files = ['gotrue-js.test.mjs', 'accounts.test.mjs', 'tokens.test.mjs'];
  const runs = await Promise.all([runTests(files, server), runTests(files, server)]);
  for (const { code, output } of runs) {
    assert.equal(code, 0, output.split('\n').filter((line) => /^ *(not ok|error:|message:|actual:|expected:)/.test(line)).join('\n'));
    assert.match(output, /^# pass [1-9]/m);
  }
});
