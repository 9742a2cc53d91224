// 300,000 users of the original server, ugly ones among them: migrated while it writes, killed on the way, nothing lost.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { accounts } from './lib/account.mjs';
import { nil, oldPassword, OriginalDatabase } from './lib/original.mjs';
import { binary, runCommand, startServer } from './lib/server.mjs';

const rows = 300_000;
const id = (number) => `f0000000-0000-4000-8000-${number.toString(16).padStart(12, '0').toUpperCase()}`;
// One row in a hundred is of each ugly kind.
const kind = (n, sql, otherwise) => `IF(seq % 100 = ${n}, ${sql}, ${otherwise})`;

describe(`a database of the original with ${rows} users`, { skip: !process.env.GOTRUE_TEST_LARGE && 'GOTRUE_TEST_LARGE is not set' }, () => {
  let original;
  let untouched;
  const env = () => ({ GOTRUE_DB_DATABASE_URL: original.url });
  const one = async (sql) => (await original.run(sql))[0]?.[0];

  // Sums of every column of the original in rows that nobody writes meanwhile.
  async function sums() {
    const columns = {
      users: 'instance_id, id, aud, role, email, encrypted_password, confirmed_at, invited_at, confirmation_token, confirmation_sent_at, recovery_token, recovery_sent_at, email_change_token, email_change, email_change_sent_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, is_super_admin, created_at, updated_at',
      refresh_tokens: 'instance_id, id, token, user_id, revoked, created_at, updated_at',
      audit_log_entries: 'instance_id, id, payload, created_at',
      instances: 'id, uuid, raw_base_config, created_at, updated_at',
    };
    const result = {};
    for (const [table, list] of Object.entries(columns)) {
      const text = list.split(', ').map((column) => `IFNULL(HEX(${column}), '-')`).join(", ',', ");
      const where = table === 'users' ? "WHERE id LIKE 'f%'" : '';
      [result[table]] = await original.run(`SELECT COUNT(*), BIT_XOR(CAST(CONV(LEFT(MD5(CONCAT(${text})), 16), 16, 10) AS UNSIGNED)) FROM ${table} ${where}`);
    }
    return result;
  }

  before(async () => {
    original = await new OriginalDatabase().create();
    const email = kind(1, "CONCAT('  User', seq, '@Example.COM ')", kind(2, "CONCAT('USER', seq - 1 + 1, '@EXAMPLE.com')",
      kind(3, "CONCAT('üser', seq, '@bücher.example')", kind(4, "'shared@example.com'", "CONCAT('user', seq, '@example.com')"))));
    await original.run(`INSERT INTO users (instance_id, id, aud, role, email, encrypted_password, confirmed_at, confirmation_token, recovery_token,
      email_change_token, email_change, raw_app_meta_data, raw_user_meta_data, is_super_admin, created_at, updated_at)
      SELECT '${nil}', CONCAT('f0000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0')), '', '', ${email},
        ${kind(5, "''", "'$2a$10$N9qo8uLOickgx2ZMRZoMyejK.edSUggcOOxR5yqhQwACuMOLbM2pO'")}, ${kind(6, 'NULL', "'2018-02-03 04:05:06'")},
        ${kind(6, "CONCAT('confirmconfirm', LPAD(seq, 8, '0'))", "''")}, ${kind(7, "CONCAT('recoverrecover', LPAD(seq, 8, '0'))", 'NULL')}, '', NULL,
        ${kind(8, 'NULL', `'{"provider":"email"}'`)}, ${kind(9, 'NULL', kind(10, `'{"full_name":"😀 O\\'Brien"}'`, "'null'"))}, 0,
        '2018-01-02 03:04:05', '2018-01-02 03:04:05' FROM seq_1_to_${rows}`);
    await original.run(`INSERT INTO refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at)
      SELECT '${nil}', CONCAT('refreshrefresh', LPAD(seq, 8, '0')), CONCAT('f0000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0')), seq % 3 = 0,
        ${kind(10, 'UTC_TIMESTAMP()', "'2018-01-02 03:04:05'")}, '2018-01-02 03:04:05' FROM seq_1_to_${rows}`);
    await original.run(`INSERT INTO audit_log_entries (instance_id, id, payload, created_at)
      SELECT '${nil}', CONCAT('a0000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0')), '{"action":"login","actor_name":"😀"}', '2018-01-02 03:04:05' FROM seq_1_to_${rows}`);
    untouched = await sums();
  }, { timeout: 300_000 });
  after(() => original?.drop());

  // How far a migration is: what the catalogue and the rows show of it.
  const points = [
    ['the first column', "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'email_normal'"],
    ['the unique index', "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'users_by_account'"],
    ['an index of tokens', "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'refresh_tokens_by_user'"],
    ['a part of the users', "SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE id LIKE 'f%' AND email_normal IS NOT NULL LIMIT 1) AS adopted"],
  ];

  async function killAt(question) {
    const child = spawn(binary, ['migrate'], { env: { PATH: process.env.PATH, ...env() }, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (data) => { errors += data; });
    const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    while (child.exitCode === null && await one(question) === '0') await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(child.exitCode, null, `it ended before it could be killed: ${errors}`);
    child.kill('SIGKILL');
    await ended;
  }

  test('is migrated in spite of kills while the original writes, and keeps every value', { timeout: 600_000 }, async () => {
    let isWriting = true;
    let writes = 0;
    let longest = 0;
    const writer = (async () => {
      for (let n = 1; isWriting; ++n) {
        const start = performance.now();
        const writerId = `e0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
        await original.insertUser({ id: writerId, email: `Writer${n}@example.com` });
        await original.changeEmail(writerId, `writer-${n}@example.com`);
        longest = Math.max(longest, performance.now() - start);
        ++writes;
      }
    })();
    try {
      const begun = performance.now();
      for (const [name, question] of points) {
        const written = writes;
        await killAt(question);
        console.log(`# killed behind ${name}, ${writes - written} writes meanwhile`);
      }
      const { code, stdout, stderr } = await runCommand(['migrate'], { env: env() });
      assert.equal(code, 0, stderr);
      console.log(`# ${stdout.trim().split('\n').join('; ')}; ${Math.round((performance.now() - begun) / 1000)} s, ${writes} writes, the longest took ${Math.round(longest)} ms`);
      assert.ok(writes > 20, `${writes} writes`);
      // A table that is copied under a lock would hold them up for as long as a copy takes.
      assert.ok(longest < (performance.now() - begun) / 4, `a write waited for ${longest} ms`);
    } finally {
      isWriting = false;
      await writer;
    }
    assert.deepEqual(await sums(), untouched);
    assert.match((await runCommand(['migrate', '--status'], { env: env() })).stdout, /nothing is pending/);
  });

  test('names the address that many rows share, and nothing else stands in the way', { timeout: 120_000 }, async () => {
    const { code, stdout } = await runCommand(['migrate', '--check'], { env: env() });
    assert.equal(code, 1);
    assert.equal(stdout.match(/what to do/g).length, 1, stdout.slice(0, 2000));
    assert.ok(stdout.includes(id(4)) && stdout.includes(id(104)));
    assert.ok(!stdout.includes('@'));
    const adopted = await one("SELECT COUNT(account_key) FROM users WHERE id LIKE 'f%'");
    assert.equal(Number(adopted), rows - rows / 100 + 1);
  });

  test('lets its users in', { timeout: 120_000 }, async (context) => {
    const server = await startServer({ ...env(), GOTRUE_DB_NAMESPACE: undefined, GOTRUE_DB_AUTOMIGRATE: undefined });
    context.after(() => server.stop());
    const account = accounts(server);
    const subject = ({ status, body, text }) => {
      assert.equal(status, 200, text);
      return JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()).sub.toUpperCase();
    };
    for (const [email, number] of [['user101@example.com', 101], ['user202@example.com', 202], ['üser303@bücher.example', 303],
      ['user299999@example.com', 299_999], ['user308@example.com', 308]]) {
      assert.equal(subject(await account.login(email, oldPassword)), id(number).toUpperCase(), email);
    }
    assert.equal((await account.login('user105@example.com', oldPassword)).status, 400, 'without a password');
    assert.equal((await account.post('/verify', { type: 'signup', token: 'confirmconfirm00000106' })).status, 200);
    assert.equal((await account.post('/verify', { type: 'recovery', token: 'recoverrecover00000107' })).status, 200);
    assert.equal(subject(await account.refresh('refreshrefresh00000110')), id(110).toUpperCase());
    assert.match((await account.refresh('refreshrefresh00000112')).text, /Refresh token expired/);
    assert.equal((await account.refresh('refreshrefresh00000210')).status, 400, 'revoked');
    const shared = subject(await account.login('shared@example.com', oldPassword));
    assert.equal(Number.parseInt(shared.slice(-12), 16) % 100, 4);
  });
});
