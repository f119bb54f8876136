// Both kinds of clients of server-sent events: `graphql-sse` (distinct connections) and a browser's `EventSource`.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventSource } from 'eventsource';
import { createClient } from 'graphql-sse';
import { bearer, changeStatus, createLead, email, url } from '../support/leadline.mjs';
import { nudge, within } from '../support/eventually.mjs';

const CHANGES = 'subscription ($id: ID!) { leadChanged(id: $id) { id status } }';

describe('graphql-sse', { concurrency: true }, () => {
  const connect = (options = {}) =>
    createClient({ url, singleConnection: false, headers: { authorization: bearer }, retryAttempts: 0, ...options });

  const once = (client, payload) =>
    new Promise((resolve, reject) => {
      let result;
      client.subscribe(payload, {
        next: (value) => (result = value),
        error: reject,
        complete: () => resolve(result),
      });
    });

  test('a query', async () => {
    const client = connect();
    const { data } = await once(client, { query: '{ viewer { email } }' });
    assert.equal(data.viewer.email, email);
    client.dispose();
  });

  test('a mutation', async () => {
    const client = connect();
    const { id } = await createLead();
    const { data } = await once(client, {
      query: `mutation ($input: ChangeLeadStatusInput!) {
        changeLeadStatus(input: $input) { lead { status } userErrors { code } } }`,
      variables: { input: { id, status: 'WARM' } },
    });
    assert.equal(data.changeLeadStatus.lead.status, 'WARM');
    client.dispose();
  });

  test('a subscription', async () => {
    const client = connect();
    const { id } = await createLead();
    const stream = client.iterate({ query: CHANGES, variables: { id } });
    const first = await within(10, 'the lead as it is', stream.next());
    assert.equal(first.value.data.leadChanged.status, 'NEW');
    await changeStatus(id, 'CONTACTED');
    const second = await within(10, 'the change', stream.next());
    assert.equal(second.value.data.leadChanged.status, 'CONTACTED');
    await stream.return();
    client.dispose();
  });

  test('several subscriptions, each on a connection of its own', async () => {
    const client = connect();
    const leads = await Promise.all([createLead(), createLead(), createLead()]);
    const streams = leads.map(({ id }) => client.iterate({ query: CHANGES, variables: { id } }));
    const first = await Promise.all(streams.map((stream) => within(10, 'the lead', stream.next())));
    assert.deepEqual(first.map(({ value }) => value.data.leadChanged.id), leads.map(({ id }) => id));
    for (const stream of streams) await stream.return();
    client.dispose();
  });

  test('a document that is not valid comes as a result with its errors, and the stream ends', async () => {
    const client = connect();
    const { errors, data } = await once(client, { query: '{ nothing }' });
    assert.equal(data, undefined);
    assert.equal(typeof errors[0].extensions.code, 'string');
    client.dispose();
  });

  test('without a token: refused', async () => {
    const client = connect({ headers: {} });
    const refused = await once(client, { query: '{ viewer { id } }' }).then(
      ({ data, errors }) => ({ data, code: errors[0].extensions.code }),
      (error) => ({ data: null, code: error.response?.status }),
    );
    assert.ok([401, 'UNAUTHENTICATED'].includes(refused.code), JSON.stringify(refused));
    assert.equal(refused.data ?? null, null);
    client.dispose();
  });

  test('with a token that does not hold: refused with 401', async () => {
    const client = connect({ headers: { authorization: 'Bearer lla_wrong' } });
    await assert.rejects(once(client, { query: '{ viewer { id } }' }), (error) => error.response?.status === 401);
    client.dispose();
  });
});

describe('EventSource', { concurrency: true }, () => {
  const open = (query, variables = {}, headers = { authorization: bearer }) => {
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    return new EventSource(`${url}?${parameters}`, {
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
    });
  };
  const event = (source, name) =>
    within(10, name, new Promise((resolve, reject) => {
      source.addEventListener(name, resolve, { once: true });
      source.addEventListener('error', reject, { once: true });
    }));

  test('a query: next, then complete', async () => {
    const source = open('{ viewer { email } }');
    const [next] = await Promise.all([event(source, 'next'), event(source, 'complete')]);
    source.close();
    assert.equal(JSON.parse(next.data).data.viewer.email, email);
  });

  test('a subscription', async () => {
    const { id } = await createLead();
    const source = open(CHANGES, { id });
    const first = await event(source, 'next');
    assert.equal(JSON.parse(first.data).data.leadChanged.status, 'NEW');
    const second = event(source, 'next');
    await changeStatus(id, 'CONTACTED');
    assert.equal(JSON.parse((await second).data).data.leadChanged.status, 'CONTACTED');
    source.close();
  });

  test('a document that is not valid is told as an event: nothing else reaches a page', async () => {
    const source = open('{ nothing }');
    const [next] = await Promise.all([event(source, 'next'), event(source, 'complete')]);
    source.close();
    assert.equal(typeof JSON.parse(next.data).errors[0].extensions.code, 'string');
  });

  test('a mutation is refused with 405: a link must not change anything', async () => {
    const { id } = await createLead();
    const source = open('mutation ($id: ID!) { changeLeadStatus(input: {id: $id, status: WARM}) { lead { id } } }', { id });
    const error = await within(10, 'an error', new Promise((resolve) => source.addEventListener('error', resolve)));
    assert.equal(error.code, 405);
    assert.equal(source.readyState, EventSource.CLOSED, 'and it does not try again');
  });

  test('events of the log, as they happen', async () => {
    const { id } = await createLead();
    const source = open('subscription ($id: ID!) { leadEvents(filter: {leadId: $id}) { kind } }', { id });
    const words = ['CONTACTED', 'WARM'];
    let count = 0;
    const next = await nudge(event(source, 'next'), () => changeStatus(id, words[count++ % 2]), 'an event');
    source.close();
    assert.match(JSON.parse(next.data).data.leadEvents.kind, /^(LEAD|COMMUNICATION)_/);
  });
});
