// An instance of a running `gotrue multi` behind a proxy that signs for it: to a test it looks like a server of its own.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { api } from './http.mjs';
import { startSigningProxy } from './signing_proxy.mjs';

const kinds = { INVITE: 'invite', CONFIRMATION: 'confirmation', RECOVERY: 'recovery', EMAIL_CHANGE: 'email_change' };

function nanoseconds(duration) {
  const [, number, unit] = String(duration).match(/^(\d+)(ms|s|m|h|)$/);
  return Number(number) * { ms: 1e6, s: 1e9, '': 1e9, m: 60e9, h: 3600e9 }[unit];
}

// The configuration of an instance from the environment of a server with one.
export function instanceConfig(env) {
  const texts = (name) => Object.fromEntries(Object.entries(kinds).map(([key, kind]) => [kind, env[`GOTRUE_MAILER_${name}_${key}`] ?? '']));
  return {
    site_url: env.GOTRUE_SITE_URL ?? '',
    disable_signup: env.GOTRUE_DISABLE_SIGNUP === 'true',
    jwt: {
      secret: env.GOTRUE_JWT_SECRET ?? '', aud: env.GOTRUE_JWT_AUD ?? '', exp: Number(env.GOTRUE_JWT_EXP ?? 0),
      default_group_name: env.GOTRUE_JWT_DEFAULT_GROUP_NAME ?? '', admin_group_name: env.GOTRUE_JWT_ADMIN_GROUP_NAME ?? '',
      refresh_token_lifetime: Number(env.GOTRUE_JWT_REFRESH_TOKEN_LIFETIME ?? 0),
    },
    smtp: {
      host: env.GOTRUE_SMTP_HOST ?? '', port: Number(env.GOTRUE_SMTP_PORT ?? 0), admin_email: env.GOTRUE_SMTP_ADMIN_EMAIL ?? '',
      max_frequency: nanoseconds(env.GOTRUE_SMTP_MAX_FREQUENCY ?? 0),
    },
    mailer: {
      autoconfirm: env.GOTRUE_MAILER_AUTOCONFIRM === 'true',
      subjects: texts('SUBJECTS'), templates: texts('TEMPLATES'), url_paths: texts('URLPATHS'),
    },
    cookies: { key: env.GOTRUE_COOKIE_KEY ?? '', duration: Number(env.GOTRUE_COOKIE_DURATION ?? 0) },
  };
}

// Creates it; its id.
export async function createInstance(url, config, operatorToken) {
  const answer = await api(url).post('/instances', { uuid: randomUUID(), config }, operatorToken);
  assert.equal(answer.status, 201, answer.text);
  return answer.body.id;
}

export async function startInstance({ url, directory }, config, operatorToken, claims = {}) {
  const id = await createInstance(url, config, operatorToken);
  const proxy = await startSigningProxy(url, { id, site_url: config.site_url, netlify_id: 'n1', ...claims }, operatorToken);
  return {
    id, directory, url: proxy.url, close: proxy.close,
    async stop() {
      await proxy.close();
      const answer = await api(url).delete(`/instances/${id}`, undefined, operatorToken);
      assert.equal(answer.status, 204, answer.text);
    },
  };
}
