// urql, with its persisted-queries exchange.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-ws';
import { pipe, subscribe } from 'wonka';
import WebSocket from 'ws';
import { bearer, changeStatus, createLead, email, socketUrl, url } from '../support/leadline.mjs';
import { within } from '../support/eventually.mjs';

/** A client, and every request of it. */
function client(exchanges, options = {}) {
  const sent = [];
  const recording = async (input, init) => {
    const response = await fetch(input, init);
    sent.push({ method: init.method ?? 'GET', url: String(input), body: init.body, status: response.status });
    return response;
  };
  const fetchOptions = { headers: { authorization: bearer } };
  return { urql: new Client({ url, exchanges, fetch: recording, fetchOptions, ...options }), sent };
}

/** A subscription's results until there are so many. */
const collect = (source, count, next) =>
  within(15, `${count} results`, new Promise((resolve, reject) => {
    const seen = [];
    const { unsubscribe } = pipe(
      source,
      subscribe((result) => {
        if (result.error) return reject(result.error);
        seen.push(result.data);
        Promise.resolve(next(seen.length)).catch(reject);
        if (seen.length === count) resolve(seen), queueMicrotask(() => unsubscribe());
      }),
    );
  }));

const FOLLOW = gql`subscription Follow($id: ID!) { leadChanged(id: $id) { id status } }`;

test('a query, by GET as far as it is short, and again from the cache', async () => {
  const { urql, sent } = client([cacheExchange, fetchExchange]);
  for (let round = 0; round < 2; round += 1) {
    const { data, error } = await urql.query(gql`query Me { viewer { id email } }`, {}).toPromise();
    assert.equal(error, undefined);
    assert.equal(data.viewer.email, email);
  }
  assert.equal(sent.length, 1);
});

for (const preferGetMethod of [false, 'within-url-limit', 'force']) {
  test(`a query with preferGetMethod: ${preferGetMethod}`, async () => {
    const { urql, sent } = client([fetchExchange], { preferGetMethod });
    const page = gql`query Page($first: Int!) { leads(first: $first) { edges { node { id } } } }`;
    const { data } = await urql.query(page, { first: 4 }).toPromise();
    assert.equal(data.leads.edges.length, 4);
    assert.equal(sent[0].method, preferGetMethod ? 'GET' : 'POST');
  });
}

test('a mutation, and the user error that it comes to', async () => {
  const { urql } = client([cacheExchange, fetchExchange]);
  const { id } = await createLead();
  const move = gql`mutation Move($input: ChangeLeadStatusInput!) {
    changeLeadStatus(input: $input) { lead { id status } userErrors { code field message } } }`;
  const refused = await urql.mutation(move, { input: { id, status: 'PROPOSAL_SENT' } }).toPromise();
  assert.equal(refused.data.changeLeadStatus.userErrors[0].code, 'ILLEGAL_TRANSITION');
  const moved = await urql.mutation(move, { input: { id, status: 'CONTACTED' } }).toPromise();
  assert.equal(moved.data.changeLeadStatus.lead.status, 'CONTACTED');
});

test('errors come as a CombinedError with a code', async () => {
  const { urql } = client([fetchExchange]);
  const { error } = await urql.query(gql`query Bad { lead(id: "nonsense") { id } }`, {}).toPromise();
  assert.equal(error.graphQLErrors[0].extensions.code, 'INVALID');
});

describe('persisted queries', () => {
  for (const preferGetForPersistedQueries of [false, 'force']) {
    const method = preferGetForPersistedQueries ? 'GET' : 'POST';
    test(`by ${method}: the hash alone, then with the document, then the hash alone`, async () => {
      const { urql, sent } = client([persistedExchange({ preferGetForPersistedQueries }), fetchExchange], {
        preferGetMethod: false,
      });
      const name = `Persisted${method}${Date.now()}`;
      const page = gql(`query ${name}($first: Int!) { leads(first: $first) { edges { node { id } } } }`);
      for (const first of [2, 3]) {
        const { data, error } = await urql.query(page, { first }).toPromise();
        assert.equal(error, undefined, String(error));
        assert.equal(data.leads.edges.length, first);
      }
      const carries = ({ body, url }) =>
        (body ? JSON.parse(body).query : new URL(url).searchParams.get('query'))?.includes(name) ?? false;
      assert.deepEqual(sent.map(carries), [false, true, false], JSON.stringify(sent));
      assert.equal(sent[0].method, method);
      assert.equal(sent[2].method, method);
    });
  }

  test('a mutation by its hash', async () => {
    const { urql, sent } = client([persistedExchange({ enableForMutation: true }), fetchExchange]);
    const { id } = await createLead();
    const move = gql(`mutation Move${Date.now()}($input: ChangeLeadStatusInput!) {
      changeLeadStatus(input: $input) { lead { id status } userErrors { code } } }`);
    const { data, error } = await urql.mutation(move, { input: { id, status: 'WARM' } }).toPromise();
    assert.equal(error, undefined, String(error));
    assert.equal(data.changeLeadStatus.lead.status, 'WARM');
    assert.ok(sent.every((request) => request.method === 'POST'));
  });
});

test('a subscription over graphql-ws', async () => {
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization: bearer } });
  const forwardSubscription = ({ query, variables }) => ({
    subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
  });
  const { urql } = client([subscriptionExchange({ forwardSubscription })]);
  const { id } = await createLead();
  const seen = await collect(urql.subscription(FOLLOW, { id }), 2, (count) => count === 1 && changeStatus(id, 'WARM'));
  assert.deepEqual(seen.map(({ leadChanged }) => leadChanged.status), ['NEW', 'WARM']);
  await socket.dispose();
});

test('a subscription over server-sent events, by its own fetchExchange', async () => {
  const { urql } = client([fetchExchange], { fetchSubscriptions: true });
  const { id } = await createLead();
  const seen = await collect(urql.subscription(FOLLOW, { id }), 2, (count) => count === 1 && changeStatus(id, 'WARM'));
  assert.deepEqual(seen.map(({ leadChanged }) => leadChanged.status), ['NEW', 'WARM']);
});
