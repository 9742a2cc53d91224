// Datadog traces (http-api.md "Logs"), received by an agent that decodes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { startAgent } from './lib/agent.mjs';
import { startHooks } from './lib/hooks.mjs';
import { send } from './lib/http.mjs';
import { ofProcess, runCommand, startServer } from './lib/server.mjs';

async function withAgent(env, body) {
  const agent = await startAgent();
  const server = await startServer({ ...agent.settings, ...env });
  try { await body(agent, server); } finally { await server.stop(); await agent.close(); }
}

test('a request is a span http.handler with the tags of the original', async () => {
  await withAgent({ GOTRUE_API_REQUEST_ID_HEADER: 'X-Request-Id' }, async (agent, server) => {
    const before = BigInt(Date.now()) * 1_000_000n;
    await send(server.url, {
      path: '/.netlify/identity/settings?secret=do-not-tell',
      headers: { 'X-Request-Id': 'id-of-the-edge', 'X-Nf-Client': 'netlify-identity-widget' },
    });
    const span = await agent.of('/.netlify/identity/settings');
    assert.deepEqual(span.meta, {
      'span.kind': 'server', 'http.method': 'GET', 'http.url': '/.netlify/identity/settings',
      'http.request_id': 'id-of-the-edge', 'http.status_code': '200', 'nf.client': 'netlify-identity-widget',
    });
    assert.equal(span.name, 'http.handler');
    assert.equal(span.service, 'gotrue');
    assert.equal(span.resource, 'GET /.netlify/identity/settings');
    assert.equal(span.type, 'web');
    assert.equal(Number(span.error), 0);
    assert.equal(BigInt(span.parent_id), 0n);
    assert.equal(BigInt(span.trace_id), BigInt(span.span_id));
    assert.ok(BigInt(span.trace_id) > 0n);
    assert.deepEqual(span.metrics, { _sampling_priority_v1: 1 });
    assert.ok(BigInt(span.start) >= before - 5_000_000n && BigInt(span.start) <= BigInt(Date.now()) * 1_000_000n);
    assert.ok(BigInt(span.duration) >= 0n && BigInt(span.duration) < 10_000_000_000n);
    const delivery = agent.deliveries[0];
    assert.equal(delivery.method, 'PUT');
    assert.equal(delivery.path, '/v0.4/traces');
    assert.equal(delivery.headers['content-type'], 'application/msgpack');
    assert.equal(Number(delivery.headers['x-datadog-trace-count']), delivery.traces.length);
    assert.equal(JSON.stringify(agent.deliveries, (key, value) => (typeof value === 'bigint' ? String(value) : value)).includes('do-not-tell'), false);
  });
});

test('service name and tags of the configuration stand in every span', async () => {
  const env = { GOTRUE_TRACING_SERVICE_NAME: 'identity', GOTRUE_TRACING_TAGS: 'env:prod,team:login' };
  await withAgent(env, async (agent, server) => {
    await send(server.url, { path: '/health' });
    await send(server.url, { path: '/nowhere' });
    for (const span of [await agent.of('/health'), await agent.of('/nowhere')]) {
      assert.equal(span.service, 'identity');
      assert.equal(span.meta.env, 'prod');
      assert.equal(span.meta.team, 'login');
      assert.equal('nf.client' in span.meta, false);
    }
    assert.equal((await agent.of('/nowhere')).meta['http.status_code'], '404');
  });
});

test('a span joins the trace that the caller names', async () => {
  await withAgent({}, async (agent, server) => {
    await send(server.url, {
      path: '/settings',
      headers: {
        'x-datadog-trace-id': '18446744073709551615', 'x-datadog-parent-id': '1234567890123456789',
        'x-datadog-sampling-priority': '-1',
      },
    });
    const span = await agent.of('/settings');
    assert.equal(BigInt(span.trace_id), 18446744073709551615n);
    assert.equal(BigInt(span.parent_id), 1234567890123456789n);
    assert.notEqual(BigInt(span.span_id), BigInt(span.trace_id));
    assert.deepEqual(span.metrics, { _sampling_priority_v1: -1 });
  });
});

test('ids that are none begin a trace of their own', async () => {
  const bad = ['x', '', '0', '-1', '1.5', '18446744073709551616', '1 2', '0x1', '\xe9', '9'.repeat(4000)];
  await withAgent({}, async (agent, server) => {
    await Promise.all(bad.map((id, index) => send(server.url, {
      path: `/bad/${index}`, headers: { 'x-datadog-trace-id': id, 'x-datadog-parent-id': '7' },
    })));
    for (const [index, id] of bad.entries()) {
      const span = await agent.of(`/bad/${index}`);
      assert.equal(BigInt(span.parent_id), 0n, id);
      assert.equal(BigInt(span.trace_id), BigInt(span.span_id), id);
    }
  });
});

