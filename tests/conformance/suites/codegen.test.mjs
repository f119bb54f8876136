// graphql-codegen's client preset on schema.graphql; a typed program with it, compiled by `tsc --strict`, and run.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { gqlPluckFromCodeString } from '@graphql-tools/graphql-tag-pluck';
import { buildSchema, parse } from 'graphql';
import { createLead, path, schemaText } from '../support/leadline.mjs';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** How the scalars look in JSON. */
const scalars = Object.fromEntries(
  ['CountryCode', 'CurrencyCode', 'Date', 'DateTime', 'Decimal', 'EmailAddress', 'Locale', 'PhoneNumber', 'TimeZone', 'URL']
    .map((name) => [name, 'string'])
    .concat([['JSON', 'unknown']]),
);
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    outDir: 'out',
    skipLibCheck: true,
  },
  files: ['program.ts'],
};

mkdirSync(path('tests/conformance/.work'), { recursive: true });
const folder = mkdtempSync(path('tests/conformance/.work/codegen-'));
after(() => rmSync(folder, { recursive: true }));

async function generate(source) {
  const sources = await gqlPluckFromCodeString('program.ts', source, {
    modules: [],
    skipIndent: true,
    globalGqlIdentifierName: ['graphql'],
  });
  const documents = sources.map(({ body }) => ({ location: 'program.ts', document: parse(body), rawSDL: body }));
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: `${folder}/gql/`,
    schema: parse(schemaText),
    schemaAst: buildSchema(schemaText),
    documents,
    config: { documentMode: 'string', scalars, strictScalars: true, useTypeImports: true, importExtension: '.js' },
    presetConfig: { fragmentMasking: { unmaskFunctionName: 'getFragmentData' } },
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  });
  mkdirSync(join(folder, 'gql'), { recursive: true });
  for (const section of sections) writeFileSync(section.filename, await codegen(section));
}

async function compile(source) {
  writeFileSync(join(folder, 'program.ts'), source);
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  return run(process.execPath, [tsc, '--project', folder]).then(
    () => '',
    ({ stdout, stderr }) => stdout + stderr,
  );
}

const program = readFileSync(path('tests/conformance/codegen/program.ts'), 'utf8');
before(() => generate(program));

test('the program compiles with --strict, and does what it says', async () => {
  assert.equal(await compile(program), '');
  const company = `Typed ${process.pid}`;
  for (let count = 0; count < 3; count += 1) await createLead({ company, lastName: `Number ${count}` });
  const env = { ...process.env, LEADLINE_COMPANY: company };
  const { stdout } = await run(process.execPath, [join(folder, 'out', 'program.js')], { env });
  assert.deepEqual(JSON.parse(stdout), {
    role: 'AGENT',
    statuses: ['NEW', 'NEW', 'NEW'],
    total: 3,
    amount: 'string',
    allowed: { status: 'CONTACTED', mails: ['status_contacted'], errors: [] },
    refused: { status: null, mails: [], errors: [{ code: 'ILLEGAL_TRANSITION', field: ['input', 'status'] }] },
  });
});

test('a status that does not exist, a missing input, and a nullable field without a check do not compile', async () => {
  for (const [right, wrong, says] of [
    ["'CONTACTED'", "'CONTACTET'", 'CONTACTET'],
    ['input: { id, status, dryRun: true }', 'input: { id, dryRun: true }', 'status'],
    ["lead.targetAmount?.amount ?? ''", "lead.targetAmount.amount ?? ''", 'possibly'],
  ]) {
    assert.ok(program.includes(right), right);
    assert.match(await compile(program.replace(right, wrong)), new RegExp(`error TS\\d+: .*${says}`));
  }
});
