// An instance of a running `gotrue multi` behind a proxy that signs for it: to a test it looks like a server of its own.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { api } from './http.mjs';
import { signClaims, startSigningProxy } from './signing_proxy.mjs';

export const operatorToken = 'operator-token-of-the-client-tests';

const kinds = { INVITE: 'invite', CONFIRMATION: 'confirmation', RECOVERY: 'recovery', EMAIL_CHANGE: 'email_change' };

function nanoseconds(duration) {
  const [, number, unit] = String(duration).match(/^(\d+)(ms|s|m|h|)$/);
  return Number(number) * { ms: 1e6, s: 1e9, '': 1e9, m: 60e9, h: 3600e9 }[unit];
}

function provider(env, name) {
  const of = (field) => env[`GOTRUE_EXTERNAL_${name}_${field}`] ?? '';
  return { enabled: of('ENABLED') === 'true', client_id: of('CLIENT_ID'), secret: of('SECRET'), redirect_uri: of('REDIRECT_URI'), url: of('URL') };
}

function saml(env) {
  const of = (field) => env[`GOTRUE_EXTERNAL_SAML_${field}`] ?? '';
  return {
    enabled: of('ENABLED') === 'true', metadata_url: of('METADATA_URL'), api_base: of('API_BASE'), name: of('NAME'),
    signing_cert: of('SIGNING_CERT'), signing_key: of('SIGNING_KEY'),
  };
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
      max_frequency: nanoseconds(env.GOTRUE_SMTP_MAX_FREQUENCY ?? 0), user: env.GOTRUE_SMTP_USER ?? '', pass: env.GOTRUE_SMTP_PASS ?? '',
    },
    mailer: {
      autoconfirm: env.GOTRUE_MAILER_AUTOCONFIRM === 'true',
      confirmation_max_age: nanoseconds(env.GOTRUE_MAILER_CONFIRMATION_MAX_AGE ?? 0),
      recovery_max_age: nanoseconds(env.GOTRUE_MAILER_RECOVERY_MAX_AGE ?? 0), invite_max_age: nanoseconds(env.GOTRUE_MAILER_INVITE_MAX_AGE ?? 0),
      subjects: texts('SUBJECTS'), templates: texts('TEMPLATES'), url_paths: texts('URLPATHS'),
    },
    cookies: { key: env.GOTRUE_COOKIE_KEY ?? '', duration: Number(env.GOTRUE_COOKIE_DURATION ?? 0) },
    webhook: {
      url: env.GOTRUE_WEBHOOK_URL ?? '', secret: env.GOTRUE_WEBHOOK_SECRET ?? '', retries: Number(env.GOTRUE_WEBHOOK_RETRIES ?? 0),
      timeout_sec: Number(env.GOTRUE_WEBHOOK_TIMEOUT_SEC ?? 0), events: (env.GOTRUE_WEBHOOK_EVENTS ?? '').split(',').filter((name) => name !== ''),
    },
    external: {
      bitbucket: provider(env, 'BITBUCKET'), github: provider(env, 'GITHUB'), gitlab: provider(env, 'GITLAB'), google: provider(env, 'GOOGLE'),
      facebook: provider(env, 'FACEBOOK'), email: { disabled: env.GOTRUE_EXTERNAL_EMAIL_DISABLED === 'true' },
      saml: saml(env), redirect_url: env.GOTRUE_EXTERNAL_REDIRECT_URL ?? '',
    },
    user_data_schema: env.GOTRUE_USER_DATA_SCHEMA ? JSON.parse(readFileSync(env.GOTRUE_USER_DATA_SCHEMA, 'utf8')) : {},
  };
}

// Creates it; its id.
export async function createInstance(url, config, operatorToken) {
  const answer = await api(url).post('/instances', { uuid: randomUUID(), config }, operatorToken);
  assert.equal(answer.status, 201, answer.text);
  return answer.body.id;
}

// `port`: where the proxy listens. The instance's own `port` is the server's, for what no proxy may touch; `fields` names the
// instance in the head of such a request.
export async function startInstance({ url, directory }, config, operator, claims = {}, port = 0) {
  const id = await createInstance(url, config, operator);
  const signature = signClaims({ id, site_url: config.site_url, netlify_id: 'n1', ...claims }, operator);
  const proxy = await startSigningProxy(url, signature, port);
  return {
    id, directory, url: proxy.url, port: Number(new URL(url).port), fields: `X-Nf-Sign: ${signature}\r\n`, close: proxy.close,
    async change(changed) {
      const answer = await api(url).put(`/instances/${id}`, { config: changed }, operator);
      assert.equal(answer.status, 200, answer.text);
    },
    async stop() {
      await proxy.close();
      const answer = await api(url).delete(`/instances/${id}`, undefined, operator);
      assert.equal(answer.status, 204, answer.text);
    },
  };
}
