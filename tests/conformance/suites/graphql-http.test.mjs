// The GraphQL-over-HTTP audits of `graphql-http`: MUST, SHOULD and MAY alike.
import assert from 'node:assert/strict';
import test from 'node:test';
import { serverAudits } from 'graphql-http';
import { url } from '../support/leadline.mjs';

const audits = serverAudits({ url, fetchFn: fetch });

test('the audits are all there', () => assert.equal(audits.length, 61));

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    const seen = result.response && { status: result.response.status, body: await result.response.text() };
    assert.equal(result.status, 'ok', JSON.stringify({ reason: result.reason, seen }));
  });
}
