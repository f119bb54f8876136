'use strict';
// The sign-in bar, and how GraphiQL reaches the server: queries by POST, subscriptions by WebSocket on the same path.
// The token lies in sessionStorage (gone with the tab), and travels in a header or in `connection_init`: never in a URL.
(() => {
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

  const ask = (params, headers) => fetch(ENDPOINT, {
    method: 'POST',
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

  const ended = () => {
    sessionStorage.removeItem(KEY);
    show('Your sign-in has ended: please sign in again.', true);
  };

  const show = (message, isError) => {
    const current = session();
    $('signed-out').hidden = !!current;
    $('signed-in').hidden = !current;
    if (current) {
      $('who').textContent = `${current.email}, until ${new Date(current.refreshExpiresAt).toLocaleString()}`;
    }
    $('message').textContent = message || '';
    $('message').className = isError ? 'error' : '';
  };

  const post = async (params, headers) => {
    const token = await accessToken();
    const response = await ask(params, { ...(token && { Authorization: `Bearer ${token}` }), ...headers });
    if (response.status === 401 && token) ended();
    return response.json();
  };

  const TOKENS = 'accessToken expiresAt refreshToken refreshExpiresAt challenge userErrors { code message }';
  const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ${TOKENS} } }`;
  const COMPLETE = `mutation Complete($input: CompleteSignInInput!) {
    signIn: completeSignIn(input: $input) { ${TOKENS} }
  }`;

  const signIn = async (query, input) => {
    const { data, errors } = await (await ask({ query, variables: { input } })).json();
    return errors ? { userErrors: errors } : data.signIn;
  };

  $('signed-out').addEventListener('submit', async (event) => {
    event.preventDefault();
    const email = $('email').value;
    sessionStorage.removeItem(KEY);
    try {
      let step = await signIn(SIGN_IN, { email, password: $('password').value });
      if (step.challenge) {
        const code = prompt('The code of your authenticator app, or a recovery code:');
        if (!code) return show();
        step = await signIn(COMPLETE, { challenge: step.challenge, code });
      }
      if (step.userErrors.length) return show(step.userErrors.map((problem) => problem.message).join(' '), true);
      keep(email, step);
      $('password').value = '';
      show();
    } catch {
      show('The server cannot be reached.', true);
    }
  });

  // Through the OpenID provider: the browser leaves with the challenge of a verifier that stays here, and comes back with a
  // code that is worth nothing without it.
  const VERIFIER = 'leadline.oidc';
  const SIGN_IN_WITH_CODE = `mutation SignInWithCode($input: SignInWithOidcCodeInput!) {
    signInWithOidcCode(input: $input) {
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
    try {
      const { data, errors } = await (await ask({ query: SIGN_IN_WITH_CODE, variables: { input: { code, verifier } } })).json();
      const problems = errors ?? data.signInWithOidcCode.userErrors;
      if (problems.length) return show(problems.map((problem) => problem.message).join(' '), true);
      keep(data.signInWithOidcCode.user.email, data.signInWithOidcCode);
      show();
    } catch {
      show('The server cannot be reached.', true);
    }
  };

  $('sign-out').addEventListener('click', () => {
    const token = session()?.accessToken;
    sessionStorage.removeItem(KEY);
    show();
    const query = 'mutation { signOut(input: {}) { signedOut } }';
    if (token) ask({ query }, { Authorization: `Bearer ${token}` }).catch(() => {});
  });

  // What the headers editor says of who acts counts more than the bar, as with POST.
  const init = async (headers) => {
    const given = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
    return given ? { authorization: given[1] } : { accessToken: await accessToken() };
  };

  // graphql-transport-ws, one socket for one subscription.
  const subscribe = (params, headers) => ({
    subscribe(observer) {
      const url = new URL(ENDPOINT, location.href);
      url.protocol = url.protocol.replace('http', 'ws');
      const socket = new WebSocket(url, 'graphql-transport-ws');
      const send = (message) => socket.send(JSON.stringify(message));
      let over = false;
      const end = (how, value) => {
        if (over) return;
        over = true;
        observer[how]?.(value);
        socket.close(1000);
      };
      socket.onopen = async () => send({ type: 'connection_init', payload: await init(headers) });
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        switch (message.type) {
          case 'connection_ack': return send({ id: '1', type: 'subscribe', payload: params });
          case 'ping': return send({ type: 'pong' });
          case 'next': return observer.next(message.payload);
          case 'error': return end('error', message.payload);
          case 'complete': return end('complete');
        }
      };
      socket.onclose = ({ code, reason }) => {
        const signIn = code === 4403 ? ' The access token has ended: run it again, or sign in above.' : '';
        end('error', [{ message: `The connection was closed: ${reason || code}.${signIn}` }]);
      };
      return { unsubscribe: () => { over = true; socket.close(1000); } };
    },
  });

  const isSubscription = ({ operationName }, documentAST) =>
    !!documentAST?.definitions.some(({ kind, operation, name }) =>
      kind === 'OperationDefinition' && operation === 'subscription' && (!operationName || name?.value === operationName));

  const fetcher = ({ query, operationName, variables }, options) => {
    const params = { query, operationName, variables };
    return isSubscription(params, options?.documentAST)
      ? subscribe(params, options?.headers)
      : post(params, options?.headers);
  };

  const DEFAULT_QUERY = `# Welcome to Leadline. Sign in above, then press the play button.

query Leads {
  leads(first: 10) {
    edges {
      node {
        id
        number
        status
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

  window.addEventListener('error', ({ target }) => {
    if (target instanceof HTMLScriptElement) {
      $('graphiql').hidden = true;
      $('unavailable').hidden = false;
    }
  }, true);

  const element = $('graphiql');
  const props = { fetcher, defaultQuery: DEFAULT_QUERY, shouldPersistHeaders: false };
  // Without introspection there is nothing to ask for.
  if (element.dataset.introspection === 'off') props.schema = null;
  window.leadlineGraphiql = { element, props };
  show();
  comeBack();
})();
