// A Redis server of Debian's package, private to a test, on loopback.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

class Redis {
  constructor(port, password) {
    this.port = port;
    this.password = password;
    this.directory = mkdtempSync(join(tmpdir(), 'gotrue-redis-'));
  }

  get url() { return `redis://:${encodeURIComponent(this.password)}@127.0.0.1:${this.port}`; }
  get settings() { return { GOTRUE_REDIS_URL: this.url }; }

  // Resolves once it takes connections.
  start() {
    this.child = spawn('redis-server', ['--bind', '127.0.0.1', '--port', String(this.port), '--save', '', '--appendonly', 'no',
      '--dir', this.directory, '--requirepass', this.password], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.closed = new Promise((resolve) => this.child.on('close', resolve));
    return new Promise((resolve, reject) => {
      let log = '';
      this.child.stdout.on('data', (data) => {
        log += data;
        if (log.includes('Ready to accept connections')) resolve(this);
      });
      this.child.on('close', () => reject(new Error(`redis-server ended:\n${log}`)));
      this.child.on('error', reject);
    });
  }

  // One command by redis-cli; its lines.
  ask(...words) {
    const { stdout } = spawnSync('redis-cli', ['-p', String(this.port), '--no-auth-warning', '-a', this.password, ...words], { encoding: 'utf8' });
    return stdout.trim().split('\n').filter((line) => line !== '');
  }

  async stop() {
    this.child.kill('SIGKILL');
    await this.closed;
  }

  async remove() {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export async function startRedis() {
  return new Redis(await freePort(), 'pass:word/of@redis').start();
}
