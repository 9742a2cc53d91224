// A real SMTP server that keeps what it receives.
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

class Mailbox {
  constructor() {
    this.mails = [];    // { from, to, raw, parsed, secure, user }
    this.waiting = [];
    this.refusals = [];  // answers to give to the next mails instead of taking them
  }

  listen(options) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: options.secure || options.startTls ? [] : ['STARTTLS'],
      logger: false,
      onAuth: (auth, session, done) => done(null, { user: `${auth.username}:${auth.password}` }),
      onData: (stream, session, done) => this.#take(stream, session, done),
      ...options,
    });
    this.server.on('error', () => {});
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(options.port ?? 0, '127.0.0.1', () => {
        // A test that failed before it closed its mailbox must not keep the process.
        this.server.server.unref();
        this.port = this.server.server.address().port;
        resolve(this);
      });
    });
  }

  #take(stream, session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', async () => {
      const refusal = this.refusals.shift();
      if (refusal) return done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      const raw = Buffer.concat(chunks);
      this.mails.push({
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((recipient) => recipient.address),
        raw: raw.toString('utf8'),
        parsed: await simpleParser(raw, { skipImageLinks: true }),
        secure: session.secure,
        user: session.user,
      });
      for (const resolve of this.waiting.splice(0)) resolve();
      return done();
    });
  }

  // The oldest mail to that address that no one asked for yet.
  async next(address) {
    for (;;) {
      const index = this.mails.findIndex((mail) => mail.to.includes(address));
      if (index >= 0) return this.mails.splice(index, 1)[0];
      await new Promise((resolve) => this.waiting.push(resolve));
    }
  }

  // The link in the next mail to that address: { link, type, token }.
  async nextLink(address) {
    const mail = await this.next(address);
    return linkOf(mail);
  }

  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }

  get settings() {
    return {
      GOTRUE_SMTP_HOST: '127.0.0.1',
      GOTRUE_SMTP_PORT: String(this.port),
      GOTRUE_SMTP_ADMIN_EMAIL: 'admin@example.com',
    };
  }
}

export function linkOf(mail) {
  const link = mail.parsed.html.match(/href="([^"]*_token=[^"]*)"/)[1].replaceAll('&amp;', '&');
  const [, type, token] = link.match(/#(\w+)_token=(.*)$/);
  return { link, type, token: decodeURIComponent(token), mail };
}

export function startMailbox(options = {}) {
  return new Mailbox().listen(options);
}
