'use strict';
// Tries out the server that serves this page. Tokens live in this page's memory alone: reloading it logs out.

const element = (id) => document.getElementById(id);
let tokens = null;       // the last answer of /token or /verify
let linkToken = null;    // { type, token }: what the link of a mail carried

function show(id, visible) { element(id).hidden = !visible; }

function say(text, isError = false) {
  element('message').textContent = text;
  element('message').classList.toggle('error', isError);
}

// Calls the API. Throws an Error with the server's own words.
async function call(method, path, body, token) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body instanceof URLSearchParams) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  else if (body) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, {
    method, headers, body: body && !(body instanceof URLSearchParams) ? JSON.stringify(body) : body,
  });
  const text = await answer.text();
  let content = {};
  try { content = text ? JSON.parse(text) : {}; } catch { content = { msg: text }; }
  if (!answer.ok) throw new Error(content.msg || content.error_description || `The server answered ${answer.status}.`);
  return content;
}

async function signIn(answer) {
  tokens = answer;
  const user = await call('GET', '/user', null, tokens.access_token);
  element('who').textContent = user.email;
  element('user').textContent = JSON.stringify(user, null, 2);
  element('password').value = '';
  show('signed-out', false);
  show('choose-password', false);
  show('signed-in', true);
  if (linkToken && linkToken.type === 'email_change') {
    const token = linkToken.token;
    linkToken = null;
    const changed = await call('PUT', '/user', { email_change_token: token }, tokens.access_token);
    element('who').textContent = changed.email;
    element('user').textContent = JSON.stringify(changed, null, 2);
    say('Your address is changed.');
  }
}

function signOut() {
  tokens = null;
  element('user').textContent = '';
  show('signed-in', false);
  show('signed-out', true);
}

// Runs what a button does and shows what went wrong.
function on(id, event, action) {
  element(id).addEventListener(event, async (happened) => {
    happened.preventDefault();
    try { await action(); } catch (error) { say(error.message, true); }
  });
}

const typed = () => ({ email: element('email').value, password: element('password').value });

on('signup', 'click', async () => {
  if (!element('credentials').reportValidity()) return;
  const user = await call('POST', '/signup', typed());
  if (!user.confirmed_at) {
    say(`A mail is on its way to ${user.email}. Open its link to confirm the address.`);
    return;
  }
  await logIn();
});

async function logIn() {
  const { email, password } = typed();
  await signIn(await call('POST', '/token', new URLSearchParams({ grant_type: 'password', username: email, password })));
  say('You are logged in.');
}
on('credentials', 'submit', logIn);

on('recover', 'click', async () => {
  if (!element('email').reportValidity()) return;
  await call('POST', '/recover', { email: typed().email });
  say('If the address has an account, a mail with a link is on its way.');
});

on('new-password-form', 'submit', async () => {
  const password = element('new-password').value;
  if (linkToken && linkToken.type === 'invite') {
    const { token } = linkToken;
    await signIn(await call('POST', '/verify', { type: 'signup', token, password }));
    linkToken = null;
  } else {
    await call('PUT', '/user', { password }, tokens.access_token);
    const user = await call('GET', '/user', null, tokens.access_token);
    element('user').textContent = JSON.stringify(user, null, 2);
    show('choose-password', false);
    show('signed-in', true);
  }
  element('new-password').value = '';
  say('Your password is set and you are logged in.');
});

on('change-email', 'submit', async () => {
  const user = await call('PUT', '/user', { email: element('new-email').value }, tokens.access_token);
  element('user').textContent = JSON.stringify(user, null, 2);
  say(`A mail is on its way to ${user.new_email || user.email}. Open its link to finish the change.`);
});

on('refresh', 'click', async () => {
  await signIn(await call('POST', '/token', new URLSearchParams({
    grant_type: 'refresh_token', refresh_token: tokens.refresh_token,
  })));
  say('You have new tokens.');
});

on('logout', 'click', async () => {
  const token = tokens.access_token;
  signOut();
  await call('POST', '/logout', null, token);
  say('You are logged out.');
});

// Takes what the link of a mail carries behind '#', and removes it from the address bar.
async function takeLink() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  for (const type of ['confirmation', 'invite', 'recovery', 'email_change']) {
    const token = fragment.get(`${type}_token`);
    if (token) linkToken = { type, token };
  }
  if (fragment.get('error')) return say(fragment.get('error_description') || fragment.get('error'), true);
  if (!linkToken) return undefined;
  if (linkToken.type === 'confirmation' || linkToken.type === 'recovery') {
    const type = linkToken.type === 'recovery' ? 'recovery' : 'signup';
    await signIn(await call('POST', '/verify', { type, token: linkToken.token }));
    if (linkToken.type === 'confirmation') say('Your address is confirmed and you are logged in.');
    else {
      show('signed-in', false);
      show('choose-password', true);
      say('Choose a new password.');
    }
    linkToken = null;
  } else if (linkToken.type === 'invite') {
    show('signed-out', false);
    show('choose-password', true);
    say('You are invited. Choose a password.');
  } else {
    say('Log in to finish the change of your address.');
  }
  return undefined;
}
takeLink().catch((error) => { linkToken = null; say(error.message, true); });
