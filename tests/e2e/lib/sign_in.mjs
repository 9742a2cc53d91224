// A browser in a few lines: begins an external sign-in, keeps its cookie and comes back.
import { send } from './http.mjs';

export function newBrowser(server) {
  let cookie = '';
  const self = {
    get cookie() { return cookie; },
    get headers() { return cookie ? { Cookie: cookie } : {}; },
    async authorize(parameters, headers = {}) {
      const answer = await send(server.url, {
        path: `/authorize?${new URLSearchParams(parameters)}`, headers: { ...self.headers, ...headers },
      });
      const given = answer.headers['set-cookie']?.[0];
      if (given) cookie = given.split(';')[0];
      return { ...answer, location: answer.headers.location && new URL(answer.headers.location) };
    },
    // Where the browser ends: { status, target, fragment }.
    async callback(parameters, headers = self.headers) {
      const answer = await send(server.url, { path: `/callback?${new URLSearchParams(parameters)}`, headers });
      const location = answer.headers.location ?? '';
      const [target, fragment = ''] = location.split('#');
      return { ...answer, location, target, fragment: Object.fromEntries(new URLSearchParams(fragment)) };
    },
    async signIn(provider, code, parameters = {}, headers = {}) {
      const begun = await self.authorize({ provider, ...parameters }, headers);
      if (!begun.location) return begun;
      return self.callback({ code, state: begun.location.searchParams.get('state') });
    },
  };
  return self;
}
