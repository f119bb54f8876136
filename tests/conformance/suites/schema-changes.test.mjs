// No breaking change of schema.graphql that CHANGELOG.md does not own up to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { path, schemaText } from '../support/leadline.mjs';
import { fromHistory, unacknowledged } from '../support/schema-changes.mjs';

const changelog = readFileSync(path('CHANGELOG.md'), 'utf8');
const released = readFileSync(path('tests/conformance/schema.released.graphql'), 'utf8');

const explain = (found) =>
  found.length === 0 ||
  [
    'These changes break clients, or may. Undo them, or list each in CHANGELOG.md under `### Breaking` of the newest',
    'version, as "- `path`: what to do instead":',
    ...found.map(({ path, level, message }) => `  ${level}: \`${path}\`: ${message}`),
  ].join('\n');

test('since the last release', async () => {
  assert.equal(explain(await unacknowledged(released, schemaText, changelog)), true);
});

test('since the last commit that git knows', async () => {
  const before = fromHistory(path('.'), schemaText) ?? released;
  assert.equal(explain(await unacknowledged(before, schemaText, changelog)), true);
});

const without = (line) => {
  assert.ok(released.includes(line), line);
  return released.replace(line, '');
};
const instead = (line, other) => {
  assert.ok(released.includes(line), line);
  return released.replace(line, other);
};

test('it finds what breaks clients, and what may', async () => {
  for (const [worse, path] of [
    [without('  phoneE164: PhoneNumber\n'), 'Lead.phoneE164'],
    [instead('  number: String!\n', '  number: String\n'), 'Lead.number'],
    [instead('  probability: Int!\n', '  probability: Float!\n'), 'Lead.probability'],
    [without('  NURTURING\n'), 'LeadStatus.NURTURING'],
    [instead('  NURTURING\n', '  NURTURING\n  ASLEEP\n'), 'LeadStatus.ASLEEP'],
    [instead('  leadByNumber(', '  leadByNumber(year: Int!, '), 'Query.leadByNumber.year'],
    [instead('input SnoozeLeadInput {\n', 'input SnoozeLeadInput {\n  why: String!\n'), 'SnoozeLeadInput.why'],
    [instead('type Trigger implements Node {', 'type Trigger {'), 'Trigger'],
  ]) {
    const found = await unacknowledged(released, worse, '');
    assert.ok(found.some((change) => change.path === path), `${path}: ${JSON.stringify(found)}`);
    const owned = found.map((change) => `- \`${change.path}\`: ask for something else.\n`).join('');
    assert.deepEqual(await unacknowledged(released, worse, `## 0.2.0\n\n### Breaking\n\n${owned}`), []);
    const elsewhere = `## 0.3.0\n\n### Added\n\n- \`${path}\`: nothing.\n\n## 0.2.0\n\n### Breaking\n\n${owned}`;
    assert.equal((await unacknowledged(released, worse, elsewhere)).length, found.length, 'only the newest counts');
  }
});

test('it lets pass what breaks nobody', async () => {
  for (const better of [
    instead('type Query {\n', 'type Query {\n  more: Int\n'),
    instead('input LeadFilter {\n', 'input LeadFilter {\n  more: Int\n'),
    instead('  leadByNumber(', '  leadByNumber(year: Int, '),
    instead('enum LeadOrderField {\n', 'enum LeadOrderField {\n  SCORE_OF_ALL\n'),
    instead('  jobTitle: String\n', '  jobTitle: String @deprecated(reason: "Use `role` until 2027-06-30.")\n'),
  ]) {
    assert.deepEqual(await unacknowledged(released, better, ''), []);
  }
});
