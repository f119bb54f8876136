// What has changed in the schema since it was last promised, and whether CHANGELOG.md owns up to it.
import { execFileSync } from 'node:child_process';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, isInputObjectType, isObjectType, isInterfaceType, getNamedType } from 'graphql';

/**
 * Changes that break clients, or may: what they send is refused, or what they get is something they could not expect.
 * An optional argument or input field more is neither; nor is a word more in an enum that clients only send.
 */
export async function changes(before, after) {
  const [old, now] = [buildSchema(before), buildSchema(after)];
  const seen = wordsThatAreRead(old);
  const all = await diff(old, now);
  return all
    .filter(({ criticality }) => criticality.level !== CriticalityLevel.NonBreaking)
    .filter(({ type, criticality, meta }) => {
      // Where a scalar is specified is documentation; deprecations are announced, not changed.
      if (type.startsWith('DIRECTIVE_USAGE')) return false;
      if (criticality.level === CriticalityLevel.Breaking) return true;
      if (type === 'INPUT_FIELD_ADDED' || type === 'FIELD_ARGUMENT_ADDED') return false;
      return type !== 'ENUM_VALUE_ADDED' || seen.has(meta.enumName);
    })
    .map(({ path, message, criticality }) => ({ path, message, level: criticality.level.toLowerCase() }));
}

/** Names of the types that fields give. */
function wordsThatAreRead(schema) {
  const names = new Set();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) names.add(getNamedType(field.type).name);
  }
  return names;
}

/**
 * What the newest version's section of the changelog owns up to: the paths under `### Breaking`, such as
 * "- `Lead.jobTitle`: removed; use `Lead.role`."
 */
export function acknowledged(changelog) {
  const newest = changelog.split(/^## /m)[1] ?? '';
  const breaking = newest.split(/^### /m).find((part) => /^Breaking\b/.test(part)) ?? '';
  // A path alone helps nobody: it must say what to do.
  return new Set([...breaking.matchAll(/^- `([^`\n]+)`.*\p{L}{2}/gmu)].map(([, path]) => path));
}

export async function unacknowledged(before, after, changelog) {
  const known = acknowledged(changelog);
  return (await changes(before, after)).filter(({ path }) => !known.has(path));
}

/**
 * The schema before the work at hand, where git knows it: where this branch left main; on main, the commit before, or
 * the last one while there are changes. Nothing in a clone without history.
 */
export function fromHistory(root, schemaNow) {
  const git = (...words) => execFileSync('git', ['-C', root, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const attempt = (work) => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  const committed = attempt(() => git('show', 'HEAD:schema.graphql'));
  const head = attempt(() => git('rev-parse', 'HEAD').trim());
  const main = ['origin/main', 'main'].find((name) => attempt(() => git('rev-parse', '--verify', '--quiet', name)));
  const base = main && attempt(() => git('merge-base', 'HEAD', main).trim());
  const from = base && base !== head ? base : committed === schemaNow ? 'HEAD^' : 'HEAD';
  return attempt(() => git('show', `${from}:schema.graphql`));
}
