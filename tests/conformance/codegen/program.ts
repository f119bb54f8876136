// A program as a front end would have it: everything it knows of the API comes from the generated types. It signs in,
// lists leads, tries a change of status, and reads what stands in the way.
import { getFragmentData, graphql } from './gql/index.js';
import type { LeadStatus, TypedDocumentString } from './gql/graphql.js';

const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      accessToken
      user {
        id
        role
      }
      userErrors {
        code
        message
      }
    }
  }
`);

const LeadRow = graphql(`
  fragment LeadRow on Lead {
    id
    number
    status
    version
    targetAmount {
      amount
      currency
    }
    assignee {
      name
    }
  }
`);

const NewLeads = graphql(`
  query NewLeads($first: Int!, $filter: LeadFilter) {
    leads(first: $first, filter: $filter, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...LeadRow
        }
      }
    }
  }
`);

const ChangeStatus = graphql(`
  mutation ChangeStatus($input: ChangeLeadStatusInput!) {
    changeLeadStatus(input: $input) {
      lead {
        ...LeadRow
      }
      communications {
        template
        audience
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

async function run<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  token?: string,
): Promise<Result> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  const body = JSON.stringify({ query: document.toString(), variables });
  const response = await fetch(setting('LEADLINE_URL'), { method: 'POST', headers, body });
  const { data, errors } = (await response.json()) as { data?: Result; errors?: { message: string }[] };
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const { signIn } = await run(SignIn, {
  input: { email: setting('LEADLINE_AGENT_EMAIL'), password: setting('LEADLINE_PASSWORD') },
});
const token = signIn.accessToken;
if (token == null) throw new Error(signIn.userErrors.map((error) => error.message).join('; '));

const { leads } = await run(
  NewLeads,
  { first: 3, filter: { status: { eq: 'NEW' }, company: { eq: setting('LEADLINE_COMPANY') } } },
  token,
);
const rows = leads.edges.map(({ node }) => getFragmentData(LeadRow, node));
const [lead] = rows;
if (lead === undefined) throw new Error('no new lead');

async function change(id: string, status: LeadStatus) {
  const { changeLeadStatus } = await run(ChangeStatus, { input: { id, status, dryRun: true } }, token!);
  return {
    status: getFragmentData(LeadRow, changeLeadStatus.lead)?.status ?? null,
    mails: changeLeadStatus.communications.map((mail) => mail.template),
    errors: changeLeadStatus.userErrors.map((error) => ({ code: error.code, field: error.field })),
  };
}

const answer = {
  role: signIn.user?.role,
  statuses: rows.map((row) => row.status),
  total: leads.totalCount,
  amount: typeof (lead.targetAmount?.amount ?? ''),
  allowed: await change(lead.id, 'CONTACTED'),
  refused: await change(lead.id, 'PROPOSAL_SENT'),
};
console.log(JSON.stringify(answer));
