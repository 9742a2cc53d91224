// What many instances cost: node tests/bench/instances.mjs BINARY [COUNT]. Prints one table; never fails on a time.
// A server is measured with one instance and again with COUNT of them, on the embedded database.
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [binary, count = '10000'] = process.argv.slice(2);
const operatorToken = 'operator-token-of-the-measurement';
const connections = 8;
const requests = 20_000;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function sign(id) {
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ id, site_url: 'https://x.example.com', netlify_id: 'n1' })}`;
  return `${input}.${createHmac('sha256', operatorToken).update(input).digest('base64url')}`;
}

async function start(directory) {
  const began = process.hrtime.bigint();
  const child = spawn(binary, ['multi'], {
    cwd: directory, stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      GOTRUE_API_HOST: '127.0.0.1', GOTRUE_API_PORT: '0', GOTRUE_OPERATOR_TOKEN: operatorToken, GOTRUE_RATE_LIMITS: 'off',
      GOTRUE_DB_DATABASE_URL: 'sqlite3://instances.db',
    },
  });
  let log = '';
  const port = await new Promise((resolve, reject) => {
    child.on('close', () => reject(new Error(log)));
    child.stderr.on('data', (data) => {
      log = (log + data).slice(-4000);
      const address = log.match(/address="[^"]*:(\d+)"/);
      if (address) resolve(Number(address[1]));
    });
  });
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (path, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
    const out = request({ port, host: '127.0.0.1', path, method, headers, agent }, (answer) => {
      let text = '';
      answer.on('data', (data) => { text += data; });
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    out.on('error', reject);
    out.end(body);
  });
  const memory = async () => Number((await readFile(`/proc/${child.pid}/status`, 'utf8')).match(/VmRSS:\s*(\d+)/)[1]) * 1024;
  // Processor time of the server in milliseconds.
  const spent = async () => {
    const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
  const stop = () => new Promise((resolve) => { child.removeAllListeners('close'); child.on('close', resolve); child.kill('SIGTERM'); });
  return { milliseconds, send, memory, spent, stop };
}

async function inParallel(total, work) {
  let next = 0;
  await Promise.all(Array.from({ length: connections }, async () => { while (next < total) await work(next++); }));
}

const config = { site_url: 'https://x.example.com', jwt: { secret: 'a secret of an instance, long enough' } };
async function create(server, total) {
  const ids = [];
  await inParallel(total, async (i) => {
    const answer = await server.send('/instances', {
      method: 'POST', headers: { Authorization: `Bearer ${operatorToken}` }, body: JSON.stringify({ uuid: randomUUID(), config }),
    });
    if (answer.status !== 201) throw new Error(answer.text);
    ids[i] = JSON.parse(answer.text).id;
  });
  return ids;
}

async function measure(total) {
  const directory = await mkdtemp(join(tmpdir(), 'gotrue-instances-'));
  try {
    let server = await start(directory);
    const headers = (await create(server, total)).map(sign);
    await server.stop();
    server = await start(directory);
    await server.send('/health');
    const idle = await server.memory();
    const ask = async (i) => {
      const { status, text } = await server.send('/settings', { headers: { 'X-Nf-Sign': headers[i % total] } });
      if (status !== 200) throw new Error(text);
    };
    await inParallel(requests, ask);  // each was used once
    const before = await server.spent();
    const began = process.hrtime.bigint();
    await inParallel(requests, ask);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    const each = (await server.spent() - before) / requests * 1000;
    const used = await server.memory();
    await server.stop();
    return { instances: total, 'start, ms': server.milliseconds.toFixed(0), 'memory after start, KiB': idle / 1024,
      'memory after all were used, KiB': used / 1024, 'requests/s': Math.round(requests / seconds), 'server time a request, us': each.toFixed(1) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const one = await measure(1);
const many = await measure(Number(count));
console.table([one, many]);
const extra = (many['memory after start, KiB'] - one['memory after start, KiB']) * 1024 / Number(count);
console.log(`memory of an idle instance: ${extra.toFixed(0)} bytes`);
