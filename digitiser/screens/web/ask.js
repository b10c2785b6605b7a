/** Talks to the program; nothing else here does. */

/** The program did not take what it was sent. `kind` says why: it is not there, this page may not speak to it, or it failed. */
export class NoAnswer extends Error {
  /** @param {"down" | "shut" | "failed"} kind @param {string} [words] */
  constructor(kind, words = "") {
    super(words);
    this.kind = kind;
  }
}

/** @param {string} path @param {object} body @returns {Promise<any>} */
export async function ask(path, body) {
  const answer = await reach(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status === 204 ? null : answer.json();
}

/** A file, as it is. @param {string} path @param {Blob} data @returns {Promise<any>} */
export async function send(path, data) {
  const answer = await reach(path, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: data });
  return answer.json();
}

/** A picture as an address that only this page knows; null where there is none. @param {string} path @returns {Promise<string | null>} */
export async function picture(path) {
  const answer = await reach(path, {}, true);
  return answer.status === 404 ? null : URL.createObjectURL(await answer.blob());
}

/** @param {string} path @param {RequestInit} options @param {boolean} [mayLack] */
async function reach(path, options, mayLack = false) {
  let answer;
  try {
    answer = await fetch(path, { ...options, cache: "no-store" });
  } catch {
    throw new NoAnswer("down");
  }
  if (answer.status === 403) throw new NoAnswer("shut");
  if (!answer.ok && !(mayLack && answer.status === 404)) throw new NoAnswer("failed");
  return answer;
}
