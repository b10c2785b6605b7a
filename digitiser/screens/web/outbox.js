/**
 * Decisions on their way to the program. Each stays here until the program has answered it, and is sent again as often as that takes; the
 * program keeps the same decision once only. They go in the order in which they were made, several in one request.
 */
import { ask, NoAnswer } from "./ask.js";
import { pause } from "./wait.js";

/** @typedef {import("./types.js").Message} Message @typedef {import("./types.js").Answer} Answer */
/** @typedef {{message: Message, answer: Promise<Answer>, done: (answer: Answer) => void}} Waiting */

export const MOST = 8; // unconfirmed; then the screen waits
const PAUSES = [200, 400, 800, 1500]; // milliseconds before it is tried again

export class Outbox {
  /** @type {Waiting[]} */ #waiting = [];
  #inFlight = 0; // how many of the first ones
  #running = false;
  /** @type {"" | "down" | "shut" | "failed"} */ trouble = "";
  words = ""; // of the program, where it said why

  /** @param {() => string} language @param {(answer: Answer, message: Message) => void} answered @param {() => void} changed */
  constructor(language, answered, changed) {
    this.language = language;
    this.answered = answered;
    this.changed = changed;
    addEventListener("beforeunload", (event) => {
      if (this.size) event.preventDefault();
    });
  }

  get size() {
    return this.#waiting.length;
  }

  get full() {
    return this.size >= MOST;
  }

  /** The row ids that wait for an answer. */
  get rows() {
    return this.#waiting.map(({ message }) => `${message.sheet}-${message.row}`);
  }

  /** @param {Message} message @returns {Promise<Answer>} */
  send(message) {
    /** @type {(answer: Answer) => void} */ let done = () => {};
    const answer = new Promise((/** @type {(answer: Answer) => void} */ resolve) => (done = resolve));
    this.#waiting.push({ message, answer, done });
    this.changed();
    void this.#run();
    return answer;
  }

  /** Whether the newest message about a row could be taken back before it was sent. @param {string} row */
  takeBack(row) {
    const at = this.rows.lastIndexOf(row);
    if (at < 0 || at < this.#inFlight) return false;
    this.#waiting.splice(at, 1);
    this.changed();
    return true;
  }

  /** When everything about a row has been answered. @param {string} row */
  async quiet(row) {
    await Promise.all(this.#waiting.filter((_, at) => this.rows[at] === row).map(({ answer }) => answer));
  }

  /** When everything has been answered. */
  async empty() {
    while (this.size) await Promise.all(this.#waiting.map(({ answer }) => answer));
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (let failed = 0; this.#waiting.length; ) {
      if (await this.#sendAll()) failed = 0;
      else await pause(PAUSES, failed++);
    }
    this.#running = false;
  }

  /** @returns {Promise<boolean>} whether anything was answered */
  async #sendAll() {
    const messages = this.#waiting.map(({ message }) => message);
    this.#inFlight = messages.length;
    /** @type {{answers: Answer[], fault: string}} */ let reply = { answers: [], fault: "" };
    try {
      reply = await ask("/desk/decisions", { language: this.language(), messages });
      this.trouble = reply.fault ? "failed" : "";
    } catch (error) {
      this.trouble = error instanceof NoAnswer ? error.kind : "failed";
    }
    this.words = reply.fault;
    this.#inFlight = 0;
    for (const answer of reply.answers) this.#take(answer);
    this.changed();
    return reply.answers.length > 0;
  }

  /** @param {Answer} answer */
  #take(answer) {
    const at = this.#waiting.findIndex(({ message }) => message.id === answer.id);
    if (at < 0) return;
    const [{ message, done }] = this.#waiting.splice(at, 1);
    this.answered(answer, message);
    done(answer);
  }
}
