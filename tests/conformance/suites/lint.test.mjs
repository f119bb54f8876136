// graphql-eslint on schema.graphql, with its recommended rules and Relay's.
import assert from 'node:assert/strict';
import test from 'node:test';
import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import { path, schemaFile } from '../support/leadline.mjs';

/** What may be found: each with the reason why it is right as it is. */
const EXCEPTIONS = [];

async function lint(text) {
  const rules = {
    ...graphql.configs['flat/schema-recommended'].rules,
    ...graphql.configs['flat/schema-relay'].rules,
  };
  const eslint = new ESLint({
    cwd: path('.'),
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.graphql'],
      plugins: { '@graphql-eslint': graphql },
      languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: text ?? schemaFile } } },
      rules,
    },
  });
  const [{ messages }] = text
    ? await eslint.lintText(text, { filePath: path('schema.graphql') })
    : await eslint.lintFiles(['schema.graphql']);
  return messages;
}

test('nothing is found', async () => {
  const found = await lint();
  console.log(found.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`).join('\n'));
  assert.deepEqual(found, []);
});
