// Stands between a server under test and its database and does what networks do.
import { connect, createServer } from 'node:net';

// Not the isolation level of a beginning.
const isCommit = (bytes) => /COMMIT(?!TED)/.test(bytes.toString('latin1'));

// A reset, as when a host dies. Node never closes a socket that is reset while its end is on the way, and then spins for
// ever when it exits.
const reset = (socket) => (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy());

class Proxy {
  constructor(port) {
    this.target = port;
    this.links = new Set();
    this.isSilent = false;
    this.roundTrips = 0;  // how often a client asked and waited
    this.rule = null;   // what happens once: { on, when(bytes), act(link, bytes) }
  }

  async listen() {
    this.server = createServer((client) => this.#link(client));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this;
  }

  #link(client) {
    const database = connect(this.target, '127.0.0.1');
    const link = { client, database };
    this.links.add(link);
    for (const socket of [client, database]) {
      socket.setNoDelay();
      socket.on('error', () => {});
      socket.on('close', () => { this.links.delete(link); client.destroy(); database.destroy(); });
    }
    client.on('data', (bytes) => this.#pass('request', link, bytes, database));
    database.on('data', (bytes) => this.#pass('answer', link, bytes, client));
  }

  #pass(on, link, bytes, to) {
    if (on === 'request' && link.last !== 'request') ++this.roundTrips;
    link.last = on;
    if (this.isSilent) return;
    const { rule } = this;
    if (rule?.on !== on || (rule.link && rule.link !== link) || !rule.when(bytes)) return to.write(bytes);
    this.rule = null;
    rule.act(link, bytes);
  }

  // The next transaction that is to be committed loses its connection before the database hears of it.
  cutBeforeCommit() {
    this.rule = { on: 'request', when: isCommit, act: (link) => reset(link.client) };
  }

  // The next one is committed, and the answer gets lost.
  cutAfterCommit() {
    this.rule = {
      on: 'request',
      when: isCommit,
      act: (link, bytes) => {
        this.rule = { on: 'answer', link, when: () => true, act: () => reset(link.client) };
        link.database.write(bytes);
      },
    };
  }

  // The next answer ends in its middle.
  cutAnswer() {
    this.rule = {
      on: 'answer',
      when: (bytes) => bytes.length > 8,
      act: (link, bytes) => link.client.write(bytes.subarray(0, bytes.length / 2), () => reset(link.client)),
    };
  }

  // Takes bytes and connections, and passes nothing on, until `speak`.
  silence() { this.isSilent = true; }
  speak() {
    this.isSilent = false;
    this.resetAll();
  }

  // Every connection that there is.
  resetAll() {
    for (const { client } of this.links) reset(client);
  }

  close() {
    for (const { client } of this.links) client.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

export function startProxy(port) {
  return new Proxy(port).listen();
}
