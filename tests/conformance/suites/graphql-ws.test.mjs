// The real `graphql-ws` client.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { bearer, changeStatus, createLead, email, socketUrl, token } from '../support/leadline.mjs';
import { nudge, signal, within } from '../support/eventually.mjs';

const connect = (options = {}) =>
  createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: bearer },
    retryAttempts: 0,
    ...options,
  });

const once = (client, payload) =>
  new Promise((resolve, reject) => {
    let result;
    client.subscribe(payload, { next: (value) => (result = value), error: reject, complete: () => resolve(result) });
  });

test('a query', async () => {
  const client = connect();
  const { data, errors } = await once(client, { query: '{ viewer { email role } }' });
  assert.equal(errors, undefined);
  assert.deepEqual({ ...data.viewer }, { email, role: 'AGENT' });
  await client.dispose();
});

test('a query with variables and a name of its own', async () => {
  const client = connect();
  const { data } = await once(client, {
    query: 'query A { viewer { id } } query B($first: Int!) { leads(first: $first) { edges { node { id } } } }',
    operationName: 'B',
    variables: { first: 3 },
  });
  assert.equal(data.leads.edges.length, 3);
  await client.dispose();
});

test('a mutation', async () => {
  const client = connect();
  const { id } = await createLead();
  const { data } = await once(client, {
    query: `mutation ($input: ChangeLeadStatusInput!) {
      changeLeadStatus(input: $input) { lead { status } userErrors { code } }
    }`,
    variables: { input: { id, status: 'CONTACTED', dryRun: true } },
  });
  assert.equal(data.changeLeadStatus.lead.status, 'CONTACTED');
  await client.dispose();
});

test('a subscription, many at once, each with what is its own', async () => {
  const client = connect();
  const leads = [await createLead(), await createLead()];
  const streams = leads.map(({ id }) =>
    client.iterate({
      query: 'subscription ($id: ID!) { leadChanged(id: $id) { id status } }',
      variables: { id },
    }),
  );
  for (const [index, stream] of streams.entries()) {
    const { value } = await within(10, 'the lead as it is', stream.next());
    assert.equal(value.data.leadChanged.id, leads[index].id);
    assert.equal(value.data.leadChanged.status, 'NEW');
  }
  await changeStatus(leads[1].id, 'CONTACTED');
  const { value } = await within(10, 'the change', streams[1].next());
  assert.deepEqual({ ...value.data.leadChanged }, { id: leads[1].id, status: 'CONTACTED' });
  for (const stream of streams) await stream.return();
  await client.dispose();
});

test('after a broken connection it subscribes again, and goes on', async () => {
  const opened = [];
  const client = connect({
    retryAttempts: 5,
    retryWait: async () => {},
    on: { opened: (socket) => opened.push(socket) },
  });
  const { id } = await createLead();
  const seen = [];
  let [arrived, failed] = [signal(), signal()];
  client.subscribe(
    { query: 'subscription ($id: ID!) { leadChanged(id: $id) { status } }', variables: { id } },
    {
      next: ({ data }) => {
        seen.push(data.leadChanged.status);
        arrived.resolve();
      },
      error: failed.reject,
      complete: () => {},
    },
  );
  await within(10, 'the first', Promise.race([arrived.happened, failed.happened]));
  arrived = signal();
  opened[0].terminate();
  await within(10, 'the first after the break', Promise.race([arrived.happened, failed.happened]));
  arrived = signal();
  await changeStatus(id, 'CONTACTED');
  await within(10, 'the change', Promise.race([arrived.happened, failed.happened]));
  assert.equal(opened.length, 2);
  assert.deepEqual(seen, ['NEW', 'NEW', 'CONTACTED']);
  await client.dispose();
});

test('resumes from a cursor without a gap', async () => {
  const client = connect();
  const { id } = await createLead();
  const query = 'subscription ($id: ID!, $after: String) { leadEvents(filter: {leadId: $id}, after: $after) { kind cursor } }';
  const first = client.iterate({ query, variables: { id } });
  const next = first.next();
  let count = 0;
  const words = ['CONTACTED', 'WARM'];
  const { value } = await nudge(next, () => changeStatus(id, words[count++ % 2]), 'an event');
  await first.return();
  // While nobody listens:
  await changeStatus(id, 'QUALIFIED').catch(() => changeStatus(id, 'NURTURING'));
  const again = client.iterate({ query, variables: { id, after: value.data.leadEvents.cursor } });
  const resumed = await within(10, 'what was missed', again.next());
  assert.notEqual(resumed.value.data.leadEvents.cursor, value.data.leadEvents.cursor);
  await again.return();
  await client.dispose();
});

test('a document that is not valid ends with its errors, and the connection stays', async () => {
  const client = connect();
  await assert.rejects(once(client, { query: '{ nothing }' }), (errors) => {
    assert.ok(Array.isArray(errors) && errors.length > 0);
    assert.equal(typeof errors[0].extensions.code, 'string');
    return true;
  });
  const { data } = await once(client, { query: '{ viewer { email } }' });
  assert.equal(data.viewer.email, email);
  await client.dispose();
});

test('`accessToken` signs in as well as `authorization`', async () => {
  const client = connect({ connectionParams: { accessToken: token } });
  assert.equal((await once(client, { query: '{ viewer { email } }' })).data.viewer.email, email);
  await client.dispose();
});

test('a token that does not hold, and none at all, are refused with 4403', async () => {
  for (const connectionParams of [{ authorization: 'Bearer lla_wrong' }, { authorization: 'Basic x' }, {}]) {
    const client = connect({ connectionParams });
    await assert.rejects(once(client, { query: '{ viewer { id } }' }), (close) => {
      assert.equal(close.code, 4403);
      return true;
    });
  }
});

test('the client\'s pings are answered', async () => {
  const ponged = signal();
  const client = connect({
    lazy: false,
    keepAlive: 50,
    onNonLazyError: ponged.reject,
    on: { pong: (received) => received && ponged.resolve() },
  });
  await within(10, 'a pong', ponged.happened);
  await client.dispose();
});
