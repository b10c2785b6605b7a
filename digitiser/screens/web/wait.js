/** Waiting. */

/** @param {number} milliseconds @returns {Promise<null>} */
export function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}

/** Longer the oftener it failed, and as long as the last pause from then on. @param {number[]} pauses milliseconds @param {number} failed  how often before */
export function pause(pauses, failed) {
  return wait(pauses[Math.min(failed, pauses.length - 1)]);
}
