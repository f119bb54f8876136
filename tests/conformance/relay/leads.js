// What a front end would write; `relay-compiler` reads it and writes the artifacts.
import { graphql } from 'relay-runtime';

graphql`
  query leadsPageQuery($count: Int!, $filter: LeadFilter) {
    viewer {
      id
      name
    }
    ...leadsList @arguments(count: $count, filter: $filter)
  }
`;

graphql`
  fragment leadsList on Query
  @argumentDefinitions(
    count: { type: "Int!" }
    cursor: { type: "String" }
    filter: { type: "LeadFilter" }
  )
  @refetchable(queryName: "leadsListPaginationQuery") {
    leads(first: $count, after: $cursor, filter: $filter, orderBy: [{ field: NUMBER }])
      @connection(key: "leadsList_leads", filters: ["filter"]) {
      edges {
        node {
          id
          ...leadsRow @relay(mask: false)
        }
      }
    }
  }
`;

graphql`
  fragment leadsRow on Lead {
    number
    status
    assignee {
      id
      name
    }
  }
`;

graphql`
  query leadsDetailQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...leadsMail @alias(as: "mail")
    }
  }
`;

graphql`
  fragment leadsMail on Lead
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "leadsMailPaginationQuery") {
    id
    communications(first: $count, after: $cursor) @connection(key: "leadsMail_communications") {
      edges {
        node {
          id
          state
        }
      }
    }
  }
`;

graphql`
  mutation leadsMoveMutation($input: ChangeLeadStatusInput!) {
    changeLeadStatus(input: $input) {
      lead {
        ...leadsRow
      }
      userErrors {
        code
        message
      }
    }
  }
`;

graphql`
  subscription leadsChangedSubscription($id: ID!) {
    leadChanged(id: $id) {
      ...leadsRow
    }
  }
`;
