// Many nodes on one database: nodes of ours and of the database are killed under load and come back.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { galeraCluster, postgresServer } from './lib/cluster.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { tables } from './lib/original.mjs';
import { binary, restartServer, runCommand, startServer } from './lib/server.mjs';

const { GOTRUE_TEST_GALERA: galera, GOTRUE_TEST_POSTGRES_HOME: postgres, GOTRUE_TEST_POSTGRES_URL: postgresUrl } = process.env;
const settings = {
  GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off', GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL: '600',
  GOTRUE_SMTP_MAX_FREQUENCY: '15m',  // who asks again for a mail that is on its way gets no second one
};

// A person with several devices behind a balancer: every request goes to any node, again when it is not answered.
class Person {
  constructor(email, pick) {
    this.email = email;
    this.pick = pick;
    this.written = 0;   // the last value that was acknowledged
    this.tried = 0;
    this.refreshes = 0;
  }

  // Asks nodes in turn until one answers something else than "try again".
  async ask(request) {
    for (let tries = 0; ; ++tries) {
      if (tries === 2000) throw new Error(`${this.email}: nobody answers`);
      try {
        const answer = await request(accounts(this.pick()));
        if (answer.status < 500) return answer;
        assert.ok(answer.status === 503, `${answer.status} ${answer.text}`);
        assert.ok(answer.headers['retry-after'], '503 says when to try again');
      } catch (error) {
        if (!error.code) throw error;  // not a broken connection
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async logIn() {
    const { status, body, text } = await this.ask((node) => node.login(this.email));
    assert.equal(status, 200, text);
    this.tokens = body;
  }

  async refresh() {
    const { refresh_token: token } = this.tokens;
    const { status, body, text } = await this.ask((node) => node.refresh(token));
    assert.equal(status, 200, `${this.email}: the chain broke: ${text}`);
    this.tokens = body;
    ++this.refreshes;
  }

  async write() {
    const n = ++this.tried;
    const { status, body, text } = await this.ask((node) => node.put('/user', { data: { n } }, this.tokens.access_token));
    assert.equal(status, 200, text);
    assert.equal(body.user_metadata.n, n);
    this.written = n;
  }

  // On any node at once what another acknowledged.
  async read() {
    const { status, body, text } = await this.ask((node) => node.get('/user', this.tokens.access_token));
    assert.equal(status, 200, text);
    assert.equal(body.user_metadata.n ?? 0, this.written, `${this.email}: an acknowledged write is not seen`);
  }
}

async function run(cluster) {
  const mailbox = await startMailbox();
  const servers = [];
  try {
    await runOn(cluster, mailbox, servers);
    for (const server of servers) await server.stop();
  } finally {
    for (const server of servers) if (!server.exit) await server.kill('SIGKILL');
    await mailbox.close();
  }
  cluster.remove();
}

async function runOn(cluster, mailbox, servers) {
  const env = (node) => ({
    ...settings, ...mailbox.settings, GOTRUE_DB_DATABASE_URL: cluster.url(node), GOTRUE_DB_AUTOMIGRATE: 'true', GOTRUE_DB_NAMESPACE: cluster.namespace,
  });
  servers.push(...await Promise.all(Array.from({ length: cluster.nodes }, (_, node) => startServer(env(node)))));
  const alive = new Set(servers.keys());
  const pick = () => servers[[...alive][Math.floor(Math.random() * alive.size)]];
  const people = [];
  // So many that nodes do their refreshes and reads in batches.
  for (let i = 0; i < 48; ++i) {
    await accounts(servers[0]).create(`p${i}@example.com`);
    people.push(new Person(`p${i}@example.com`, pick));
  }
  await Promise.all(people.map((person) => person.logIn()));

  let running = true;
  let done = 0;
  const asked = [];
  const failures = [];
  const loop = async (work) => {
    try { while (running) { await work(); ++done; } } catch (error) { failures.push(error); running = false; }
  };
  const load = people.map((person) => loop(async () => { await person.refresh(); await person.write(); await person.read(); }));
  // People who ask for a mail: who asks again after a lost answer hears that it is on its way.
  const stranger = new Person('nobody', pick);
  load.push(loop(async () => {
    const email = `m${asked.length}@example.com`;
    const { status, text } = await stranger.ask((node) => node.post('/signup', { email, password }));
    assert.equal(status, 200, text);
    asked.push(email);
  }));
  const more = async (count) => { const end = done + count; while (running && done < end) await new Promise((resolve) => setTimeout(resolve, 5)); };

  await more(300);
  alive.delete(1);
  await servers[1].kill('SIGKILL');
  await more(300);
  await cluster.kill();
  await more(300);
  servers[1] = await restartServer(servers[1]);
  alive.add(1);
  await more(300);
  await cluster.revive();
  await more(300);
  await cluster.replace();
  await more(300);
  running = false;
  await Promise.all(load);
  assert.deepEqual(failures, []);
  // The tokens of a batch are revoked at one moment.
  const batches = Number(cluster.query(0, 'SELECT COUNT(*) FROM (SELECT updated_at FROM refresh_tokens WHERE revoked = 1 GROUP BY updated_at HAVING COUNT(*) > 1) AS moments')[0]);
  assert.ok(batches > 20, `${batches} batches`);

  for (const node of servers) {
    for (const person of people) {
      const { body } = await accounts(node).get('/user', person.tokens.access_token);
      assert.equal(body.user_metadata.n, person.written);
    }
  }
  const sums = cluster.databaseNodes.map((node) => {
    const forks = cluster.query(node, 'SELECT session_id FROM refresh_tokens WHERE revoked = 0 GROUP BY session_id HAVING COUNT(*) > 1');
    assert.deepEqual(forks, [], 'a chain has two live ends');
    const live = cluster.query(node, 'SELECT COUNT(*) FROM refresh_tokens WHERE revoked = 0');
    assert.deepEqual(live, [String(people.length)]);
    return cluster.query(node, 'SELECT COUNT(*), SUM(revoked), MAX(id), MAX(updated_at) FROM refresh_tokens')[0];
  });
  assert.equal(new Set(sums).size, 1, `the nodes differ: ${sums}`);
  const { refresh_token: token } = people[0].tokens;
  assert.equal((await accounts(servers[1]).refresh(token)).status, 200);

  // A mail is on its way or leased by the courier that was killed; none came twice.
  const waiting = () => Number(cluster.query(0, "SELECT COUNT(*) FROM outbox WHERE leased_until IS NULL")[0]);
  while (waiting() > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  const leased = Number(cluster.query(0, 'SELECT COUNT(*) FROM outbox')[0]);
  const sent = mailbox.mails.map((mail) => mail.to[0]);
  const twice = mailbox.mails.filter(({ to }) => sent.indexOf(to[0]) !== sent.lastIndexOf(to[0]));
  assert.deepEqual(twice.map(({ to, parsed }) => `${to[0]} ${parsed.messageId} ${parsed.date?.toISOString()}`), [], 'mails were sent twice');
  const missing = asked.filter((email) => !sent.includes(email));
  assert.ok(missing.length <= leased, `mails are lost: ${missing}`);
  console.log(`# ${done} rounds, ${people.reduce((sum, { refreshes }) => sum + refreshes, 0)} refreshes, ${batches} batches of them, ${sent.length} mails, ${leased} leased`);
}

// Every node writes what it is asked to run into a table of its own.
function startLog(cluster) {
  for (const node of cluster.databaseNodes) cluster.query(node, "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1", 'mysql');
  const alterations = () => cluster.databaseNodes.reduce((sum, node) => sum + Number(
    cluster.query(node, "SELECT COUNT(*) FROM general_log WHERE command_type = 'Query' AND argument LIKE '%ALTER TABLE %' AND argument NOT LIKE '%general_log%'", 'mysql')[0]), 0);
  return {
    alterations,
    end() { for (const node of cluster.databaseNodes) cluster.query(node, 'SET GLOBAL general_log = 0', 'mysql'); },
  };
}

const migrate = (cluster, node) => runCommand(['migrate'], { env: { GOTRUE_DB_DATABASE_URL: cluster.url(node) } });

test('processes that start at different nodes of a cluster migrate it once', { skip: !galera && 'GOTRUE_TEST_GALERA names no cluster', timeout: 300_000 }, async () => {
  const [alone, together] = ['alone', 'together'].map((name) => galeraCluster(galera, `${name}_${process.pid}`));
  for (const cluster of [alone, together]) cluster.query(0, tables);
  const log = startLog(alone);
  try {
    const start = log.alterations();
    assert.equal((await migrate(alone, 0)).code, 0);
    const needed = log.alterations() - start;
    assert.ok(needed > 5, `${needed} alterations`);

    const results = await Promise.all(Array.from({ length: 9 }, (_, i) => migrate(together, i % 3)));
    for (const { code, stderr } of results) assert.equal(code, 0, stderr);
    assert.equal(log.alterations() - start - needed, needed);
    for (const node of together.databaseNodes) {
      assert.deepEqual(together.query(node, 'SELECT COUNT(*) FROM gotrue_migrations'), alone.query(0, 'SELECT COUNT(*) FROM gotrue_migrations'));
      assert.deepEqual(together.query(node, 'SELECT COUNT(*) FROM gotrue_migration_lease'), ['0']);
    }
  } finally {
    log.end();
  }
  for (const cluster of [alone, together]) cluster.remove();
});

test('a process that dies while it migrates is followed by one at another node', { skip: !galera && 'GOTRUE_TEST_GALERA names no cluster', timeout: 300_000 }, async () => {
  const cluster = galeraCluster(galera, `orphaned_${process.pid}`);
  cluster.query(0, tables);
  const child = spawn(binary, ['migrate'], { env: { GOTRUE_DB_DATABASE_URL: cluster.url(0) } });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const columns = `SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = '${cluster.database}' AND column_name = 'email_normal'`;
  while (cluster.query(0, columns)[0] === '0') assert.equal(child.exitCode, null);
  child.kill('SIGKILL');
  await ended;
  assert.deepEqual(cluster.query(1, 'SELECT COUNT(*) FROM gotrue_migration_lease'), ['1'], 'it was killed too late');
  const { code, stdout, stderr } = await migrate(cluster, 1);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /has schema version/);
  assert.deepEqual(cluster.query(2, 'SELECT COUNT(*) FROM gotrue_migration_lease'), ['0']);
  cluster.remove();
});

test('three nodes on a Galera cluster lose, fork and repeat nothing', { skip: !galera && 'GOTRUE_TEST_GALERA names no cluster', timeout: 300_000 },
  () => run(galeraCluster(galera)));

test('two nodes on PostgreSQL lose, fork and repeat nothing', { skip: !postgres && 'GOTRUE_TEST_POSTGRES_HOME names no server', timeout: 300_000 },
  () => run(postgresServer(postgres, postgresUrl)));
