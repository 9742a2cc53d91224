// With many instances, the mails and webhooks of one do not wait for the slow servers of another.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { startHooks } from './lib/hooks.mjs';
import { startInstance } from './lib/instance.mjs';
import { startMailbox } from './lib/mailbox.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

const environment = {
  GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db', GOTRUE_SITE_URL: undefined,
  GOTRUE_JWT_SECRET: undefined, GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off',
  GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.1/32',
};

let server;
before(async () => { server = await startServer(environment, ['multi']); });
after(() => server.stop());

// A server that takes connections and says nothing; `most` is how many it ever had at once.
async function startTarPit() {
  const pit = { open: new Set(), most: 0, waiting: [] };
  pit.server = createServer((socket) => {
    pit.open.add(socket);
    pit.most = Math.max(pit.most, pit.open.size);
    socket.on('error', () => {});
    socket.on('close', () => pit.open.delete(socket));
    socket.resume();
    for (const resolve of pit.waiting.splice(0)) resolve();
  });
  await new Promise((resolve) => pit.server.listen(0, '127.0.0.1', resolve));
  pit.port = pit.server.address().port;
  pit.holds = async (count) => { while (pit.open.size < count) await new Promise((resolve) => pit.waiting.push(resolve)); };
  pit.close = () => { pit.server.close(); for (const socket of pit.open) socket.destroy(); };
  return pit;
}

const startTenant = (name, config) =>
  startInstance(server, { site_url: `https://${name}.example.com`, jwt: { secret: `secret of ${name}, long enough to be one` }, ...config }, operatorToken);

test('mails go out while the mail server of another instance holds many', async () => {
  const [pit, mailbox] = await Promise.all([startTarPit(), startMailbox()]);
  const smtp = (port) => ({ smtp: { host: '127.0.0.1', port, admin_email: 'admin@example.com' } });
  const [slow, quick] = await Promise.all([startTenant('slow', smtp(pit.port)), startTenant('quick', smtp(mailbox.port))]);
  try {
    const signUp = (instance, email) => accounts(instance).post('/signup', { email, password });
    for (let i = 0; i < 24; ++i) await signUp(slow, `s${i}@example.com`);
    await pit.holds(4);
    for (let i = 0; i < 8; ++i) {
      await signUp(quick, `q${i}@example.com`);
      await mailbox.next(`q${i}@example.com`);
    }
    assert.equal(pit.most, 4, 'as many as one instance may have under way');
  } finally {
    pit.close();
    await mailbox.close();
    await Promise.all([slow.stop(), quick.stop()]);
  }
});

test('webhooks arrive while those of another instance are not answered', async () => {
  const [pit, hooks] = await Promise.all([startTarPit(), startHooks(() => ({}))]);
  const config = (port) => ({
    mailer: { autoconfirm: true },
    webhook: { url: `http://127.0.0.1:${port}/`, secret: 'own', events: ['userdeleted'], timeout_sec: 60, retries: 1 },
  });
  const [slow, quick] = await Promise.all([startTenant('slow-hooks', config(pit.port)), startTenant('quick-hooks', config(hooks.port))]);
  try {
    const remove = async (instance, email) => {
      const account = accounts(instance);
      const user = await account.create(email);
      assert.equal((await account.delete(`/admin/users/${user.id}`, undefined, operatorToken)).status, 200);
    };
    for (let i = 0; i < 12; ++i) await remove(slow, `s${i}@example.com`);
    await pit.holds(2);
    for (let i = 1; i <= 8; ++i) {
      await remove(quick, `q${i}@example.com`);
      await hooks.received('userdeleted', i);
    }
    assert.equal(pit.most, 2, 'as many as one instance may have under way');
  } finally {
    pit.close();
    await Promise.all([slow.stop(), quick.stop()]);
    await hooks.close();
  }
});
