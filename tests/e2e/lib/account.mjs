// What many tests do first: accounts that are confirmed and logged in.
import assert from 'node:assert/strict';
import { api } from './http.mjs';
import { operatorToken } from './server.mjs';

export const password = 'a good password';

// An account helper for that server.
export function accounts(server) {
  const client = api(server.url);
  const self = {
    ...client,
    async create(email, fields = {}) {
      const answer = await client.post('/admin/users', { email, password, confirm: true, ...fields }, operatorToken);
      assert.equal(answer.status, 200, answer.text);
      return answer.body;
    },
    login: (email, secret = password) => client.token({ grant_type: 'password', username: email, password: secret }),
    refresh: (token) => client.token({ grant_type: 'refresh_token', refresh_token: token }),
    // A confirmed user's tokens.
    async tokens(email) {
      const answer = await self.login(email);
      assert.equal(answer.status, 200, answer.text);
      return answer.body;
    },
    async newUser(email, fields) {
      const user = await self.create(email, fields);
      return { user, ...await self.tokens(email) };
    },
  };
  return self;
}

// Every way to spoil an opaque token by one step.
export function spoilt(token) {
  const swapCase = (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
  const at = [...token].findIndex((letter) => /[a-z]/i.test(letter));
  return [token.slice(0, -1), token.slice(1), `${token}A`, `${token}=`, ` ${token}`, `${token}\0`, '\0', '',
    token.slice(0, at) + swapCase(token[at]) + token.slice(at + 1)];
}
