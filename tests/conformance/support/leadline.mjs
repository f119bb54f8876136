// The server under test, as `run` started it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const wanted = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the suites by tests/conformance/run`);
  return value;
};

export const url = wanted('LEADLINE_URL');
export const socketUrl = url.replace(/^http/, 'ws');
/** A token of a user with the role AGENT. */
export const token = wanted('LEADLINE_AGENT_TOKEN');
export const bearer = `Bearer ${token}`;
export const email = wanted('LEADLINE_AGENT_EMAIL');
export const password = wanted('LEADLINE_PASSWORD');

/** A path from the repository's root. */
export const path = (name) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
export const schemaFile = path('schema.graphql');
export const schemaText = readFileSync(schemaFile, 'utf8');

/** A plain POST, without any client: for what a suite needs besides what it tests. */
export async function ask(query, variables = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: bearer },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

let created = 0;

/** A lead of one's own, so that suites that run at the same time do not meet. */
export async function createLead(fields = {}) {
  created += 1;
  const email = `conformance-${process.pid}-${created}@acme.example`;
  const { createLead } = await ask(
    `mutation ($input: CreateLeadInput!) {
      createLead(input: $input) { lead { id number version } userErrors { message } }
    }`,
    { input: { lastName: 'Conformance', email, assigneeId: (await ask('{ viewer { id } }')).viewer.id, ...fields } },
  );
  if (!createLead.lead) throw new Error(JSON.stringify(createLead.userErrors));
  return createLead.lead;
}

/** Moves a lead to another status. */
export async function changeStatus(id, status) {
  const { changeLeadStatus } = await ask(
    `mutation ($input: ChangeLeadStatusInput!) {
      changeLeadStatus(input: $input) { lead { status } userErrors { message } }
    }`,
    { input: { id, status } },
  );
  if (!changeLeadStatus.lead) throw new Error(JSON.stringify(changeLeadStatus.userErrors));
}
