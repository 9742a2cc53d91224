// Starts the server under test in a directory of its own and ends it again.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { operatorToken } from './instance.mjs';
import { startTenant, tenants } from './tenant.mjs';

export const binary = process.env.GOTRUE_BINARY && resolvePath(process.env.GOTRUE_BINARY);
if (!binary) throw new Error('GOTRUE_BINARY names the server to test');

export { operatorToken };
export const jwtSecret = 'secret-of-the-client-tests-0123456789';

const defaults = {
  GOTRUE_API_HOST: '127.0.0.1',
  GOTRUE_API_PORT: '0',
  GOTRUE_JWT_SECRET: jwtSecret,
  GOTRUE_OPERATOR_TOKEN: operatorToken,
  GOTRUE_SITE_URL: 'http://localhost:9999',
  GOTRUE_SMTP_MAX_FREQUENCY: '1ms',
  GOTRUE_LOG_LEVEL: 'info',
};

// A database server to use instead of the embedded database; each of our servers gets tables of its own there.
const databaseUrl = process.env.GOTRUE_TEST_DATABASE_URL;
let tables = 0;

function databaseSettings() {
  if (!databaseUrl) return {};
  return {
    GOTRUE_DB_DATABASE_URL: databaseUrl, GOTRUE_DB_AUTOMIGRATE: 'true', GOTRUE_DB_NAMESPACE: `t${process.pid}_${tables++}`,
  };
}

// Runs a command of the binary to its end.
export function runCommand(args, options) {
  refuseOnTenants(`gotrue ${args.join(' ')}`);
  return spawnCommand(args, options);
}

function spawnCommand(args, { env = {}, cwd, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { cwd, env: { PATH: process.env.PATH, ...env } });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => { output.stdout += data; });
    child.stderr.on('data', (data) => { output.stderr += data; });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

class Server {
  constructor(directory, env, args) {
    this.directory = directory;
    this.env = env;
    this.args = args;
    this.log = '';
    this.waiting = [];
  }

  // Resolves once it listens.
  async start() {
    this.child = spawn(binary, this.args, { cwd: this.directory, env: { PATH: process.env.PATH, ...this.env } });
    this.closed = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.exit = { code, signal };
        resolve(this.exit);
        this.#wake();
      });
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (data) => { this.log += data; this.#wake(); });
    }
    const address = await this.logged(/msg="GoTrue API started" address="([^"]*)"/);
    this.port = Number(address[1].split(':').pop());
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  // Resolves to the match once the log holds it.
  async logged(pattern) {
    for (;;) {
      const match = this.log.match(pattern);
      if (match) return match;
      if (this.exit) throw new Error(`the server ended (${JSON.stringify(this.exit)}) before it logged ${pattern}:\n${this.log}`);
      await new Promise((resolve) => this.waiting.push(resolve));
    }
  }

  #wake() { for (const resolve of this.waiting.splice(0)) resolve(); }

  async kill(signal) {
    this.child.kill(signal);
    return this.closed;
  }

  // Ends it in order; a sanitizer's report or a crash is an error.
  async stop() {
    const exit = this.exit ?? await this.kill('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
    if (exit.code !== 0) throw new Error(`the server ended with ${JSON.stringify(exit)}:\n${this.log.slice(-8000)}`);
  }

  admin(command, ...args) {
    return spawnCommand(['admin', command, ...args], { env: this.env, cwd: this.directory });
  }
}

// What a test is of that needs a process to itself, and why; it is left out where the servers of tests are instances.
export const ofProcess = (why) => (tenants ? { skip: `of a process: ${why}` } : {});
// What would cost more on tenants too than it could show there.
export const enoughElsewhere = (why) => (tenants ? { skip: `enough elsewhere: ${why}` } : {});

function refuseOnTenants(what) {
  if (tenants) throw new Error(`${what} is of a process: tests that need it say so with ofProcess()`);
}

// A server with that environment: a process, or where tests run on tenants (lib/tenant.mjs) an instance.
export async function startServer(env = {}, args = ['serve']) {
  if (!tenants) return startProcess(env, args);
  if (args[0] !== 'serve' || args.length > 1) refuseOnTenants(`gotrue ${args.join(' ')}`);
  return startTenant(env, { defaults, start: newProcess, run: spawnCommand });
}

// A server of its own in any case: for tests that end it or read its log.
export async function startProcess(env = {}, args = ['serve']) {
  refuseOnTenants(`gotrue ${args.join(' ')}`);
  return newProcess(env, args);
}

async function newProcess(env, args) {
  const directory = await mkdtemp(join(tmpdir(), 'gotrue-test-'));
  const all = { ...defaults, ...databaseSettings(), ...env };
  for (const key of Object.keys(all)) if (all[key] === undefined) delete all[key];
  return new Server(directory, all, args).start();
}

// Starts it again on the same directory, with the same settings.
export function restartServer(server) {
  refuseOnTenants('a restart');
  return new Server(server.directory, server.env, server.args).start();
}

// The server with other settings than before: a process starts again, an instance is told of them.
export async function reconfigure(server, env) {
  if (tenants) return server.reconfigure(env);
  await server.kill('SIGTERM');
  Object.assign(server.env, env);
  return restartServer(server);
}
