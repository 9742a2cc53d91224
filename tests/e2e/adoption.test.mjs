// A MySQL database of the original server, taken over in place while the original goes on writing to it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accounts } from './lib/account.mjs';
import { mysqlUrl, nil, oldPassword, OriginalDatabase } from './lib/original.mjs';
import { settingsOf, startProvider } from './lib/provider.mjs';
import { operatorToken, runCommand, startServer } from './lib/server.mjs';
import { newBrowser } from './lib/sign_in.mjs';

const id = (number) => `00000000-0000-4000-8000-00000000000${number}`;
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

describe('a database of the original server', { skip: !mysqlUrl && 'GOTRUE_TEST_MYSQL_URL is not set' }, () => {
  let original;
  let provider;
  let server;
  let account;
  const migrate = (...flags) => runCommand(['migrate', ...flags], { env: { GOTRUE_DB_DATABASE_URL: original.url } });

  before(async () => {
    original = await new OriginalDatabase().create();
    await original.insertUser({ id: id(1), email: 'Ann@Example.com' });
    await original.insertUser({ id: id(2), email: 'bob@example.com', confirmed: false, confirmationToken: 'confirmconfirmconfirm1' });
    await original.insertUser({ id: id(3), email: 'cleo@example.com', recoveryToken: 'recoverrecoverrecover1' });
    await original.insertRefreshToken('refreshrefreshrefresh1', id(1));
  });
  after(async () => {
    await server?.stop();
    await provider?.close();
    await original?.drop();
  });

  test('is not served before it is migrated, and says what would happen', async () => {
    const early = await runCommand(['serve'], { env: { GOTRUE_DB_DATABASE_URL: original.url, GOTRUE_SITE_URL: 'http://localhost', GOTRUE_JWT_SECRET: 'x'.repeat(32) } });
    assert.equal(early.code, 1);
    assert.match(early.stderr, /run `gotrue migrate`/);
    const dry = await migrate('--dry-run');
    assert.equal(dry.code, 0);
    assert.match(dry.stdout, /ALTER TABLE users ADD COLUMN email_normal .*ALGORITHM=INSTANT;/);
    assert.match((await migrate('--status')).stdout, /schema version 0.*\n.*pending/);
    assert.deepEqual(await original.run("SHOW TABLES LIKE 'sessions'"), []);
  });

  test('names the rows of one address, then nothing stands in the way', async () => {
    await original.insertUser({ id: id(9), email: 'ANN@example.com' });
    const check = await migrate('--check');
    assert.equal(check.code, 1, check.stdout);
    assert.ok(check.stdout.includes(id(1)) && check.stdout.includes(id(9)), check.stdout);
    assert.match(check.stdout, /what to do: /);
    await original.run(`DELETE FROM users WHERE id = '${id(9)}'`);
    assert.equal((await migrate('--check')).code, 0);
  });

  test('is migrated in place, once and again', async () => {
    for (let i = 0; i < 2; ++i) {
      const { code, stderr } = await migrate();
      assert.equal(code, 0, stderr);
    }
    assert.match((await migrate('--status')).stdout, /nothing is pending/);
    provider = await startProvider('github');
    server = await startServer({
      GOTRUE_DB_DATABASE_URL: original.url, GOTRUE_DB_NAMESPACE: undefined, GOTRUE_DB_AUTOMIGRATE: undefined, ...settingsOf(provider),
    });
    account = accounts(server);
  });

  test('lets users in with their old passwords and tells no time of issue, as the original does', async () => {
    const { status, body } = await account.login('ann@example.com', oldPassword);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(claims(body.access_token).sub, id(1));
    assert.equal('iat' in claims(body.access_token), false);
  });

  test('gives a user an identity at the first external sign-in with the same verified address', async () => {
    const signIn = async (code) => claims((await newBrowser(server).signIn('github', code)).fragment.access_token);
    provider.overrides.moved = (what, plain) => (what === 'user' ? { status: 200, body: { ...plain.body, id: known } } : undefined);
    let known;
    provider.overrides.ann = (what, plain) => { if (what === 'user') known = plain.body.id; };
    assert.equal((await signIn('ann')).sub, id(1));
    assert.equal((await account.login('ann@example.com', oldPassword)).status, 200, 'the password stays');
    assert.equal((await signIn('moved')).sub, id(1), 'the account of the provider, whatever its address is now');
  });

  test('lets pending links work, once', async () => {
    const verify = (type, token) => account.post('/verify', { type, token });
    assert.equal((await verify('signup', 'CONFIRMconfirmconfirm1')).status, 404);
    assert.equal((await verify('signup', 'confirmconfirmconfirm1')).status, 200);
    assert.equal((await verify('signup', 'confirmconfirmconfirm1')).status, 404);
    assert.equal((await account.login('bob@example.com', oldPassword)).status, 200);
    assert.equal((await verify('recovery', 'recoverrecoverrecover1')).status, 200);
    assert.equal((await verify('recovery', 'recoverrecoverrecover1')).status, 404);
  });

  test('lets a refresh token go on from one server to the other and back', async () => {
    const first = await account.refresh('refreshrefreshrefresh1');
    assert.equal(first.status, 200, JSON.stringify(first.body));
    await original.swapRefreshToken(first.body.refresh_token, 'refreshrefreshrefresh2');
    const third = await account.refresh('refreshrefreshrefresh2');
    assert.equal(third.status, 200, JSON.stringify(third.body));
    assert.notEqual((await account.refresh('\0')).status, 200);
  });

  test('shows each server what the other writes', async () => {
    await original.insertUser({ id: id(4), email: ' Dan@Example.com' });
    assert.equal((await account.login('dan@example.com', oldPassword)).status, 200);
    const taken = await account.post('/signup', { email: 'DAN@example.com', password: 'another password' });
    assert.notEqual(taken.status, 200);

    await original.changeEmail(id(1), 'anna@example.com');
    assert.equal((await account.login('ann@example.com', oldPassword)).status, 400);
    assert.equal((await account.login('anna@example.com', oldPassword)).status, 200);

    const made = await account.post('/signup', { email: 'Eve@example.com', password: 'a new password' });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const [[email, hash, token]] = await original.run(`SELECT email, encrypted_password, confirmation_token FROM users WHERE id = '${made.body.id}'`);
    assert.equal(email, 'Eve@example.com');
    assert.match(hash, /^\$2[aby]\$10\$/);
    assert.match(token, /^[\w-]{22}$/);
    assert.equal((await account.post('/verify', { type: 'signup', token })).status, 200);
  });

  test('shows audit entries without a payload among the others', async () => {
    await original.run(`INSERT INTO audit_log_entries (created_at, id, instance_id, payload) VALUES
      (UTC_TIMESTAMP() + INTERVAL 1 DAY, '${id(7)}', '${nil}', NULL)`);
    const { status, body } = await account.get('/admin/audit', operatorToken);
    assert.equal(status, 200);
    assert.deepEqual([body[0].id, body[0].payload], [id(7), {}]);
  });

  test('is served while one address belongs to several rows', async () => {
    await original.insertUser({ id: id(5), email: 'dup@example.com' });
    await original.insertUser({ id: id(6), email: 'DUP@example.com' });
    assert.equal((await migrate()).code, 0);
    assert.equal((await migrate('--check')).code, 1);
    const { status, body } = await account.login('dup@example.com', oldPassword);
    assert.equal(status, 200);
    assert.equal(claims(body.access_token).sub, id(5));
  });
});

test('a table of users in the old utf8 refuses the characters that it lacks, and says so',
  { skip: !mysqlUrl && 'GOTRUE_TEST_MYSQL_URL is not set' }, async () => {
    const original = await new OriginalDatabase().create({ charset: 'utf8' });
    const server = await startServer({ GOTRUE_DB_DATABASE_URL: original.url, GOTRUE_DB_NAMESPACE: undefined, GOTRUE_DB_AUTOMIGRATE: 'true' });
    const account = accounts(server);
    const refusal = { code: 422, msg: 'The database cannot hold a value of the request' };
    const good = { email: 'ann@example.com', password: 'a password', data: { name: '\u{1F600}' } };
    assert.equal((await account.post('/signup', good)).status, 200);
    assert.deepEqual((await account.post('/signup', { ...good, email: '\u{1F600}@example.com' })).body, refusal);
    assert.deepEqual((await account.post('/admin/users', { ...good, email: 'bob@example.com', role: '\u{1F600}' }, operatorToken)).body, refusal);
    assert.equal((await account.login('\u{1F600}@example.com', 'a password')).status, 400);
    await server.stop();
    await original.drop();
  });
