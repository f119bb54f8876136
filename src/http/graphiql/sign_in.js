// The sign-in bar. The token lies in sessionStorage (gone with the tab), and travels in a header: never in a URL.
(() => {
  'use strict';
  const KEY = 'leadline.session';
  const ENDPOINT = '/graphql';
  const $ = (id) => document.getElementById(id);

  const session = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      return kept && new Date(kept.refreshExpiresAt) > new Date() ? kept : null;
    } catch {
      return null;
    }
  };

  const keep = (email, { accessToken, expiresAt, refreshToken, refreshExpiresAt }) =>
    sessionStorage.setItem(KEY, JSON.stringify({ email, accessToken, expiresAt, refreshToken, refreshExpiresAt }));

  const ask = (params, headers, signal) => fetch(ENDPOINT, {
    method: 'POST',
    signal,
    headers: {
      Accept: 'application/graphql-response+json, application/json',
      'Content-Type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(params),
  });

  const REFRESH = `mutation Refresh($input: RefreshSessionInput!) {
    refreshSession(input: $input) { accessToken expiresAt refreshToken refreshExpiresAt }
  }`;

  // A refresh token works once, so all who need a new access token wait for the same answer.
  let refreshing = null;
  const accessToken = () => {
    const kept = session();
    if (!kept || new Date(kept.expiresAt) - new Date() > 30_000) return Promise.resolve(kept?.accessToken);
    refreshing ??= (async () => {
      try {
        const response = await ask({ query: REFRESH, variables: { input: { refreshToken: kept.refreshToken } } });
        const renewed = (await response.json()).data?.refreshSession;
        if (!renewed?.accessToken) return ended();
        keep(kept.email, renewed);
        show();
        return renewed.accessToken;
      } catch {
        return kept.accessToken;
      } finally {
        refreshing = null;
      }
    })();
    return refreshing;
  };

  // Of a sign-in that waits for its second factor.
  let challenge = null;

  const ended = () => {
    sessionStorage.removeItem(KEY);
    show('Your sign-in has ended: please sign in again.', true);
  };

  const show = (message, isError) => {
    const current = session();
    $('signed-out').hidden = !!current || !!challenge;
    $('second-factor').hidden = !!current || !challenge;
    $('signed-in').hidden = !current;
    if (current) {
      $('who').textContent = `${current.email}, until ${new Date(current.refreshExpiresAt).toLocaleString()}`;
    }
    $('message').textContent = message || '';
    $('message').className = isError ? 'error' : '';
  };

  const bearer = (token) => token && { Authorization: `Bearer ${token}` };

  const TOKENS = 'accessToken expiresAt refreshToken refreshExpiresAt challenge user { email } userErrors { code message }';
  const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ${TOKENS} } }`;
  const COMPLETE = `mutation Complete($input: CompleteSignInInput!) {
    signIn: completeSignIn(input: $input) { ${TOKENS} }
  }`;

  const step = async (query, input) => {
    try {
      const { data, errors } = await (await ask({ query, variables: { input } })).json();
      return errors ? { userErrors: errors } : data.signIn;
    } catch {
      return { userErrors: [{ message: 'The server cannot be reached.' }] };
    }
  };

  const words = (problems) => problems.map(({ message }) => message).join(' ');

  const welcome = (tokens) => {
    challenge = null;
    keep(tokens.user.email, tokens);
    $('password').value = '';
    $('code').value = '';
    show();
  };

  $('signed-out').addEventListener('submit', async (event) => {
    event.preventDefault();
    sessionStorage.removeItem(KEY);
    const done = await step(SIGN_IN, { email: $('email').value, password: $('password').value });
    if (done.accessToken) return welcome(done);
    challenge = done.challenge;
    show(!challenge && words(done.userErrors), true);
    if (challenge) $('code').focus();
  });

  // A wrong code can be tried again, as long as the challenge holds.
  $('second-factor').addEventListener('submit', async (event) => {
    event.preventDefault();
    const done = await step(COMPLETE, { challenge, code: $('code').value });
    if (done.accessToken) return welcome(done);
    $('code').value = '';
    if (done.userErrors.some(({ code }) => code === 'TOKEN_EXPIRED')) challenge = null;
    show(words(done.userErrors), true);
  });

  $('back').addEventListener('click', () => {
    challenge = null;
    show();
  });

  // Through the OpenID provider: the browser leaves with the challenge of a verifier that stays here, and comes back with a
  // code that is worth nothing without it.
  const VERIFIER = 'leadline.oidc';
  const SIGN_IN_WITH_CODE = `mutation SignInWithCode($input: SignInWithOidcCodeInput!) {
    signIn: signInWithOidcCode(input: $input) {
      accessToken expiresAt refreshToken refreshExpiresAt user { email } userErrors { message }
    }
  }`;
  const base64url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

  $('oidc')?.addEventListener('click', async ({ target }) => {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    sessionStorage.setItem(VERIFIER, verifier);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const challenge = base64url(new Uint8Array(digest));
    location.assign(`/auth/oidc/start?${new URLSearchParams({ challenge, return_to: target.dataset.returnTo })}`);
  });

  const comeBack = async () => {
    const code = new URLSearchParams(location.hash.slice(1)).get('oidcCode');
    if (!code) return;
    history.replaceState(null, '', location.pathname);
    const verifier = sessionStorage.getItem(VERIFIER) ?? '';
    sessionStorage.removeItem(VERIFIER);
    const done = await step(SIGN_IN_WITH_CODE, { code, verifier });
    if (done.accessToken) welcome(done);
    else show(words(done.userErrors), true);
  };

  $('sign-out').addEventListener('click', async () => {
    const token = await accessToken();
    sessionStorage.removeItem(KEY);
    show();
    const query = 'mutation { signOut(input: {}) { signedOut } }';
    if (token) ask({ query }, bearer(token)).catch(() => {});
  });

  window.leadlineSignIn = { ask, bearer, accessToken, ended };
  show();
  comeBack();
})();
