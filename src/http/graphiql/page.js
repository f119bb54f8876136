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
      return kept && new Date(kept.expiresAt) > new Date() ? kept : null;
    } catch {
      return null;
    }
  };

  const show = (message, isError) => {
    const current = session();
    $('signed-out').hidden = !!current;
    $('signed-in').hidden = !current;
    if (current) {
      $('who').textContent = `${current.email}, until ${new Date(current.expiresAt).toLocaleTimeString()}`;
    }
    $('message').textContent = message || '';
    $('message').className = isError ? 'error' : '';
  };

  const post = async (params, headers) => {
    const token = session()?.accessToken;
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: {
        Accept: 'application/graphql-response+json, application/json',
        'Content-Type': 'application/json',
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify(params),
    });
    if (response.status === 401 && token) {
      sessionStorage.removeItem(KEY);
      show('Your sign-in has ended: please sign in again.', true);
    }
    return response.json();
  };

  const SIGN_IN = `mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { accessToken expiresAt userErrors { message } }
  }`;

  $('signed-out').addEventListener('submit', async (event) => {
    event.preventDefault();
    const email = $('email').value;
    sessionStorage.removeItem(KEY);
    try {
      const { data, errors } = await post({ query: SIGN_IN, variables: { input: { email, password: $('password').value } } });
      const problems = errors ?? data.signIn.userErrors;
      if (problems.length) return show(problems.map((problem) => problem.message).join(' '), true);
      const { accessToken, expiresAt } = data.signIn;
      sessionStorage.setItem(KEY, JSON.stringify({ email, accessToken, expiresAt }));
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
    signInWithOidcCode(input: $input) { accessToken expiresAt user { email } userErrors { message } }
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
      const { data, errors } = await post({ query: SIGN_IN_WITH_CODE, variables: { input: { code, verifier } } });
      const problems = errors ?? data.signInWithOidcCode.userErrors;
      if (problems.length) return show(problems.map((problem) => problem.message).join(' '), true);
      const { accessToken, expiresAt, user: { email } } = data.signInWithOidcCode;
      sessionStorage.setItem(KEY, JSON.stringify({ email, accessToken, expiresAt }));
      show();
    } catch {
      show('The server cannot be reached.', true);
    }
  };

  $('sign-out').addEventListener('click', () => {
    sessionStorage.removeItem(KEY);
    show();
  });

  // What the headers editor says of who acts counts more than the bar, as with POST.
  const init = (headers) => {
    const given = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
    return given ? { authorization: given[1] } : { accessToken: session()?.accessToken };
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
      socket.onopen = () => send({ type: 'connection_init', payload: init(headers) });
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
        const signIn = code === 4403 ? ' Sign in above, then run it again.' : '';
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
