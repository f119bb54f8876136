// `graphql-transport-ws` by a raw socket: each close code, and what keeps the connection open.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { describe, test } from 'node:test';
import WebSocket from 'ws';
import { bearer, createLead, socketUrl, url } from '../support/leadline.mjs';
import { within } from '../support/eventually.mjs';

const PROTOCOL = 'graphql-transport-ws';
const INIT = { type: 'connection_init', payload: { authorization: bearer } };

class Socket {
  messages = [];
  #readers = [];

  static async open(...protocols) {
    const socket = new Socket();
    socket.raw = new WebSocket(socketUrl, protocols);
    socket.closed = new Promise((resolve) =>
      socket.raw.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    socket.raw.on('error', () => {});
    socket.raw.on('message', (text) => {
      const message = JSON.parse(text);
      const reader = socket.#readers.shift();
      if (reader) reader(message);
      else socket.messages.push(message);
    });
    await within(10, 'an open socket', new Promise((resolve) => socket.raw.once('open', resolve)));
    return socket;
  }

  static async welcome() {
    const socket = await Socket.open(PROTOCOL);
    socket.say(INIT);
    assert.equal((await socket.hear()).type, 'connection_ack');
    return socket;
  }

  say(message) {
    this.raw.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  hear() {
    const next = this.messages.length
      ? this.messages.shift()
      : new Promise((resolve) => this.#readers.push(resolve));
    return within(10, 'a message', Promise.resolve(next));
  }

  async isClosedWith(code, seconds = 5) {
    const closed = await within(seconds, `closing with ${code}`, this.closed);
    assert.equal(closed.code, code, closed.reason);
    assert.ok(closed.reason.length > 0, 'a reason');
  }
}

const subscribe = (id, payload = { query: '{ viewer { id } }' }) => ({ id, type: 'subscribe', payload });

// At the same time: some wait for the server's own clock.
describe('a raw socket', { concurrency: true }, () => {
  for (const [name, message] of Object.entries({
    'no JSON': '{',
    'no object': '[]',
    'no type': '{}',
    'an unknown type': { type: 'start' },
    'a message of the server': { type: 'next', id: '1', payload: {} },
    'subscribe without an id': { type: 'subscribe', payload: { query: '{ viewer { id } }' } },
    'subscribe with an empty id': subscribe(''),
    'subscribe with a number as its id': subscribe(1),
    'subscribe without a payload': { type: 'subscribe', id: '1' },
    'subscribe without a document': subscribe('1', {}),
    'subscribe with a document that is no text': subscribe('1', { query: 1 }),
    'subscribe with variables that are no object': subscribe('1', { query: '{ viewer { id } }', variables: 'x' }),
    'complete without an id': { type: 'complete' },
    'connection_init with a payload that is no object': { type: 'connection_init', payload: 'x' },
    'bytes instead of text': Buffer.from(JSON.stringify({ type: 'ping' })),
  })) {
    test(`4400: ${name}`, async () => {
      const socket = name.startsWith('connection_init') ? await Socket.open(PROTOCOL) : await Socket.welcome();
      socket.say(message);
      await socket.isClosedWith(4400);
    });
  }

  test('4401: subscribe before connection_init', async () => {
    const socket = await Socket.open(PROTOCOL);
    socket.say(subscribe('1'));
    await socket.isClosedWith(4401);
  });

  test('4401: subscribe before connection_ack', async () => {
    const socket = await Socket.open(PROTOCOL);
    socket.say({ type: 'connection_init', payload: {} });
    socket.say(subscribe('1'));
    const closed = await within(5, 'closing', socket.closed);
    // Refused for the missing token, or for haste: not run in any case.
    assert.ok([4401, 4403].includes(closed.code), String(closed.code));
  });

  test('4403: a token that does not hold', async () => {
    const socket = await Socket.open(PROTOCOL);
    socket.say({ type: 'connection_init', payload: { authorization: 'Bearer lla_wrong' } });
    await socket.isClosedWith(4403);
  });

  test('4406: no protocol', async () => {
    const socket = await Socket.open();
    await socket.isClosedWith(4406);
  });

  test('4406: another protocol, the old one', async () => {
    // A client library ends such a handshake by itself, before it reads why: so byte by byte.
    assert.deepEqual(await closeFrame('graphql-ws'), { code: 4406, reason: 'Subprotocol not acceptable' });
  });

  test('4408: no connection_init in ten seconds', async () => {
    const started = Date.now();
    const socket = await Socket.open(PROTOCOL);
    await socket.isClosedWith(4408, 15);
    assert.ok(Date.now() - started > 8_000, 'not too early');
  });

  test('4409: an id that is in use', async () => {
    const socket = await Socket.welcome();
    const payload = { query: 'subscription { leadEvents { kind } }' };
    socket.say(subscribe('1', payload));
    socket.say(subscribe('1', payload));
    await socket.isClosedWith(4409);
  });

  test('4429: a second connection_init', async () => {
    const socket = await Socket.welcome();
    socket.say(INIT);
    await socket.isClosedWith(4429);
  });

  // What keeps the connection open.

  test('one operation more than a connection may have is refused, and the others go on', async () => {
    const socket = await Socket.welcome();
    for (let id = 1; id <= 101; id += 1) {
      socket.say(subscribe(String(id), { query: 'subscription { leadEvents { kind } }' }));
    }
    // Other suites write at the same time: events of theirs may come first.
    let message = await socket.hear();
    while (message.type === 'next') message = await socket.hear();
    assert.equal(message.type, 'error');
    assert.equal(message.id, '101');
    assert.equal(message.payload[0].extensions.code, 'TOO_MANY_OPERATIONS');
    socket.raw.close();
  });

  test('ping is answered by pong with its payload, also before connection_init', async () => {
    const socket = await Socket.open(PROTOCOL);
    socket.say({ type: 'ping', payload: { at: 1 } });
    assert.deepEqual(await socket.hear(), { type: 'pong', payload: { at: 1 } });
    socket.raw.close();
  });

  test('an id may be used again after complete, by either side', async () => {
    const socket = await Socket.welcome();
    const { id } = await createLead();
    const payload = { query: 'subscription ($id: ID!) { leadChanged(id: $id) { id } }', variables: { id } };
    for (let round = 0; round < 2; round += 1) {
      socket.say(subscribe('1', payload));
      assert.equal((await socket.hear()).payload.data.leadChanged.id, id);
      socket.say({ type: 'complete', id: '1' });
    }
    for (let round = 0; round < 2; round += 1) {
      socket.say(subscribe('1'));
      assert.equal((await socket.hear()).type, 'next');
      assert.deepEqual(await socket.hear(), { id: '1', type: 'complete' });
    }
    socket.raw.close();
  });

  test('complete for an id that is not known changes nothing', async () => {
    const socket = await Socket.welcome();
    socket.say({ type: 'complete', id: 'unknown' });
    socket.say(subscribe('1'));
    assert.equal((await socket.hear()).type, 'next');
    socket.raw.close();
  });

  test('a document that cannot be read, and one that is not valid, are answered by error alone', async () => {
    const socket = await Socket.welcome();
    for (const query of ['{', '{ nothing }', '']) {
      socket.say(subscribe('1', { query }));
      const message = await socket.hear();
      assert.equal(message.type, 'error', query);
      assert.ok(message.payload.length > 0);
      assert.equal(typeof message.payload[0].extensions.code, 'string');
    }
    socket.say(subscribe('1'));
    assert.equal((await socket.hear()).type, 'next');
    socket.raw.close();
  });

  test('the server pings by itself', async () => {
    const socket = await Socket.welcome();
    const ping = await within(20, 'a ping', waitFor(socket, 'ping'));
    assert.equal(ping.type, 'ping');
    socket.raw.close();
  });
});

async function waitFor(socket, type) {
  const next = new Promise((resolve) =>
    socket.raw.on('message', (text) => JSON.parse(text).type === type && resolve(JSON.parse(text))),
  );
  return next;
}

/** The first frame after a handshake that offers this protocol: a close frame. */
function closeFrame(protocol) {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    'sec-websocket-protocol': protocol,
  };
  const frame = new Promise((resolve, reject) => {
    const request = get(url, { headers });
    request.on('error', reject);
    request.on('response', ({ statusCode }) => reject(new Error(`status ${statusCode}`)));
    request.on('upgrade', (response, socket, head) => {
      assert.equal(response.headers['sec-websocket-protocol'], undefined);
      const read = (bytes) => {
        assert.equal(bytes[0], 0x88, 'a close frame');
        resolve({ code: bytes.readUInt16BE(2), reason: bytes.subarray(4, 2 + bytes[1]).toString() });
        socket.destroy();
      };
      if (head.length > 0) read(head);
      else socket.once('data', read);
    });
  });
  return within(5, 'a close frame', frame);
}