test('bytes that are no text do not spoil what the agent reads', async () => {
  await withAgent({}, async (agent, server) => {
    await send(server.url, { path: '/settings', headers: { 'X-Nf-Client': '\xff\xfe\xe9 widget' } });
    await send(server.url, { path: `/${'long'.repeat(1500)}` });
    assert.equal((await agent.of('/settings')).meta['nf.client'], '\ufffd\ufffd\ufffd widget');
    const long = await agent.span(({ resource }) => resource.startsWith('GET /longlong'));
    assert.equal(long.resource.length, 5000);
  });
});

test('five hundred requests arrive as five hundred spans with ids of their own', async () => {
  await withAgent({}, async (agent, server) => {
    for (let i = 0; i < 5; ++i) {
      await Promise.all(Array.from({ length: 100 }, (_, k) => send(server.url, { path: `/many/${i}/${k}` })));
    }
    await server.stop();
    const spans = agent.spans.filter(({ resource }) => resource.startsWith('GET /many/'));
    assert.equal(spans.length, 500);
    assert.equal(new Set(spans.map(({ span_id }) => span_id)).size, 500);
  });
});

test('an agent that is away neither stops the server nor its requests, and one line says so', async () => {
  const agent = await startAgent();
  const { settings, port } = agent;
  await agent.close();
  const server = await startServer(settings);
  try {
    await send(server.url, { path: '/settings' });
    await server.logged(/level=warning msg="traces do not reach the agent and are dropped" agent="http:\/\/127\.0\.0\.1:\d+" component=tracing error=/);
    for (let i = 0; i < 50; ++i) assert.equal((await send(server.url, { path: '/settings' })).status, 200);
    const back = await startAgent(port);
    await send(server.url, { path: '/afterwards' });
    await back.of('/afterwards');
    await server.logged(/msg="traces reach the agent again" component=tracing lost=[1-9]/);
    assert.equal(server.log.match(/traces do not reach/g).length, 1);
    await back.close();
  } finally { await server.stop(); }
});

test('an agent that never answers delays nothing, also not the end', async () => {
  await withAgent({}, async (agent, server) => {
    agent.behaviour = 'ignore';
    for (let i = 0; i < 50; ++i) assert.equal((await send(server.url, { path: '/settings' })).status, 200);
    await server.logged(/traces do not reach the agent[^\n]*error="no answer in time"/);
    assert.equal((await send(server.url, { path: '/settings' })).status, 200);
  });
});

test('an agent that refuses is named with its status', async () => {
  await withAgent({}, async (agent, server) => {
    agent.behaviour = 'refuse';
    await send(server.url, { path: '/settings' });
    await server.logged(/traces do not reach the agent[^\n]*error="the agent answered 500"/);
  });
});

test('passwords and tokens are in no span', async () => {
  await withAgent({ GOTRUE_PASSWORD_BCRYPT_COST: '4' }, async (agent, server) => {
    const account = accounts(server);
    const { access_token: access, refresh_token: refresh } = await account.newUser('ann@example.com');
    await account.refresh(refresh);
    await send(server.url, { path: `/user?access_token=${access}`, headers: { Authorization: `Bearer ${access}` } });
    await server.stop();
    const told = JSON.stringify(agent.spans, (key, value) => (typeof value === 'bigint' ? String(value) : value));
    for (const secret of ['a good password', access, refresh, 'ann@example.com']) assert.equal(told.includes(secret), false, secret);
    assert.ok(agent.spans.length >= 4);
  });
});

test('a port that is none stops the start with the name of its key', ofProcess('it does not start'), async () => {
  const { code, stderr } = await runCommand(['serve'], {
    env: { GOTRUE_SITE_URL: 'http://localhost', GOTRUE_JWT_SECRET: 'x'.repeat(32), GOTRUE_TRACING_PORT: '8126x', GOTRUE_TRACING_HOST: 'a/b' },
  });
  assert.equal(code, 1);
  assert.match(stderr, /GOTRUE_TRACING_PORT: must be a number from 1 to 65535/);
  assert.match(stderr, /GOTRUE_TRACING_HOST: must be a host name or an address/);
});

test('a hook learns nothing of the trace of the request that calls it', async () => {
  const hooks = await startHooks();
  await withAgent(hooks.settings('validate'), async (agent, server) => {
    const answer = await send(server.url, {
      method: 'POST', path: '/signup', body: JSON.stringify({ email: 'ann@example.com', password }),
      headers: { 'x-datadog-trace-id': '11', 'x-datadog-parent-id': '12', 'x-datadog-sampling-priority': '1' },
    });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(BigInt((await agent.of('/signup')).trace_id), 11n);
    assert.deepEqual(Object.keys(hooks.calls[0].headers).filter((name) => /datadog|trace/.test(name)), []);
  });
  await hooks.close();
});
