// Mail as a real SMTP server receives it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { accounts, password } from './lib/account.mjs';
import { send } from './lib/http.mjs';
import { linkOf, startMailbox } from './lib/mailbox.mjs';
import { ofProcess, operatorToken, restartServer, runCommand, startServer } from './lib/server.mjs';

const quick = { GOTRUE_PASSWORD_BCRYPT_COST: '4', GOTRUE_RATE_LIMITS: 'off' };

describe('mail', () => {
  let mailbox, server, account;
  before(async () => {
    mailbox = await startMailbox();
    server = await startServer({ ...mailbox.settings, ...quick, GOTRUE_SITE_URL: 'https://site.example/sub/' });
    account = accounts(server);
  });
  after(async () => { await mailbox.close(); await server.stop(); });

  test('is a text and an HTML part with the same link', async () => {
    await account.post('/signup', { email: 'a@example.com', password });
    const mail = await mailbox.next('a@example.com');
    assert.equal(mail.from, 'admin@example.com');
    assert.deepEqual(mail.to, ['a@example.com']);
    assert.equal(mail.parsed.subject, 'Confirm Your Signup');
    assert.match(mail.raw, /^Content-Type: multipart\/alternative;/m);
    assert.match(mail.raw, /^Message-ID: <[^>]+@[^>]+>\r$/mi);
    assert.match(mail.raw, /^Date: /m);
    const { link } = linkOf(mail);
    assert.ok(mail.parsed.text.includes(link), mail.parsed.text);
  });

  test('comes from a name where the settings give one', async () => {
    const named = await startServer({ ...mailbox.settings, ...quick, GOTRUE_SMTP_ADMIN_EMAIL: 'Süd & Co, Inc. <admin@example.com>' });
    try {
      await accounts(named).post('/invite', { email: 'named@example.com' }, operatorToken);
      const mail = await mailbox.next('named@example.com');
      assert.equal(mail.from, 'admin@example.com');
      assert.deepEqual(mail.parsed.from.value, [{ address: 'admin@example.com', name: 'Süd & Co, Inc.' }]);
    } finally { await named.stop(); }
  });

  test('of all four kinds leads to its page', async () => {
    const { access_token: token } = await account.newUser('b@example.com');
    await account.post('/recover', { email: 'b@example.com' });
    await account.put('/user', { email: 'b2@example.com' }, token);
    await account.post('/invite', { email: 'b3@example.com' }, operatorToken);
    await account.post('/signup', { email: 'b4@example.com', password });
    for (const [address, type] of Object.entries({
      'b@example.com': 'recovery', 'b2@example.com': 'email_change', 'b3@example.com': 'invite', 'b4@example.com': 'confirmation',
    })) {
      const found = await mailbox.nextLink(address);
      assert.equal(found.type, type);
      assert.ok(found.link.startsWith('https://site.example/'), found.link);
    }
  });

  test('never takes its links from the request', async () => {
    await send(server.url, {
      method: 'POST', path: '/signup', body: JSON.stringify({ email: 'c@example.com', password }),
      headers: {
        Host: 'evil.example', Forwarded: 'host=evil.example', 'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'gopher', Origin: 'https://evil.example', Referer: 'https://evil.example/',
      },
    });
    const mail = await mailbox.next('c@example.com');
    assert.equal(mail.raw.includes('evil'), false);
    assert.equal(mail.parsed.html.includes('evil'), false);
  });

  test('reaches addresses outside ASCII, in header and envelope', async () => {
    await account.post('/signup', { email: 'jörg@bücher.example', password });
    const mail = await mailbox.next('jörg@bücher.example');
    assert.match(mail.raw, /^To: jörg@xn--bcher-kva\.example\r$/m);
  });

  test('carries no header that an address brought along', async () => {
    for (const email of ['d@example.com\r\nBcc: evil@example.com', 'd@example.com\nX: y', '"d\r\n"@example.com',
      'd@example.com>,<evil@example.com', 'd@example.com, evil@example.com', 'd@exam\0ple.com']) {
      const answer = await account.post('/signup', { email, password });
      assert.equal(answer.status, 422, `${JSON.stringify(email)}: ${answer.text}`);
    }
  });

  test('is tried again after a refusal for now, and a mail that is never taken blocks no other', async () => {
    mailbox.refusals.push({ code: 451, text: 'later' });
    await account.post('/signup', { email: 'e@example.com', password });
    await server.logged(/level=warning [^\n]*mail/i);
    await account.post('/signup', { email: 'e2@example.com', password });
    await mailbox.next('e2@example.com');
    await mailbox.next('e@example.com');
  });

  test('of one kind goes to one address only so often', async () => {
    const slow = await startServer({ ...mailbox.settings, ...quick, GOTRUE_SMTP_MAX_FREQUENCY: '1h' });
    const there = accounts(slow);
    await there.create('f@example.com');
    assert.equal((await there.post('/recover', { email: 'f@example.com' })).status, 200);
    await mailbox.next('f@example.com');
    const again = await there.post('/recover', { email: 'f@example.com' });
    const unknown = await there.post('/recover', { email: 'nobody@example.com' });
    const unknownAgain = await there.post('/recover', { email: 'nobody@example.com' });
    assert.equal(again.status, unknownAgain.status);
    assert.equal(again.text, unknownAgain.text);
    assert.equal(unknown.status, 200);
    await slow.stop();
    assert.equal(mailbox.mails.length, 0);
  });

  test('survives a kill of the server between the answer and the mail', ofProcess('it is killed'), async () => {
    const closed = await startMailbox();
    const settings = closed.settings;
    await closed.close();
    const first = await startServer({ ...settings, ...quick });
    const there = accounts(first);
    const answer = await there.post('/signup', { email: 'g@example.com', password });
    assert.equal(answer.status, 200);
    await first.logged(/level=warning [^\n]*mail/i);
    await first.kill('SIGKILL');
    first.env.GOTRUE_SMTP_PORT = String(mailbox.port);
    const second = await restartServer(first);
    const { token } = await mailbox.nextLink('g@example.com');
    assert.equal((await accounts(second).post('/verify', { type: 'signup', token })).status, 200);
    await second.stop();
  });
});

