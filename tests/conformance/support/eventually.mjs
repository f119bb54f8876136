// Waiting that fails with words instead of hanging.

/** The promise's value, or an error that says what did not happen in time. */
export function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Something that happens once, to be waited for. */
export function signal() {
  let resolve, reject;
  const happened = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  happened.catch(() => {});
  return { happened, resolve, reject };
}

/**
 * Repeats `work` until the stream has given something: how a test meets a subscription that begins to listen at a
 * moment which no client is told.
 */
export async function nudge(next, work, what) {
  let isDone = false;
  const repeat = (async () => {
    while (!isDone) {
      await work();
      await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 300))]);
    }
  })();
  try {
    return await within(20, what, Promise.race([next, repeat.then(() => next)]));
  } finally {
    isDone = true;
    await repeat;
  }
}
