// Databases that many nodes share, as scripts/test all starts them, and what a test does to them.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

// A line for the shell with the functions of scripts/lib. What it starts outlives it.
function shell(line) {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-euc', `. scripts/lib/mysql.sh; . scripts/lib/galera.sh; . scripts/lib/postgres.sh; ${line}`],
      { cwd: root, detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${line}: exit ${code}`))));
  });
}

// The lines that a command prints.
export function lines(command, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout.split('\n').filter(Boolean);
}

// The servers in the directories of start_mysql and start_postgres, ended as by a crash.
export function restartMysql(directory) {
  process.kill(Number(readFileSync(join(directory, 'pid'), 'utf8')), 'SIGKILL');
  return shell(`stop_mysql '${directory}'; start_mysql '${directory}'`);
}

export function restartPostgres(directory) {
  return shell(`restart_postgres '${directory}'`);
}

// Three nodes in the directory of start_galera. `url(n)` begins with node n and names the others behind it.
export function galeraCluster(directory, database = `nodes_${process.pid}`) {
  const ports = [1, 2, 3].map((node) => readFileSync(join(directory, String(node), 'port'), 'utf8').trim());
  const query = (node, sql, name = database) => lines('mariadb', ['--no-defaults', '--host=127.0.0.1', `--port=${ports[node]}`,
    '--user=gotrue', '--password=gotrue', '--batch', '--skip-column-names', `--execute=SET SESSION wsrep_sync_wait=1; ${sql}`, name]);
  query(0, `CREATE DATABASE ${database}`, 'mysql');
  return {
    nodes: 3,
    database,
    url: (node) => {
      const others = [...ports.slice(node), ...ports.slice(0, node)].map((port) => `127.0.0.1:${port}`);
      return `mysql://gotrue:gotrue@${others.join(',')}/${database}`;
    },
    query,
    databaseNodes: [0, 1, 2],
    async kill() { process.kill(Number(readFileSync(join(directory, '3', 'pid'), 'utf8')), 'SIGKILL'); },
    revive: () => shell(`start_galera_node '${directory}' 3`),
    // A node without data asks a living one for all of them.
    replace: () => shell(`stop_mysql '${directory}/3'; rm -rf '${directory}/3/data'/*; start_galera_node '${directory}' 3`),
    remove: () => query(0, `DROP DATABASE ${database}`, 'mysql'),
  };
}

// One PostgreSQL of GOTRUE_TEST_POSTGRES_URL, in the directory of start_postgres, that two nodes share.
export function postgresServer(directory, url) {
  const prefix = `nodes_${process.pid}`;
  const query = (_, sql) => lines('psql', [url, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--command', sql]);
  return {
    nodes: 2,
    url: () => url,
    namespace: prefix,
    query: (node, sql) => query(node, sql.replaceAll(/\b(refresh_tokens|outbox|users)\b/g, `${prefix}_$1`)),
    databaseNodes: [0],
    kill: () => restartPostgres(directory),
    async revive() {},
    async replace() {},
    remove() {},
  };
}
