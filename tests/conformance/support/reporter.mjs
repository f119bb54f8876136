// One line a suite; below it, whatever failed, whole. A test that is skipped or left for later counts as failed.
import { basename } from 'node:path';
import { inspect } from 'node:util';

/** Of one failure. */
const MAX_LINES = 30;

export default async function* report(events) {
  const suites = new Map();
  const suite = (file) => {
    const name = basename(file ?? 'unknown').replace('.test.mjs', '');
    if (!suites.has(name)) suites.set(name, { passed: 0, failed: [], milliseconds: 0 });
    return suites.get(name);
  };
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') {
      if (!/ExperimentalWarning|node --trace-warnings/.test(data.message)) yield data.message;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const one = suite(data.file ?? data.name);
    const isFile = data.name.endsWith('.test.mjs');
    if (data.nesting === 0) one.milliseconds += data.details.duration_ms;
    if (data.details.type === 'suite' || (isFile && type === 'test:pass')) continue;
    if (type === 'test:pass' && data.skip === undefined && data.todo === undefined) one.passed += 1;
    else one.failed.push({ name: data.name, why: data.details.error ?? 'skipped: nothing may be' });
  }
  let failed = 0;
  for (const [name, one] of [...suites].sort()) {
    failed += one.failed.length;
    const total = one.passed + one.failed.length;
    const word = one.failed.length ? 'FAILED' : 'ok';
    yield `${name.padEnd(24)} ${word.padEnd(7)} ${String(one.passed).padStart(3)} of ${String(total).padEnd(3)} ${(one.milliseconds / 1000).toFixed(1).padStart(6)} s\n`;
    for (const { name, why } of one.failed) {
      const lines = inspect(why.cause ?? why, { depth: 3 }).split('\n');
      if (lines.length > MAX_LINES) lines.splice(MAX_LINES, lines.length, '…');
      yield `    ${name}\n${lines.map((line) => `        ${line}\n`).join('')}`;
    }
  }
  yield failed ? `${failed} failed\n` : `all ${suites.size} suites whole, nothing skipped\n`;
}
