// graphql-eslint on schema.graphql, with its recommended rules and Relay's: nothing is found but what is listed here.
import assert from 'node:assert/strict';
import test from 'node:test';
import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import { Source, getLocation, parse, visit } from 'graphql';
import { path, schemaText } from '../support/leadline.mjs';

/** What may be found: rule, why it is right as it is, and each place. */
const EXCEPTIONS = [
  {
    rule: 'strict-id-in-types',
    why: "Relay's own types have no id, by Relay's specification",
    places: [
      'PageInfo',
      'ApiKeyConnection',
      'ApiKeyEdge',
      'CommunicationConnection',
      'CommunicationEdge',
      'EventConnection',
      'EventEdge',
      'LeadConnection',
      'LeadEdge',
      'GroupConnection',
      'GroupEdge',
      'GroupMemberConnection',
      'GroupMemberEdge',
      'UnitConnection',
      'UnitEdge',
      'UnitMemberConnection',
      'UnitMemberEdge',
      'UserConnection',
      'UserEdge',
      'AddAbsencePayload',
      'AddGroupCollaborationPayload',
      'AddGroupMemberPayload',
      'AddUnitCollaborationPayload',
      'AddUnitMemberPayload',
      'CreateGroupPayload',
      'CreateLeadTypePayload',
      'CreateUnitPayload',
      'CreateUserPayload',
      'DeactivateUserPayload',
      'DeleteGroupPayload',
      'DeleteUnitPayload',
      'ReactivateUserPayload',
      'RemoveAbsencePayload',
      'UpdateAbsencePayload',
      'RemoveGroupCollaborationPayload',
      'RemoveGroupMemberPayload',
      'RemoveUnitCollaborationPayload',
      'RemoveUnitMemberPayload',
      'SetGroupManagerPayload',
      'SetUnitManagerPayload',
      'UpdateGroupPayload',
      'UpdateLeadTypePayload',
      'UpdateUnitPayload',
      'UpdateUserPayload',
      'BulkChangeLeadStatusPayload',
      'ChangeLeadStatusPayload',
      'CreateApiKeyPayload',
      'CreateLeadPayload',
      'DeleteLeadPayload',
      'RestoreLeadPayload',
      'RevokeApiKeyPayload',
      'RunStaleSweepPayload',
      'SignInPayload',
      'SignInWithOidcCodePayload',
      'UpdateApiKeyPayload',
      'SnoozeLeadPayload',
      'UpdateLeadPayload',
      'AcceptLeadPayload',
      'AssignLeadPayload',
      'AssignmentRuleConnection',
      'AssignmentRuleEdge',
      'BeginTwoFactorPayload',
      'BulkAssignLeadsPayload',
      'ChangePasswordPayload',
      'CreateAssignmentRulePayload',
      'DeleteAssignmentRulePayload',
      'RecoveryCodesPayload',
      'RefreshSessionPayload',
      'ReleaseLeadPayload',
      'ReorderAssignmentRulesPayload',
      'RequestPasswordResetPayload',
      'ResetPasswordPayload',
      'RevokeSessionPayload',
      'SessionConnection',
      'SessionEdge',
      'SignOutEverywherePayload',
      'SignOutPayload',
      'TwoFactorOffPayload',
      'UpdateAssignmentRulePayload',
    ],
  },
  {
    rule: 'strict-id-in-types',
    why: 'a value, not a thing: two that are equal are the same, and none can be asked for again',
    places: [
      'Bant',
      'BulkLeadStatusResult',
      'EventOrigin',
      'FieldChange',
      'LeadTransition',
      'Money',
      'PlannedLead',
      'PostalAddress',
      'StaleSweepReport',
      'UserError',
      'AssignmentConditions',
      'AssignmentPreview',
      'AssignmentPreviewStep',
      'BulkAssignLeadResult',
      'LeadAbilities',
      'QueueChange',
    ],
  },
  {
    rule: 'strict-id-in-types',
    why: 'the one that the settings name: there is no second',
    places: ['OidcProvider'],
  },
  {
    rule: 'strict-id-in-types',
    why: 'known by its status, of which there are fifteen for ever',
    places: ['LeadStatusInfo'],
  },
  {
    rule: 'relay-edge-types',
    why: 'what is wrong with one input: no more than it has fields, never read by pages',
    places: [
      'BulkChangeLeadStatusPayload.userErrors',
      'CreateApiKeyPayload.userErrors',
      'RevokeApiKeyPayload.userErrors',
      'SignInWithOidcCodePayload.userErrors',
      'UpdateApiKeyPayload.userErrors',
      'BulkLeadStatusResult.userErrors',
      'ChangeLeadStatusPayload.userErrors',
      'AddAbsencePayload.userErrors',
      'AddGroupCollaborationPayload.userErrors',
      'AddGroupMemberPayload.userErrors',
      'AddUnitCollaborationPayload.userErrors',
      'AddUnitMemberPayload.userErrors',
      'CreateGroupPayload.userErrors',
      'CreateLeadTypePayload.userErrors',
      'CreateUnitPayload.userErrors',
      'CreateUserPayload.userErrors',
      'DeactivateUserPayload.userErrors',
      'DeleteGroupPayload.userErrors',
      'DeleteUnitPayload.userErrors',
      'ReactivateUserPayload.userErrors',
      'RemoveAbsencePayload.userErrors',
      'UpdateAbsencePayload.userErrors',
      'RemoveGroupCollaborationPayload.userErrors',
      'RemoveGroupMemberPayload.userErrors',
      'RemoveUnitCollaborationPayload.userErrors',
      'RemoveUnitMemberPayload.userErrors',
      'SetGroupManagerPayload.userErrors',
      'SetUnitManagerPayload.userErrors',
      'UpdateGroupPayload.userErrors',
      'UpdateLeadTypePayload.userErrors',
      'UpdateUnitPayload.userErrors',
      'UpdateUserPayload.userErrors',
      'CreateLeadPayload.userErrors',
      'DeleteLeadPayload.userErrors',
      'LeadTransition.blockers',
      'RestoreLeadPayload.userErrors',
      'RunStaleSweepPayload.userErrors',
      'SignInPayload.userErrors',
      'SnoozeLeadPayload.userErrors',
      'UpdateLeadPayload.userErrors',
      'AcceptLeadPayload.userErrors',
      'AssignLeadPayload.userErrors',
      'BeginTwoFactorPayload.userErrors',
      'BulkAssignLeadResult.userErrors',
      'BulkAssignLeadsPayload.userErrors',
      'ChangePasswordPayload.userErrors',
      'CreateAssignmentRulePayload.userErrors',
      'DeleteAssignmentRulePayload.userErrors',
      'RecoveryCodesPayload.userErrors',
      'RefreshSessionPayload.userErrors',
      'ReleaseLeadPayload.userErrors',
      'ReorderAssignmentRulesPayload.userErrors',
      'RequestPasswordResetPayload.userErrors',
      'ResetPasswordPayload.userErrors',
      'RevokeSessionPayload.userErrors',
      'SignOutEverywherePayload.userErrors',
      'SignOutPayload.userErrors',
      'TwoFactorOffPayload.userErrors',
      'UpdateAssignmentRulePayload.userErrors',
    ],
  },
  {
    rule: 'relay-edge-types',
    why: 'the result of one mutation, bounded by what was asked of it: there is no list to go on with',
    places: [
      'BulkChangeLeadStatusPayload.results',
      'BulkLeadStatusResult.communications',
      'ChangeLeadStatusPayload.communications',
      'DeactivateUserPayload.communications',
      'CreateLeadPayload.communications',
      'RunStaleSweepPayload.leads',
      'UpdateLeadPayload.communications',
      'AcceptLeadPayload.communications',
      'AssignLeadPayload.communications',
      'BulkAssignLeadResult.communications',
      'BulkAssignLeadsPayload.results',
      'ReleaseLeadPayload.communications',
      'ReorderAssignmentRulesPayload.rules',
    ],
  },
  {
    rule: 'relay-edge-types',
    why: 'words about one key: at most five scopes, at most one warning',
    places: ['ApiKey.scopes', 'CreateApiKeyPayload.warnings', 'UpdateApiKeyPayload.warnings'],
  },
  {
    rule: 'relay-edge-types',
    why: 'short and shown whole: a status each, a try each, an entry each, a few partners, units and absences',
    places: [
      'Group.collaborations',
      'Unit.collaborations',
      'LeadType.units',
      'User.absences',
      'Communication.attempts',
      'Lead.history',
      'Lead.transitions',
      'LeadStatusInfo.waysOut',
      'Query.leadStatuses',
      'AssignmentPreview.steps',
      'Event.changes',
      'Lead.assignments',
    ],
  },
  {
    rule: 'relay-edge-types',
    why: 'the words of one organisation, which fill a drop-down: a few dozen',
    places: ['Query.leadSources', 'Query.leadTypes', 'Query.lostReasons'],
  },
  {
    rule: 'relay-edge-types',
    why: 'single words, not objects',
    places: [
      'Lead.productsOfInterest',
      'LeadTransition.requiredInput',
      'UserError.field',
      'AssignmentConditions.sourceKeys',
      'AssignmentConditions.leadTypeKeys',
      'AssignmentConditions.countries',
      'AssignmentConditions.languages',
      'AssignmentConditions.groupIds',
      'AssignmentConditions.companyContains',
      'AssignmentConditions.interestContains',
      'RecoveryCodesPayload.recoveryCodes',
    ],
  },
  {
    rule: 'relay-edge-types',
    why: "as Relay's specification of object identification has it",
    places: ['Query.nodes'],
  },
  {
    rule: 'require-description',
    why: "arguments of GraphQL's own directives, as the library prints them",
    places: ['@include.if', '@skip.if', '@specifiedBy.url'],
  },
  {
    rule: 'naming-convention',
    why: "a lead's type, in the words of sales people; not a type of the schema",
    places: ['LeadType'],
  },
  {
    rule: 'no-typename-prefix',
    why: 'the same: `lead.type` would be taken for a kind of object',
    places: ['Lead.leadType'],
  },
];

