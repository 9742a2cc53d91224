// What no client should send: the right refusal or a closed connection, never a 500, a crash or a stall.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

describe('hostile input', () => {
  let server, account, token;
  before(async () => {
    server = await startServer({ GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off', GOTRUE_MAILER_AUTOCONFIRM: 'true' });
    account = accounts(server);
    ({ access_token: token } = await account.newUser('ann@example.com'));
  });
  after(() => server.stop());

  // The head of a request: who is asked and, where that is an instance, which.
  const host = () => `Host: x\r\n${server.fields ?? ''}`;
  // Sends bytes and collects the answer until the server closes, or `enough` says so.
  function raw(bytes, { enough = () => false, half = false } = {}) {
    return new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      let text = '';
      const done = () => { socket.destroy(); resolve(text); };
      socket.on('data', (data) => { text += data.toString('latin1'); if (enough(text)) done(); });
      socket.on('close', done);
      socket.on('error', done);
      if (half) socket.end(bytes); else socket.write(bytes);
    });
  }
  const answered = (text) => /\r\n\r\n/.test(text);
  const status = (text) => Number(text.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0);

  const bodies = {
    nothing: '', space: ' ', brace: '{', 'open string': '{"email":"', 'trailing comma': '{"email":"a",}', 'two values': '{} {}',
    'text behind': '{}x', number: '1e999999', 'long number': `{"email":${'9'.repeat(5000)}}`, null: 'null', true: 'true',
    list: '[]', 'lone surrogate': '{"email":"\\ud800@example.com","password":"xxxxxx"}',
    'invalid UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), nul: '{"email":"\\u0000","password":"\\u0000"}',
    'raw control': '{"email":"\n"}', deep: '['.repeat(100000), 'deep object': '{"data":'.repeat(2000) + '1' + '}'.repeat(2000),
    'deep data': `{"email":"d@example.com","password":"xxxxxx","data":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
    'many keys': `{${Array.from({ length: 20000 }, (_, i) => `"k${i}":1`).join(',')}}`,
    'big data': JSON.stringify({ email: 'big@example.com', password, data: { a: 'x'.repeat(40000) } }),
    'wrong types': '{"email":{},"password":[],"data":1,"token":true,"type":2,"grant_type":3,"email_change_token":{}}',
    'more wrong types': '{"email":1,"data":{},"app_metadata":"x","user_metadata":[],"role":{},"confirm":"yes","aud":0}',
  };

  for (const [method, path] of [['POST', '/signup'], ['POST', '/token'], ['POST', '/verify'], ['POST', '/recover'],
    ['PUT', '/user'], ['POST', '/invite'], ['POST', '/admin/users'], ['POST', '/logout']]) {
    test(`${method} ${path} refuses every odd body`, async () => {
      for (const [name, body] of Object.entries(bodies)) {
        for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/\u00ff', undefined]) {
          const bearer = path === '/user' || path === '/logout' ? token : operatorToken;
          const answer = await send(server.url, {
            method, path, body, headers: { Authorization: `Bearer ${bearer}`, ...(type ? { 'Content-Type': type } : {}) },
          });
          const fine = path === '/logout' ? [204] : [200, 400, 401, 404, 413, 422, 429];
          assert.ok(fine.includes(answer.status), `${name} as ${type}: ${answer.status} ${answer.text}`);
        }
      }
    });
  }

  test('a body over the limit is 413, announced or not, and a page of another origin may read that', async () => {
    const post = `POST /signup HTTP/1.1\r\n${host()}Origin: http://a.example\r\n`;
    const answer = await raw(`${post}Content-Length: 2000000\r\n\r\n`, { enough: answered });
    assert.equal(status(answer), 413);
    assert.match(answer, /^Access-Control-Allow-Origin: \*\r$/m);
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const chunked = await raw(`${post}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`, { enough: answered });
    assert.equal(status(chunked), 413);
    assert.match(chunked, /^Access-Control-Allow-Origin: \*\r$/m);
  });

  test('a page of another origin may read that its headers are too large, or its chunks are none', async () => {
    const post = `POST /signup HTTP/1.1\r\n${host()}Origin: http://a.example\r\n`;
    for (const [rest, expected] of [[`X: ${'x'.repeat(70000)}\r\n\r\n`, 431], ['Transfer-Encoding: chunked\r\n\r\nno size\r\n', 400]]) {
      const answer = await raw(post + rest, { enough: answered });
      assert.equal(status(answer), expected);
      assert.match(answer, /^Access-Control-Allow-Origin: \*\r$/m);
    }
  });

  test('a body that would take many times its size of memory is refused', async () => {
    const many = (text, count) => Array.from({ length: count }, () => text).join(',');
    const json = (values) => `{"email":"many@example.com","password":"${password}","x":[${values}]}`;
    for (const values of [many('0', 400_000), many('{}', 300_000), many('[[]]', 180_000), many('{"a":[]}', 100_000)]) {
      assert.equal((await send(server.url, { method: 'POST', path: '/signup', body: json(values) })).status, 400);
    }
    const form = await send(server.url, {
      method: 'POST', path: '/token', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `grant_type=password&username=many@example.com&password=x${'&a'.repeat(500_000)}`,
    });
    assert.equal(form.status, 400);
    const fine = await send(server.url, { method: 'POST', path: '/signup', body: json(many('0', 10_000)) });
    assert.equal(fine.status, 200, fine.text);
  });

  test('headers over the limit are 431, odd ones 400', async () => {
    const large = await raw(`GET /health HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(70000)}\r\n\r\n`, { enough: answered });
    assert.equal(status(large), 431);
    const odd = ['GET /health HTTP/1.1\r\nHost : x\r\n\r\n', 'GET /health HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n',
      'GET /health HTTP/1.1\r\n: x\r\n\r\n', 'GET /health HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n', 'GET /health HTTP/9.9\r\n\r\n',
      'GET  /health HTTP/1.1\r\n\r\n', 'GE T /health HTTP/1.1\r\n\r\n', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n',
      'POST /signup HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x',
      'POST /signup HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 'POST /signup HTTP/1.1\r\nHost: x\r\nContent-Length: 2x\r\n\r\n{}',
      'POST /signup HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n',
      'POST /signup HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n'];
    for (const bytes of odd) {
      const found = status(await raw(Buffer.from(bytes, 'latin1'), { enough: answered }));
      assert.ok([400, 431, 501, 505].includes(found), `${JSON.stringify(bytes)}: ${found}`);
    }
  });

  test('pipelined requests are answered in their order', async () => {
    const login = new URLSearchParams({ grant_type: 'password', username: 'ann@example.com', password }).toString();
    const first = `POST /token HTTP/1.1\r\n${host()}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${login.length}\r\n\r\n${login}`;
    const text = await raw(`${first}GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /nope HTTP/1.1\r\n${host()}Connection: close\r\n\r\n`);
    assert.deepEqual([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]), ['200', '200', '404']);
    assert.ok(text.indexOf('access_token') < text.indexOf('GoTrue is a user'));
  });

  test('a client that closed its half still gets the answer', async () => {
    const text = await raw('GET /health HTTP/1.1\r\nHost: x\r\n\r\n', { half: true });
    assert.equal(status(text), 200);
  });

  test('a client that stops in the middle of a request is cut off', async () => {
    assert.ok([0, 408].includes(status(await raw('POST /signup HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"em'))));
  });

  test('thousands of idle connections do not hold up the others', async () => {
    const idle = await Promise.all(Array.from({ length: 3000 }, () => new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => resolve(socket));
      socket.on('error', reject);
    })));
    assert.equal((await send(server.url, { path: '/health' })).status, 200);
    assert.equal((await account.login('ann@example.com')).status, 200);
    for (const socket of idle) socket.destroy();
  });

  test('random bytes kill nothing', async () => {
    let seed = 1;
    const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed; };
    for (let i = 0; i < 200; ++i) {
      const noise = Buffer.from(Array.from({ length: random() % 300 }, () => random() % 256));
      await raw(Buffer.concat([Buffer.from(i % 2 ? 'POST /signup HTTP/1.1\r\n' : ''), noise, Buffer.from('\r\n\r\n')]), { half: true });
    }
    assert.equal((await send(server.url, { path: '/health' })).status, 200);
  });

  test('a line of the log cannot be forged, and holds no secret', async () => {
    const evil = 'x" level=error msg="forged';
    await send(server.url, { path: `/%0Atime=forged`, headers: { Referer: evil, 'X-Nf-Client': evil } });
    await account.login('ann@example.com', 'the secret guess');
    await send(server.url, { path: '/user?access_token=secret-in-query', headers: { Authorization: 'Bearer secret.in.header' } });
    await account.refresh('secret-refresh-token');
    await server.logged(/path=\/user/);
    assert.equal(/^time=forged/m.test(server.log), false);
    assert.equal(/ level=error msg="forged"/.test(server.log.replaceAll('\\"', '')), false);
    for (const secret of ['the secret guess', 'secret-in-query', 'secret.in.header', 'secret-refresh-token', token, operatorToken]) {
      assert.equal(server.log.includes(secret), false, secret);
    }
  });

  test('names that no database could hold are refused', async () => {
    for (const audience of ['x'.repeat(256), '\u00ff']) {
      const head = `POST /recover HTTP/1.1\r\n${host()}Connection: close\r\nX-JWT-AUD: ${audience}\r\nContent-Length: 22\r\n\r\n`;
      assert.equal(status(await raw(Buffer.from(`${head}{"email":"a@long.com"}`, 'latin1'))), 400, audience);
    }
    for (const name of ['x'.repeat(256), 'a\0b']) {
      for (const fields of [{ role: name }, { aud: name }]) {
        const made = await account.post('/admin/users', { email: 'long@example.com', password, ...fields }, operatorToken);
        assert.equal(made.status, 400, made.text);
      }
      const invited = await account.post('/invite', { email: 'long@example.com', role: name }, operatorToken);
      assert.equal(invited.status, 400, invited.text);
    }
  });

  test('an answer to an error names no internals', async () => {
    for (const path of ["/admin/users?filter=';DROP TABLE users;--", '/admin/users?sort=created_at%00', '/admin/audit?query=%27',
      '/admin/users/%00', '/admin/users?page=18446744073709551615&per_page=18446744073709551615']) {
      const answer = await account.get(path.replaceAll(' ', '%20'), operatorToken);
      assert.ok(answer.status < 500, `${path}: ${answer.text}`);
      assert.equal(/SELECT|sqlite|syntax error near/i.test(answer.text), false, answer.text);
    }
    assert.equal((await account.login('ann@example.com')).status, 200);
  });
});
