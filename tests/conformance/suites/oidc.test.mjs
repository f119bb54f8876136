// OpenID Connect against `oidc-provider`, which the OpenID Foundation has certified: a person signs in at its own pages.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import Provider from 'oidc-provider';

import { email, url } from '../support/leadline.mjs';

const { OIDC_ISSUER: issuer, OIDC_SECRET: secret, OIDC_RETURN_URL: page } = process.env;
const home = new URL('/', url).href;
const accounts = {
  jonas: { email, email_verified: true, name: 'Jonas Weber' },
  eve: { email: 'miriam@demo.example', email_verified: false, name: 'Eve' },
};

let server;

before(async () => {
  // It warns of its quick start, which is what is wanted here.
  console.warn = console.info = () => {};
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'leadline',
      client_secret: secret,
      redirect_uris: [`${home}auth/oidc/callback`],
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(32).toString('hex')] },
  });
  await new Promise((listening) => {
    server = provider.listen(Number(new URL(issuer).port), '127.0.0.1', listening);
  });
});

after(() => new Promise((closed) => {
  server.close(closed);
  server.closeAllConnections();
}));

/** A browser: it keeps cookies by port and path, and follows redirects until it is shown a page, or leaves for `page`. */
class Browser {
  cookies = [];

  async visit(address, init = {}) {
    for (let target = new URL(address); ; init = {}) {
      if (target.href.startsWith(page)) return { target };
      const cookie = this.cookies
        .filter(({ port, path }) => port === target.port && target.pathname.startsWith(path))
        .map(({ name, value }) => `${name}=${value}`).join('; ');
      const response = await fetch(target, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [pair, ...attributes] = line.split('; ');
        const [name, ...value] = pair.split('=');
        const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
        this.cookies = this.cookies.filter((kept) => kept.name !== name || kept.port !== target.port || kept.path !== path);
        if (value.join('=')) this.cookies.push({ name, value: value.join('='), port: target.port, path });
      }
      const location = response.headers.get('location');
      if (!location) return { target, status: response.status, text: await response.text() };
      target = new URL(location, target);
    }
  }

  submit(address, fields) {
    return this.visit(address, { method: 'POST', body: new URLSearchParams(fields) });
  }
}

const base64url = (bytes) => bytes.toString('base64url');

/** Begins a sign-in, up to the provider's own page. */
async function begin(browser, verifier) {
  const challenge = base64url(createHash('sha256').update(verifier).digest());
  return browser.visit(`${home}auth/oidc/start?${new URLSearchParams({ challenge, return_to: page })}`);
}

/** Signs in at the provider's own pages, and consents if it asks. */
async function signIn(browser, account, verifier) {
  let seen = await begin(browser, verifier);
  for (const fields of [{ prompt: 'login', login: account, password: 'x' }, { prompt: 'consent' }]) {
    if (seen.target.pathname.startsWith('/interaction/')) seen = await browser.submit(seen.target, fields);
  }
  return seen;
}

async function redeem(code, verifier) {
  const query = `mutation ($input: SignInWithOidcCodeInput!) {
    signInWithOidcCode(input: $input) { accessToken userErrors { code } } }`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables: { input: { code, verifier } } }),
  });
  return (await response.json()).data.signInWithOidcCode;
}

async function viewer(token) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { email } }' }),
  });
  return (await response.json()).data.viewer;
}

const codeOf = ({ target }) => new URLSearchParams(target.hash.slice(1)).get('oidcCode');

test('a person signs in at the provider, and is the user with their address', async () => {
  const verifier = base64url(randomBytes(32));
  const code = codeOf(await signIn(new Browser(), 'jonas', verifier));
  const { accessToken, userErrors } = await redeem(code, verifier);
  assert.deepEqual(userErrors, []);
  assert.deepEqual(await viewer(accessToken), { email });
  assert.deepEqual((await redeem(code, verifier)).userErrors, [{ code: 'WRONG_CREDENTIALS' }], 'once only');
});

test('who is signed in at the provider already is not asked again', async () => {
  const browser = new Browser();
  const first = base64url(randomBytes(32));
  await redeem(codeOf(await signIn(browser, 'jonas', first)), first);
  const verifier = base64url(randomBytes(32));
  const seen = await begin(browser, verifier);
  assert.deepEqual(await viewer((await redeem(codeOf(seen), verifier)).accessToken), { email });
});

test('an address that is not verified is nobody', async () => {
  const seen = await signIn(new Browser(), 'eve', base64url(randomBytes(32)));
  assert.equal(seen.status, 403);
  assert.match(seen.text, /EMAIL_NOT_VERIFIED/);
});

test('who turns round at the provider is told so', async () => {
  const browser = new Browser();
  const { target } = await begin(browser, base64url(randomBytes(32)));
  const seen = await browser.visit(`${target.href}/abort`);
  assert.equal(seen.status, 403);
  assert.match(seen.text, /DECLINED/);
});

test('an answer that comes a second time is refused', async () => {
  const browser = new Browser();
  const verifier = base64url(randomBytes(32));
  const visited = [];
  const real = globalThis.fetch;
  globalThis.fetch = (target, init) => {
    visited.push({ target: new URL(target), cookie: init?.headers?.cookie });
    return real(target, init);
  };
  try {
    await signIn(browser, 'jonas', verifier);
  } finally {
    globalThis.fetch = real;
  }
  const answer = visited.find(({ target }) => target.pathname === '/auth/oidc/callback');
  const again = await fetch(answer.target, { redirect: 'manual', headers: { cookie: answer.cookie } });
  assert.equal(again.status, 400);
  assert.match(await again.text(), /UNKNOWN_ATTEMPT/);
});
