// The page of `gotrue serve --demo`, in a browser, from the first sign-up to the last link.
import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './lib/browser.mjs';
import { api, send } from './lib/http.mjs';
import { operatorToken, startServer } from './lib/server.mjs';

describe('the demo page', () => {
  let browser, server, page, problems;
  before(async () => {
    browser = await startBrowser();
    server = await startServer({}, ['serve', '--demo', '--mail-to-log']);
    page = await browser.newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  });
  after(async () => { await browser.close(); await server.stop(); });

  const message = (text) => page.getByRole('status').filter({ hasText: text }).waitFor();
  // Opens the fragment of the link in the log on this server.
  async function follow(email, type) {
    const found = await server.logged(new RegExp(`mail to ${email} [^\\n]*#(${type}_token=\\S+)`));
    await page.goto('about:blank');
    await page.goto(`${server.url}/#${found[1]}`);
  }

  test('signs up, confirms by the link, shows the user and logs out', async () => {
    await page.goto(server.url);
    await page.locator('#email').fill('ann@example.com');
    await page.locator('#password').fill('a good password');
    await page.locator('#signup').click();
    await message('A mail is on its way to ann@example.com');
    await follow('ann@example.com', 'confirmation');
    await message('Your address is confirmed');
    assert.equal(await page.locator('#who').textContent(), 'ann@example.com');
    assert.equal(new URL(page.url()).hash, '');
    await page.locator('#refresh').click();
    await message('You have new tokens.');
    await page.locator('#logout').click();
    await message('You are logged out.');
  });

  test('logs in, says why not, and changes the address', async () => {
    await page.goto(server.url);
    await page.locator('#email').fill('ann@example.com');
    await page.locator('#password').fill('a bad password');
    await page.locator('#login').click();
    await message('No user found with that email, or password invalid.');
    await page.locator('#password').fill('a good password');
    await page.locator('#login').click();
    await message('You are logged in.');
    await page.locator('#new-email').fill('ann2@example.com');
    await page.getByText('Change address').click();
    await message('A mail is on its way to ann2@example.com');
    await follow('ann2@example.com', 'email_change');
    await message('Log in to finish the change');
    await page.locator('#email').fill('ann@example.com');
    await page.locator('#password').fill('a good password');
    await page.locator('#login').click();
    await page.locator('#who').filter({ hasText: 'ann2@example.com' }).waitFor();
  });

  test('recovers a password', async () => {
    await page.goto(server.url);
    await page.locator('#email').fill('ann2@example.com');
    await page.locator('#recover').click();
    await message('a mail with a link is on its way');
    await follow('ann2@example.com', 'recovery');
    await message('Choose a new password.');
    await page.locator('#new-password').fill('another password');
    await page.locator('#save-password').click();
    await message('Your password is set');
    assert.equal((await api(server.url).token({ grant_type: 'password', username: 'ann2@example.com', password: 'another password' })).status, 200);
  });

  test('accepts an invitation', async () => {
    await api(server.url).post('/invite', { email: 'bob@example.com' }, operatorToken);
    await follow('bob@example.com', 'invite');
    await message('You are invited.');
    await page.locator('#new-password').fill('the password of bob');
    await page.locator('#save-password').click();
    await message('Your password is set');
    assert.equal(await page.locator('#who').textContent(), 'bob@example.com');
  });

  test('runs no script but its own and met no error but the refused login', async () => {
    const { headers } = await send(server.url, { path: '/' });
    assert.match(headers['content-security-policy'], /default-src 'none'; script-src 'self'/);
    assert.deepEqual(problems.filter((problem) => !problem.includes('status of 400')), []);
  });

  test('the lines that the server says first work as they stand', async () => {
    const lines = server.log.match(/^ {2}curl .*$/gm);
    assert.equal(lines.length, 3);
    for (const line of lines) {
      const output = await new Promise((resolve, reject) => {
        exec(`${line.trim()} --silent --show-error --fail-with-body`, (error, stdout, stderr) => (error ? reject(new Error(`${line}: ${stdout}${stderr}`)) : resolve(stdout)));
      });
      JSON.parse(output);
    }
  });
});

test('without --demo there is no page', async () => {
  const server = await startServer();
  assert.equal((await send(server.url, { path: '/' })).status, 404);
  await server.stop();
});