const linter = (schema) =>
  new ESLint({
    cwd: path('.'),
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.graphql'],
      plugins: { '@graphql-eslint': graphql },
      languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } },
      rules: {
        ...graphql.configs['flat/schema-recommended'].rules,
        ...graphql.configs['flat/schema-relay'].rules,
        // More than is recommended: everything has a description.
        '@graphql-eslint/require-description': [
          'error',
          {
            types: true,
            FieldDefinition: true,
            InputValueDefinition: true,
            EnumValueDefinition: true,
            DirectiveDefinition: true,
          },
        ],
      },
    },
  });

/** Rule and place (`Type`, `Type.field`) of all that is found. */
async function lint(text) {
  const [{ messages }] = await linter(text).lintText(text, { filePath: path('schema.graphql') });
  const places = byLine(text);
  return messages.map(({ ruleId, line, message }) => ({
    rule: (ruleId ?? 'parsing').replace('@graphql-eslint/', ''),
    place: places.get(line) ?? `line ${line}`,
    message,
  }));
}

function byLine(text) {
  const source = new Source(text);
  const places = new Map();
  let type;
  const note = (node, place) => {
    const { line } = getLocation(source, node.name.loc.start);
    places.set(line, place);
    // Where arguments have lines of their own, a field's type has another.
    const typeLine = node.type && getLocation(source, node.type.loc.start).line;
    if (typeLine && !places.has(typeLine)) places.set(typeLine, place);
    return node.name.value;
  };
  visit(parse(source), {
    enter(node) {
      if (node.name && node.kind.endsWith('TypeDefinition')) type = note(node, node.name.value);
      if (node.kind === 'DirectiveDefinition') type = `@${note(node, `@${node.name.value}`)}`;
      if (['FieldDefinition', 'InputValueDefinition', 'EnumValueDefinition'].includes(node.kind)) {
        if (type.startsWith('@') || !places.has(getLocation(source, node.name.loc.start).line)) note(node, `${type}.${node.name.value}`);
      }
    },
  });
  return places;
}

test('nothing is found but what is listed, and all that is listed is found', async () => {
  const name = ({ rule, place }) => `${rule}: ${place}`;
  const found = (await lint(schemaText)).map(name).sort();
  const listed = EXCEPTIONS.flatMap(({ rule, places }) => places.map((place) => name({ rule, place }))).sort();
  assert.deepEqual(found, listed);
});

test('it would find a missing description, a deprecation without a reason, and a list that is no connection', async () => {
  const worse = schemaText.replace(
    'type Query {',
    'type Query {\n  """\n  Old.\n  """\n  old: [Lead!]! @deprecated\n  silent: Int\n',
  );
  const listed = new Set(EXCEPTIONS.flatMap(({ rule, places }) => places.map((place) => `${rule}: ${place}`)));
  const found = (await lint(worse)).filter(({ rule, place }) => !listed.has(`${rule}: ${place}`));
  const rules = found.map(({ rule, place }) => `${rule}: ${place}`);
  for (const expected of [
    'require-description: Query.silent',
    'require-deprecation-reason: Query.old',
    'relay-edge-types: Query.old',
  ]) {
    assert.ok(rules.includes(expected), `${expected} is not among ${rules.join(', ')}`);
  }
});
