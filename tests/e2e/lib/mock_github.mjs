// npm oauth2-mock-server in the shape of github: its paths, its profile and its list of addresses. It has no pages: whoever
// `login` names has consented already.
import { createServer } from 'node:http';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';

export async function startMockGithub() {
  const issuer = new OAuth2Issuer();
  await issuer.keys.generate('RS256');
  const service = new OAuth2Service(issuer, {
    authorize: '/login/oauth/authorize', token: '/login/oauth/access_token', userinfo: '/api/v3/user',
  });
  const self = { login: 'nobody' };
  const numbers = new Map();
  const numberOf = (login) => numbers.get(login) ?? numbers.set(login, numbers.size + 1).get(login);
  service.on('beforeUserinfo', (answer) => {
    answer.body = { id: numberOf(self.login), login: self.login, name: `Name of ${self.login}`, avatar_url: 'http://a/av.png', email: null };
  });
  const listener = createServer((request, answer) => {
    if (request.url !== '/api/v3/user/emails') return service.requestHandler(request, answer);
    answer.writeHead(200, { 'Content-Type': 'application/json' });
    return answer.end(JSON.stringify([{ email: `${self.login}@example.com`, primary: true, verified: true }]));
  });
  await new Promise((resolve) => { listener.listen(0, '127.0.0.1', resolve); });
  self.url = issuer.url = `http://127.0.0.1:${listener.address().port}`;
  self.close = () => new Promise((done) => { listener.closeAllConnections(); listener.close(done); });
  return self;
}
