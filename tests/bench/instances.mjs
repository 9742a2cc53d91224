// What many instances cost: node tests/bench/instances.mjs BINARY [COUNT]. Prints one table; never fails on a time.
// A server with one instance and another one with COUNT of them are measured in turns, on the embedded database.
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';

const [binaryName, countText = '10000'] = process.argv.slice(2);
const binary = resolvePath(binaryName);
const count = Number(countText);
const operatorToken = 'operator-token-of-the-measurement';
const connections = 8;
const requests = 10_000;  // of one round
const rounds = 5;
const starts = 7;
const rest = 80_000;  // milliseconds after which an instance idles and is dropped

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function sign(id) {
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ id, site_url: 'https://x.example.com', netlify_id: 'n1' })}`;
  return `${input}.${createHmac('sha256', operatorToken).update(input).digest('base64url')}`;
}
const least = (numbers) => Math.min(...numbers);
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
  const stop = () => new Promise((resolve) => {
    agent.destroy();
    child.removeAllListeners('close');
    child.on('close', resolve);
    child.kill('SIGTERM');
  });
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

// A server with so many instances, started anew, with what is known of it so far.
async function prepare(directory, total) {
  let server = await start(directory);
  const headers = (await create(server, total)).map(sign);
  await server.stop();
  const times = [];
  for (let i = 0; i < starts; ++i) {
    server = await start(directory);
    times.push(server.milliseconds);
    if (i + 1 < starts) await server.stop();
  }
  await server.send('/health');
  let next = 0;
  const round = async () => {
    const before = await server.spent();
    const began = process.hrtime.bigint();
    await inParallel(requests, async () => {
      const { status, text } = await server.send('/settings', { headers: { 'X-Nf-Sign': headers[next++ % total] } });
      if (status !== 200) throw new Error(text);
    });
    return { each: (await server.spent() - before) / requests * 1000, seconds: Number(process.hrtime.bigint() - began) / 1e9 };
  };
  return { total, server, round, times, fresh: await server.memory(), measured: [] };
}

function row({ total, times, fresh, measured, used, rested }) {
  const kib = (bytes) => Math.round(bytes / 1024);
  return {
    instances: total, 'start, ms (middle)': middle(times).toFixed(0), 'start, ms (least)': least(times).toFixed(0),
    'memory after start, KiB': kib(fresh), 'when all were used': kib(used), 'after a rest': kib(rested),
    'server time a request, us (middle)': middle(measured.map(({ each }) => each)).toFixed(1),
    '(least)': least(measured.map(({ each }) => each)).toFixed(1),
    'requests/s': Math.round(requests / least(measured.map(({ seconds }) => seconds))),
  };
}

const directories = [];
const sides = [];
try {
  for (const total of [1, count]) {
    directories.push(await mkdtemp(join(tmpdir(), 'gotrue-instances-')));
    sides.push(await prepare(directories.at(-1), total));
  }
  for (const { round, total } of sides) for (let sent = 0; sent < total; sent += requests) await round();  // each was used once
  for (let i = 0; i < rounds; ++i) for (const side of sides) side.measured.push(await side.round());
  for (const side of sides) side.used = await side.server.memory();
  await pause(rest);
  for (const side of sides) side.rested = await side.server.memory();
  console.table(sides.map(row));
  const [one, many] = sides;
  const extra = (name) => ((many[name] - one[name]) / count).toFixed(0);
  console.log(`memory of an instance: ${extra('fresh')} bytes before it is used, ${extra('used')} while it is used, ${extra('rested')} once it idles`);
} finally {
  for (const { server } of sides) await server.stop();
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
}
