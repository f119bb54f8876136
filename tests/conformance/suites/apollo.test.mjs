// Apollo Client 4, with the links that its users put together.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHash } from 'node:crypto';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { bearer, changeStatus, createLead, email, socketUrl, url } from '../support/leadline.mjs';
import { within } from '../support/eventually.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A client, and every request and answer of it. */
function client(makeLink, options = {}) {
  const sent = [];
  const recording = async (input, init) => {
    const response = await fetch(input, init);
    const answer = await response.clone().json();
    sent.push({ method: init.method ?? 'GET', url: String(input), body: init.body, status: response.status, answer });
    return response;
  };
  const link = makeLink({ uri: url, headers: { authorization: bearer }, fetch: recording });
  return { apollo: new ApolloClient({ link, cache: new InMemoryCache(), ...options }), sent };
}

describe('HttpLink', () => {
  test('a query, and again from the cache', async () => {
    const { apollo, sent } = client((http) => new HttpLink(http));
    const query = gql`query Me { viewer { id email } }`;
    assert.equal((await apollo.query({ query })).data.viewer.email, email);
    assert.equal((await apollo.query({ query })).data.viewer.email, email);
    assert.equal(sent.length, 1);
    assert.equal(sent[0].status, 200);
  });

  test('a query by GET', async () => {
    const { apollo, sent } = client((http) => new HttpLink({ ...http, useGETForQueries: true }));
    const query = gql`query Page($first: Int!) { leads(first: $first) { edges { node { id } } } }`;
    const { data } = await apollo.query({ query, variables: { first: 3 } });
    assert.equal(data.leads.edges.length, 3);
    assert.equal(sent[0].method, 'GET');
  });

  test('a mutation changes the object in the cache by its id', async () => {
    const { apollo } = client((http) => new HttpLink(http));
    const { id } = await createLead();
    const query = gql`query One($id: ID!) { lead(id: $id) { id status version } }`;
    await apollo.query({ query, variables: { id } });
    const mutation = gql`mutation Move($input: ChangeLeadStatusInput!) {
      changeLeadStatus(input: $input) { lead { id status version } userErrors { code message field } } }`;
    const { data } = await apollo.mutate({ mutation, variables: { input: { id, status: 'CONTACTED' } } });
    assert.deepEqual(data.changeLeadStatus.userErrors, []);
    assert.equal(apollo.readQuery({ query, variables: { id } }).lead.status, 'CONTACTED');
  });

  test('pages by relayStylePagination, without repeating a row', async () => {
    const cache = new InMemoryCache({ typePolicies: { Query: { fields: { leads: relayStylePagination() } } } });
    const { apollo } = client((http) => new HttpLink(http), { cache });
    const query = gql`query Pages($after: String) {
      leads(first: 5, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`;
    const watched = apollo.watchQuery({ query });
    const { data } = await watched.result?.() ?? await apollo.query({ query });
    const subscription = watched.subscribe(() => {});
    await watched.fetchMore({ variables: { after: data.leads.pageInfo.endCursor } });
    const ids = apollo.readQuery({ query }).leads.edges.map(({ node }) => node.id);
    subscription.unsubscribe();
    assert.equal(ids.length, 10);
    assert.equal(new Set(ids).size, 10);
  });

  test('errors come as CombinedGraphQLErrors with a code', async () => {
    const { apollo } = client((http) => new HttpLink(http));
    const query = gql`query Bad { lead(id: "user_01h455vb4pex5vsknk084sn02q") { id } }`;
    await assert.rejects(apollo.query({ query }), (error) => {
      assert.ok(CombinedGraphQLErrors.is(error), String(error));
      assert.equal(error.errors[0].extensions.code, 'INVALID');
      return true;
    });
  });
});

describe('persisted queries', () => {
  for (const useGETForHashedQueries of [false, true]) {
    const method = useGETForHashedQueries ? 'GET' : 'POST';
    test(`by ${method}: the hash alone, then with the document, then the hash alone`, async () => {
      const { apollo, sent } = client((http) =>
        new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(new HttpLink(http)),
      );
      // A document that no run has sent before.
      const name = `Persisted${method}${Date.now()}`;
      const query = gql(`query ${name}($first: Int!) { leads(first: $first) { edges { node { id } } } }`);
      for (const first of [2, 3]) {
        const { data } = await apollo.query({ query, variables: { first } });
        assert.equal(data.leads.edges.length, first);
      }
      assert.equal(sent.length, 3, JSON.stringify(sent));
      const [unknown, taught, known] = sent;
      assert.equal(unknown.answer.errors[0].extensions.code, 'PERSISTED_QUERY_NOT_FOUND');
      assert.equal(unknown.answer.errors[0].message, 'PersistedQueryNotFound');
      assert.equal(unknown.method, method);
      assert.ok((taught.body ?? decodeURIComponent(taught.url)).includes(name), 'the document went with it');
      assert.equal(known.method, method);
      assert.ok(!(known.body ?? known.url).includes(`query ${name}`), 'the document was left out');
    });
  }

  test('a mutation by its hash is sent by POST', async () => {
    const { apollo, sent } = client((http) =>
      new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(new HttpLink(http)),
    );
    const { id } = await createLead();
    const mutation = gql(`mutation Move${Date.now()}($input: ChangeLeadStatusInput!) {
      changeLeadStatus(input: $input) { lead { id status } userErrors { code } } }`);
    const { data } = await apollo.mutate({ mutation, variables: { input: { id, status: 'WARM' } } });
    assert.equal(data.changeLeadStatus.lead.status, 'WARM');
    assert.ok(sent.every((request) => request.method === 'POST'));
  });
});

test('BatchHttpLink: several operations in one request, each with its own answer', async () => {
  const { apollo, sent } = client((http) => new BatchHttpLink({ ...http, batchInterval: 20, batchMax: 10 }));
  const page = gql`query Page($first: Int!) { leads(first: $first) { edges { node { id } } } }`;
  const answers = await Promise.all([
    apollo.query({ query: gql`query Me { viewer { id email } }` }),
    apollo.query({ query: page, variables: { first: 1 } }),
    apollo.query({ query: page, variables: { first: 2 } }),
  ]);
  assert.equal(answers[0].data.viewer.email, email);
  assert.deepEqual(answers.slice(1).map(({ data }) => data.leads.edges.length), [1, 2]);
  assert.equal(sent.length, 1);
});

test('GraphQLWsLink: a subscription, and its news in the cache', async () => {
  const socket = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: bearer },
  });
  const apollo = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
  const { id } = await createLead();
  const query = gql`subscription Follow($id: ID!) { leadChanged(id: $id) { id status } }`;
  const seen = [];
  await within(15, 'the change', new Promise((resolve, reject) => {
    const subscription = apollo.subscribe({ query, variables: { id } }).subscribe({
      error: reject,
      next: ({ data, error }) => {
        if (error) return reject(error);
        seen.push(data.leadChanged.status);
        if (seen.length === 1) changeStatus(id, 'CONTACTED').catch(reject);
        if (seen.length === 2) resolve(subscription.unsubscribe());
      },
    });
  }));
  assert.deepEqual(seen, ['NEW', 'CONTACTED']);
  const cached = apollo.cache.extract()[`Lead:${JSON.stringify({ id })}`] ?? apollo.cache.extract()[`Lead:${id}`];
  assert.equal(cached.status, 'CONTACTED');
  apollo.stop();
  await socket.dispose();
});
