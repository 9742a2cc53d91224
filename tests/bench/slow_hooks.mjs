// Measures what a hook adds to a request, and what 1,000 hooks that take five seconds each do to everybody else: refreshes
// go on meanwhile.
//   GOTRUE_BINARY=build/release/gotrue node tests/bench/slow_hooks.mjs [hooks] [milliseconds of a hook]
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const count = Number(process.argv[2] ?? 1000);
const delay = Number(process.argv[3] ?? 5000);
const operator = 'operator-token-of-the-slow-hooks-bench';

let waiting = 0, most = 0, slow = false;
const hook = createServer((incoming, answer) => {
  incoming.resume();
  incoming.on('end', () => {
    if (!slow) return answer.end();
    waiting += 1;
    most = Math.max(most, waiting);
    setTimeout(() => { waiting -= 1; answer.end(); }, delay);
  });
});
await new Promise((done) => hook.listen(0, '127.0.0.1', 4096, done));

const directories = [];
const servers = [];
// A server in a directory of its own; its port.
async function start(env) {
  const directory = await mkdtemp(join(tmpdir(), 'gotrue-bench-'));
  directories.push(directory);
  const server = spawn(resolve(process.env.GOTRUE_BINARY), ['serve'], {
    cwd: directory,
    env: {
      GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0', GOTRUE_SITE_URL: 'http://localhost', GOTRUE_OPERATOR_TOKEN: operator,
      GOTRUE_JWT_SECRET: 'a-secret-of-the-slow-hooks-bench-0123456789', GOTRUE_RATE_LIMITS: 'off', ...env,
    },
  });
  servers.push(server);
  let log = '';
  server.stderr.on('data', (data) => { log = (log + data).slice(-2000); });
  for (;;) {
    await new Promise((done) => setTimeout(done, 20));
    const port = log.match(/address="127.0.0.1:(\d+)"/)?.[1];
    if (port) return port;
  }
}
const url = `http://127.0.0.1:${hook.address().port}/`;
const port = await start({
  GOTRUE_WEBHOOK_URL: url, GOTRUE_WEBHOOK_EVENTS: 'validate,signup,login',
  GOTRUE_WEBHOOK_TIMEOUT_SEC: '30', GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8',
});
const plainPort = await start({});
const [server] = servers;

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
function send(method, path, body, headers = {}, to = port) {
  return new Promise((done, failed) => {
    const out = request({ port: to, method, path, agent, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } }, (answer) => {
      let text = '';
      answer.on('data', (data) => { text += data; });
      answer.on('end', () => done({ status: answer.statusCode, text }));
    });
    out.on('error', failed);
    out.end(body);
  });
}
const admin = { Authorization: `Bearer ${operator}` };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const residentMegabytes = async () =>
  Number((await readFile(`/proc/${server.pid}/status`, 'utf8')).match(/VmRSS:\s+(\d+)/)[1]) / 1024;

await send('POST', '/admin/users', JSON.stringify({ email: 'a@example.com', password: 'secret-pw', confirm: true }), admin);
let tokens = JSON.parse((await send('POST', '/token', 'grant_type=password&username=a@example.com&password=secret-pw', form)).text);

async function refreshes(isGoingOn) {
  const times = [];
  while (isGoingOn()) {
    const start = process.hrtime.bigint();
    const answer = await send('POST', '/token', `grant_type=refresh_token&refresh_token=${tokens.refresh_token}`, form);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    if (answer.status !== 200) throw new Error(`a refresh was answered ${answer.status}`);
    tokens = JSON.parse(answer.text);
  }
  return times.sort((a, b) => a - b);
}
const at = (times, part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1);
const report = (name, times) =>
  console.log(`${name}: ${times.length} refreshes, p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms, longest ${times.at(-1).toFixed(1)} ms`);

// What a hook adds to an invitation beyond its own time, which is what a call of it costs this client itself.
async function time(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}
const invite = (name, to) => send('POST', '/invite', JSON.stringify({ email: `${name}@example.com` }), admin, to);
const payload = JSON.stringify({ event: 'validate', user: { email: 'someone@example.com' } });
const quick = { 'with a hook': [], 'without': [], 'the hook alone': [] };
for (let i = 0; i < 400; ++i) {
  quick['with a hook'].push(await time(() => invite(`quick${i}`, port)));
  quick['without'].push(await time(() => invite(`quick${i}`, plainPort)));
  quick['the hook alone'].push(await time(() => send('POST', '/', payload, {}, hook.address().port)));
}
for (const times of Object.values(quick)) times.sort((a, b) => a - b);
const [hooked, plain, alone] = Object.values(quick).map((times) => times[Math.floor(times.length / 2)]);
console.log(`an invitation, p50: ${hooked.toFixed(2)} ms with a hook, ${plain.toFixed(2)} ms without; the hook alone ${alone.toFixed(2)} ms; ` +
  `so the hook adds ${(hooked - plain - alone).toFixed(2)} ms beyond its own time`);

let end = Date.now() + 3000;
report('without hooks under way', await refreshes(() => Date.now() < end));
const before = await residentMegabytes();

slow = true;
let open = count;
const statuses = {};
const answers = Array.from({ length: count }, (_, i) => send('POST', '/invite', JSON.stringify({ email: `u${i}@example.com` }), admin)
  .then((answer) => { statuses[answer.status] = (statuses[answer.status] ?? 0) + 1; open -= 1; }));
while (waiting < count && open === count) await new Promise((done) => setTimeout(done, 5));
const during = residentMegabytes();
report(`while ${waiting} hooks are waited for`, await refreshes(() => open === count));
console.log(`memory: ${before.toFixed(1)} MB before, ${(await during).toFixed(1)} MB with them`);
await Promise.all(answers);
console.log(`answers: ${JSON.stringify(statuses)}; at most ${most} hooks at once`);

for (const each of servers) {
  each.kill('SIGTERM');
  await new Promise((done) => each.on('close', done));
}
hook.closeAllConnections();
hook.close();
agent.destroy();
for (const directory of directories) await rm(directory, { recursive: true });