for (const [name, options, scheme] of [
  ['STARTTLS', { startTls: true }, 'starttls'],
  ['a login', { startTls: true, authOptional: false }, 'auth'],
]) {
  test(`mail goes over ${name}`, async () => {
    const mailbox = await startMailbox(options);
    const server = await startServer({
      ...mailbox.settings, ...quick,
      ...(scheme === 'auth' ? { GOTRUE_SMTP_USER: 'üser', GOTRUE_SMTP_PASS: 'p:w "\\' } : {}),
    });
    await accounts(server).post('/signup', { email: 'a@example.com', password });
    const mail = await mailbox.next('a@example.com');
    assert.equal(mail.secure, true);
    if (scheme === 'auth') assert.equal(mail.user, 'üser:p:w "\\');
    await server.stop();
    await mailbox.close();
  });
}

describe('templates of the site', () => {
  let mailbox, site, server, account, fetched, templates;
  before(async () => {
    fetched = [];
    templates = {};
    site = createServer((request, answer) => {
      fetched.push(request.url);
      const text = templates[request.url];
      answer.writeHead(text === undefined ? 404 : 200, { 'Content-Type': 'text/html' });
      answer.end(text ?? '');
    });
    await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
    mailbox = await startMailbox();
    server = await startServer({
      ...mailbox.settings, ...quick, GOTRUE_SITE_URL: `http://127.0.0.1:${site.address().port}`,
      GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.0/8',
      GOTRUE_MAILER_TEMPLATES_CONFIRMATION: '/mail/confirm.html',
      GOTRUE_MAILER_SUBJECTS_CONFIRMATION: 'Hällo {{ .Email }}',
      GOTRUE_MAILER_URLPATHS_CONFIRMATION: '/welcome',
      GOTRUE_MAILER_TEMPLATES_RECOVERY: '/missing.html',
    });
    account = accounts(server);
  });
  after(async () => { await mailbox.close(); await server.stop(); await new Promise((done) => site.close(done)); });

  test('are fetched, filled in with what is escaped for its place, and kept', async () => {
    templates['/mail/confirm.html'] =
      '<p title="{{ .Email }}">{{ .Data.name }}</p><a href="{{ .ConfirmationURL }}">go</a>{{ if .Data.vip }}VIP{{ end }}';
    await account.post('/signup', { email: 'a@example.com', password, data: { name: '<b>&"\'', vip: true } });
    const mail = await mailbox.next('a@example.com');
    assert.equal(mail.parsed.subject, 'Hällo a@example.com');
    assert.match(mail.raw, /^Subject: =\?utf-8\?/mi);
    assert.ok(mail.parsed.html.includes('<p title="a@example.com">&lt;b&gt;&amp;&#34;&#39;</p>'), mail.parsed.html);
    assert.ok(mail.parsed.html.includes('VIP'));
    assert.match(linkOf(mail).link, /^http:\/\/127\.0\.0\.1:\d+\/welcome#confirmation_token=/);
    await account.post('/signup', { email: 'b@example.com', password });
    await mailbox.next('b@example.com');
    assert.equal(fetched.filter((path) => path === '/mail/confirm.html').length, 1);
  });

  test('that cannot be had are replaced by the built-in ones', async () => {
    await account.create('c@example.com');
    await account.post('/recover', { email: 'c@example.com' });
    const mail = await mailbox.next('c@example.com');
    assert.equal(linkOf(mail).type, 'recovery');
    assert.ok(fetched.includes('/missing.html'));
  });
});

describe('a site that is not to be trusted', () => {
  let site, elsewhere, mailbox, fetched, answers;
  before(async () => {
    fetched = [];
    answers = {};
    const handler = (request, answer) => {
      fetched.push(request.url);
      (answers[request.url] ?? ((out) => { out.writeHead(404); out.end(); }))(answer, request);
    };
    site = createServer(handler);
    await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
    // The same site under addresses that are not allowed.
    elsewhere = createServer(handler);
    await new Promise((resolve) => elsewhere.listen(site.address().port, '::1', resolve));
    mailbox = await startMailbox();
  });
  after(async () => {
    await mailbox.close();
    for (const one of [site, elsewhere]) { one.closeAllConnections(); await new Promise((done) => one.close(done)); }
  });

  const redirect = (to) => (answer) => { answer.writeHead(302, { Location: to }); answer.end(); };
  const evil = (answer) => { answer.writeHead(200, { 'Content-Type': 'text/html' }); answer.end('<p>EVIL</p>'); };
  // The mail of a server that finds the site answering like that.
  async function mailWhile(start, others = {}) {
    answers = { '/start': start, '/evil': evil, ...others };
    fetched = [];
    const server = await startServer({
      ...mailbox.settings, ...quick, GOTRUE_SITE_URL: `http://127.0.0.1:${site.address().port}`,
      GOTRUE_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.1/32', GOTRUE_MAILER_TEMPLATES_CONFIRMATION: '/start',
    });
    await accounts(server).post('/signup', { email: 'a@example.com', password });
    const mail = await mailbox.next('a@example.com');
    await server.stop();
    assert.ok(fetched.includes('/start'));
    return mail;
  }

  test('leads to no address that is not allowed, whatever it is called', async () => {
    const { port } = site.address();
    for (const host of ['[::1]', '0.0.0.0', '[::ffff:127.0.0.2]', '127.0.0.2', '169.254.169.254', '10.0.0.1', '[fe80::1]', '2130706434']) {
      const mail = await mailWhile(redirect(`http://${host}:${port}/evil`));
      assert.equal(mail.parsed.html.includes('EVIL'), false, host);
      assert.equal(fetched.includes('/evil'), false, host);
    }
  });

  test('leads over no other protocol', async () => {
    for (const target of ['file:///etc/passwd', 'gopher://127.0.0.1/', 'dict://127.0.0.1/']) {
      const mail = await mailWhile(redirect(target));
      assert.equal(mail.parsed.html.includes('root:'), false, target);
      linkOf(mail);
    }
  });

  test('does not lead around in a circle, nor send without end', async () => {
    const circle = await mailWhile(redirect('/start'));
    linkOf(circle);
    assert.ok(fetched.length <= 4, `${fetched.length} requests`);
    const endless = await mailWhile((answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html' });
      const chunk = 'EVIL'.repeat(16384);
      const more = () => { while (!answer.destroyed && answer.write(chunk)); };
      answer.on('drain', more);
      more();
    });
    assert.equal(endless.parsed.html.includes('EVIL'), false);
  });

  test('is followed over three redirects', async () => {
    const mail = await mailWhile(redirect('/one'), {
      '/one': redirect('/two'), '/two': redirect('/three'),
      '/three': (answer) => { answer.writeHead(200); answer.end('<a href="{{ .ConfirmationURL }}">three</a>'); },
    });
    assert.ok(mail.parsed.html.includes('three'), mail.parsed.html);
  });
});

test('mail goes over TLS from the first byte on port 465', ofProcess('there is one such port'), async (t) => {
  let mailbox;
  try {
    mailbox = await startMailbox({ secure: true, port: 465 });
  } catch (error) {
    return t.skip(`port 465 cannot be used here: ${error.code}`);
  }
  const server = await startServer({ ...mailbox.settings, ...quick });
  await accounts(server).post('/signup', { email: 'a@example.com', password });
  assert.equal((await mailbox.next('a@example.com')).secure, true);
  await server.stop();
  return mailbox.close();
});

test('a template is not fetched from an address of the inside unless it is allowed', async () => {
  const fetched = [];
  const site = createServer((request, answer) => { fetched.push(request.url); answer.end('<p>inside</p>'); });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  const mailbox = await startMailbox();
  const server = await startServer({
    ...mailbox.settings, ...quick, GOTRUE_SITE_URL: `http://127.0.0.1:${site.address().port}`,
    GOTRUE_MAILER_TEMPLATES_CONFIRMATION: '/mail/confirm.html', GOTRUE_OUTBOUND_ALLOWED_NETWORKS: undefined,
  });
  await accounts(server).post('/signup', { email: 'a@example.com', password });
  const mail = await mailbox.next('a@example.com');
  assert.equal(mail.parsed.html.includes('inside'), false);
  assert.deepEqual(fetched, []);
  await server.stop();
  await mailbox.close();
  await new Promise((done) => site.close(done));
});

test('without a mail server nothing is sent and nothing fails', async () => {
  const silent = await startServer(quick);
  assert.equal((await accounts(silent).post('/signup', { email: 'a@example.com', password })).status, 200);
  await silent.stop();
  assert.equal(silent.log.includes('confirmation_token'), false);
});

test('a sender that is no address is a warning', ofProcess('the start warns'), async () => {
  const nameless = { GOTRUE_SMTP_HOST: '127.0.0.1', GOTRUE_SMTP_PORT: '1' };
  for (const [sender, warns] of [['the site', true], ['Site <>', true], ['a@example.com', false], ['My Site <a@example.com>', false]]) {
    const server = await startServer({ ...quick, ...nameless, GOTRUE_SMTP_ADMIN_EMAIL: sender });
    await server.stop();
    assert.equal(server.log.includes('GOTRUE_SMTP_ADMIN_EMAIL: is no mail address'), warns, sender);
  }
});

test('links go to the log on request', ofProcess('the command line asks'), async () => {
  const talking = await startServer(quick, ['serve', '--mail-to-log']);
  const account = accounts(talking);
  await account.post('/signup', { email: 'a@example.com', password });
  const [, token] = await talking.logged(/#confirmation_token=(\S+)/);
  assert.equal((await account.post('/verify', { type: 'signup', token })).status, 200);
  await talking.stop();
});

test('links are not printed where a mail server is set', ofProcess('it does not start'), async () => {
  const refused = await runCommand(['serve', '--mail-to-log'], {
    env: { GOTRUE_JWT_SECRET: 'x', GOTRUE_SITE_URL: 'http://localhost', GOTRUE_SMTP_HOST: 'localhost' },
  });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /mail-to-log/);
});
