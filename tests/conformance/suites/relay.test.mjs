// relay-compiler against the schema, and what it compiles run by relay-runtime against the server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, test } from 'node:test';
import compiler from 'relay-compiler';
import runtime from 'relay-runtime';
import { bearer, createLead, path, schemaFile, url } from '../support/leadline.mjs';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, getSingularSelector } = runtime;

// Inside this folder: what is compiled imports relay-runtime.
mkdirSync(path('tests/conformance/.work'), { recursive: true });
const folder = mkdtempSync(path('tests/conformance/.work/relay-'));
after(() => rmSync(folder, { recursive: true }));

function compile() {
  mkdirSync(join(folder, 'src', '__generated__'), { recursive: true });
  copyFileSync(path('tests/conformance/relay/leads.js'), join(folder, 'src', 'leads.js'));
  copyFileSync(schemaFile, join(folder, 'schema.graphql'));
  writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}');
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    artifactDirectory: './src/__generated__',
    eagerEsModules: false,
  };
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
  return execFileSync(compiler, ['relay.config.json'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const require = createRequire(import.meta.url);
const artifact = async (name) => require(join(folder, 'src', '__generated__', `${name}.graphql.js`));

function environment() {
  const sent = [];
  const network = Network.create(async ({ text, name }, variables) => {
    sent.push(name);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: bearer },
      body: JSON.stringify({ query: text, operationName: name, variables }),
    });
    const answer = await response.json();
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    return answer;
  });
  return { relay: new Environment({ network, store: new Store(new RecordSource()) }), sent };
}

/** Runs a query, and gives what a component would see of it. */
async function run(relay, query, variables) {
  const operation = createOperationDescriptor(query, variables);
  relay.retain(operation);
  await relay.execute({ operation }).toPromise();
  return relay.lookup(operation.fragment).data;
}

const see = (relay, fragment, ref) => relay.lookup(getSingularSelector(fragment, ref)).data;

test('the compiler takes fragments, connections and refetchable fragments', () => {
  assert.match(compile(), /compiled|artifacts|created/i);
});

test('pages of a root connection: loadNext adds rows, and repeats none', async () => {
  const { relay, sent } = environment();
  const [page, next, list] = await Promise.all(
    ['leadsPageQuery', 'leadsListPaginationQuery', 'leadsList'].map(artifact),
  );
  const filter = { state: { eq: 'IN_PROGRESS' } };
  const root = await run(relay, page, { count: 5, filter });
  let { leads } = see(relay, list, root);
  const rows = () => leads.edges.map(({ node }) => node.id);
  assert.equal(rows().length, 5);
  for (let expected = 10; expected <= 20; expected += 5) {
    assert.equal(leads.pageInfo.hasNextPage, true);
    await run(relay, next, { count: 5, cursor: leads.pageInfo.endCursor, filter });
    ({ leads } = see(relay, list, root));
    assert.equal(rows().length, expected);
    assert.equal(new Set(rows()).size, expected);
  }
  const numbers = leads.edges.map(({ node }) => node.number);
  assert.deepEqual(numbers, [...numbers].sort(), 'in the order that was asked for');
  assert.deepEqual(sent, ['leadsPageQuery', ...Array(3).fill('leadsListPaginationQuery')]);
});

test('pages of a connection below an object are read through `node`', async () => {
  const { relay } = environment();
  const [detail, next, mail] = await Promise.all(
    ['leadsDetailQuery', 'leadsMailPaginationQuery', 'leadsMail'].map(artifact),
  );
  const { id } = await leadWithMail(relay);
  const { node } = await run(relay, detail, { id });
  assert.equal(node.__typename, 'Lead');
  const seen = () => see(relay, mail, node.mail).communications;
  assert.equal(seen().edges.length, 2);
  await run(relay, next, { id, count: 1, cursor: seen().pageInfo.endCursor });
  const ids = seen().edges.map((edge) => edge.node.id);
  assert.equal(ids.length, 3);
  assert.equal(new Set(ids).size, 3);
});

test('a mutation changes the record in the store', async () => {
  const { relay } = environment();
  const [move, row] = await Promise.all(['leadsMoveMutation', 'leadsRow'].map(artifact));
  const { id } = await createLead();
  const operation = createOperationDescriptor(move, { input: { id, status: 'CONTACTED' } });
  await relay.executeMutation({ operation }).toPromise();
  const { changeLeadStatus } = relay.lookup(operation.fragment).data;
  assert.deepEqual(changeLeadStatus.userErrors, []);
  assert.equal(see(relay, row, changeLeadStatus.lead).status, 'CONTACTED');
});

/** A lead that has been written to at least three times. */
async function leadWithMail(relay) {
  const { id } = await createLead();
  const move = await artifact('leadsMoveMutation');
  for (const status of ['CONTACTED', 'WARM', 'NURTURING']) {
    const operation = createOperationDescriptor(move, { input: { id, status } });
    await relay.executeMutation({ operation }).toPromise();
  }
  return { id };
}
