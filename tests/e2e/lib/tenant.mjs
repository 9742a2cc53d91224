// The servers of tests as instances: GOTRUE_TEST_MULTI gives a running `gotrue multi` as JSON { url, directory, env, log }. A test
// that sets keys of the process which are not those of that one gets an instance of a `gotrue multi` of its own.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { instanceConfig, operatorToken, startInstance } from './instance.mjs';

export const tenants = process.env.GOTRUE_TEST_MULTI !== undefined;
const shared = tenants && JSON.parse(process.env.GOTRUE_TEST_MULTI);

const keys = (names) => new RegExp(`^GOTRUE_(${names.join('|')})$`);
const ofInstance = keys([
  'SITE_URL', 'DISABLE_SIGNUP', 'JWT_(SECRET|AUD|EXP|DEFAULT_GROUP_NAME|ADMIN_GROUP_NAME|REFRESH_TOKEN_LIFETIME)',
  'SMTP_(HOST|PORT|USER|PASS|ADMIN_EMAIL|MAX_FREQUENCY)', 'MAILER_(AUTOCONFIRM|.*_MAX_AGE|(SUBJECTS|TEMPLATES|URLPATHS)_.*)',
  'COOKIE_(KEY|DURATION)', 'WEBHOOK_.*', 'USER_DATA_SCHEMA', 'EXTERNAL_(BITBUCKET|GITHUB|GITLAB|GOOGLE|FACEBOOK)_.*',
  'EXTERNAL_SAML_.*', 'EXTERNAL_EMAIL_DISABLED', 'EXTERNAL_REDIRECT_URL',
]);
const ofProcess = keys([
  'API_(PATH_PREFIXES|REQUEST_ID_HEADER)', 'TRUSTED_PROXIES', 'RATE_LIMIT.*', 'PASSWORD_.*', 'OUTBOUND_ALLOWED_NETWORKS',
  'CORS_ALLOWED_ORIGINS', 'URI_ALLOW_LIST', 'EXTERNAL_BIND_STATE', 'EXTERNAL_OIDC_.*', 'SECURITY_.*', 'TRACING_.*', 'LOG_(LEVEL|FIELDS)', 'REDIS_URL',
]);
const ofProxy = keys(['API_PORT']);

// The keys that are the process's business, in words where one is nobody's.
function processPart(env) {
  const all = Object.entries(env).filter(([key]) => !ofInstance.test(key) && !ofProxy.test(key));
  const unknown = all.find(([key]) => !ofProcess.test(key));
  if (unknown) throw new Error(`${unknown[0]} is no key of an instance: tests that need it say so with ofProcess()`);
  return Object.fromEntries(all);
}

// Whether the shared process is all that these keys ask for. How slowly it hashes is no matter.
const fits = (part) => Object.entries(part).every(([key, value]) => key === 'GOTRUE_PASSWORD_BCRYPT_COST' || shared.env[key] === value);

// What a process logged of one instance, or of none, read from the file that it logs to.
class InstanceLog {
  constructor(file, id) {
    this.file = file;
    this.mark = `instance_id=${id}`;
    this.position = statSync(file).size;
    this.rest = '';
    this.text = '';
  }

  read() {
    const size = statSync(this.file).size;
    if (size === this.position) return this.text;
    const buffer = Buffer.alloc(size - this.position);
    const descriptor = openSync(this.file, 'r');
    try { readSync(descriptor, buffer, 0, buffer.length, this.position); } finally { closeSync(descriptor); }
    this.position = size;
    const lines = (this.rest + buffer.toString('latin1')).split('\n');
    this.rest = lines.pop();
    this.text += lines.filter((line) => line.includes(this.mark) || !line.includes('instance_id=')).map((line) => `${line}\n`).join('');
    return this.text;
  }
}

function startOwn(env, part, start) {
  // Hosts that the environment of a server names need no leave, those of an instance do. Where a test gives none, its mails go
  // over the mail server of the process.
  const mail = Object.fromEntries(Object.entries(env).filter(([key]) => key === 'GOTRUE_SMTP_HOST'));
  return start({
    GOTRUE_SITE_URL: undefined, GOTRUE_JWT_SECRET: undefined, GOTRUE_EXTERNAL_BIND_STATE: 'true',
    GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8', GOTRUE_DB_DATABASE_URL: process.env.GOTRUE_TEST_DATABASE_URL ?? 'sqlite3://multi.db',
    ...mail, ...part,
  }, ['multi']);
}

// An instance that is all that `env` asks of a server. `start` starts a process, `run` runs a command.
export async function startTenant(env, { defaults, start, run }) {
  const part = processPart(env);
  const own = fits(part) ? undefined : await startOwn(env, part, start);
  const home = own ?? shared;
  const all = { ...defaults, ...env };
  const instance = await startInstance(home, instanceConfig(all), operatorToken, {}, Number(env.GOTRUE_API_PORT ?? 0));
  const log = own ? { read: () => own.log } : new InstanceLog(shared.log, instance.id);
  let stopped;
  return {
    ...instance,
    get log() { return log.read(); },
    async logged(pattern) {
      for (;;) {
        const match = log.read().match(pattern);
        if (match) return match;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async reconfigure(changed) {
      await instance.change(instanceConfig({ ...all, ...changed }));
      return this;
    },
    admin: (command, ...args) => run(['admin', '--instance_id', instance.id, command, ...args], { env: { ...all, ...home.env }, cwd: home.directory }),
    stop() {
      stopped ??= instance.stop().then(() => own?.stop());
      return stopped;
    },
  };
}
