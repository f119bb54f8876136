// How GraphiQL reaches the server: queries by POST, subscriptions as server-sent events, on the same path.
(() => {
  'use strict';
  const { ask, bearer, accessToken, ended } = window.leadlineSignIn;
  const $ = (id) => document.getElementById(id);

  // What the headers editor says of who acts counts more than the bar.
  const tokenBeside = async (headers) =>
    Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization') ? undefined : accessToken();

  const post = async (params, headers) => {
    const token = await tokenBeside(headers);
    const response = await ask(params, { ...bearer(token), ...headers });
    if (response.status === 401 && token) ended();
    return response.json();
  };

  // The events of a stream. Each has its data in one line; lines that begin with a colon only keep the stream alive.
  const events = async function* (body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) yield Object.fromEntries(block.split('\n').map(field));
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  };
  const field = (line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1).trim()];

  const isSignInOver = ({ errors }) => errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const MOST_TRIES = 5;

  // A stream ends with the access token with which it began, and with its server: it is asked for again, and goes on after
  // its last event.
  const follow = async (params, headers, observer, signal) => {
    let lastEventId;
    let tries = 0;
    streams: while (!signal.aborted) {
      try {
        const token = await tokenBeside(headers);
        const resume = lastEventId && { 'Last-Event-ID': lastEventId };
        const response = await ask(params, { ...bearer(token), ...headers, Accept: 'text/event-stream', ...resume }, signal);
        if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
          if (response.status === 401 && token) ended();
          observer.next(await response.json());
          return observer.complete();
        }
        for await (const { event, id, data } of events(response.body)) {
          tries = 0;
          if (event === 'complete') return observer.complete();
          if (event !== 'next') continue;
          lastEventId = id ?? lastEventId;
          const answer = JSON.parse(data);
          // Another token may be good; the same one would be refused again.
          if (isSignInOver(answer) && token && (await accessToken() ?? token) !== token) continue streams;
          observer.next(answer);
        }
        throw new Error('the server has ended it');
      } catch (error) {
        if (signal.aborted) return;
        if (++tries > MOST_TRIES) return observer.error([{ message: `The connection was lost: ${error.message}` }]);
        await pause(1_000);
      }
    }
  };

  const subscribe = (params, headers) => ({
    subscribe(observer) {
      const stop = new AbortController();
      follow(params, headers, observer, stop.signal);
      return { unsubscribe: () => stop.abort() };
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

  const DEFAULT_QUERY = `# Welcome to Leadline.
# Sign in above, then press the play button.

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
})();
