/** What a person does with one sheet until the program has it. It lives as long as the page: also while the dialog is put away. */
import { ask, NoAnswer } from "./ask.js";
import { Outlines } from "./outlines.js";
import { pause, wait } from "./wait.js";

/** @typedef {import("./types.js").WholeSheet} WholeSheet */

const PAUSES = [300, 600, 1200, 2400]; // milliseconds before it is tried again
const TRIES = 3; // where the program is there and fails
const EVERY = 1000; // milliseconds between two looks at how far the other sheets are
/** @type {Map<string, SheetWork>} */ const WORK = new Map();

/** @param {import("./desk.js").Desk} desk @param {string} sheet */
export function workOn(desk, sheet) {
  const known = WORK.get(sheet) ?? new SheetWork(desk, sheet);
  known.desk = desk; // in whose name, and in which language
  WORK.set(sheet, known);
  return known;
}

addEventListener("beforeunload", (event) => {
  if ([...WORK.values()].some((work) => work.outlines.drafts.length)) event.preventDefault();
});

// The screen is locked and the page goes: what was drawn is sent rather than lost.
document.addEventListener("digitiser-lock", (event) => {
  for (const work of WORK.values()) {
    if (work.outlines.drafts.length) /** @type {CustomEvent} */ (event).detail(work.send().then(() => work.outlines.done()));
  }
});

export class SheetWork {
  outlines = new Outlines();
  /** @type {WholeSheet | null} */ sheet = null;
  /** @type {"" | "rows" | "columns"} what is being read again */ busy = "";
  /** @type {"" | "down" | "shut" | "failed"} */ trouble = "";
  said = ""; // by the program, of what was sent last
  good = true; // whether that was done
  /** @type {{left: number | null, done: string[], fault: string} | null} the other sheets like it */ others = null;
  /** @type {object | null} sent, and not answered yet */ #message = null;
  #following = false;
  changed = () => {};

  /** @param {import("./desk.js").Desk} desk @param {string} id */
  constructor(desk, id) {
    this.desk = desk;
    this.id = id;
  }

  /** The sheet as it is now. */
  async load() {
    const { language, who } = this.desk.settings;
    const found = await this.#asked("/sheet/show", { language, who, sheet: this.id });
    if (found) this.#take(found);
    this.changed();
  }

  /** All that was drawn is read, and comes back as rows to review; the first of them. @returns {Promise<number | undefined>} */
  async send() {
    const { drafts } = this.outlines;
    if (this.busy || !drafts.length) return undefined;
    const { language, who } = this.desk.settings;
    const outlines = drafts.map(({ row, revision, verdict, box }) => ({ row, revision, verdict, box }));
    const same = this.#message && JSON.stringify(this.#message.outlines) === JSON.stringify(outlines); // its answer was lost: the same id again
    this.#message = same ? this.#message : { id: crypto.randomUUID(), sheet: this.id, who, outlines };
    const answer = await this.#while("rows", "/sheet/mend", { language, said: this.#message });
    if (!answer) return undefined;
    this.#message = null;
    if (answer.outcome === "kept") {
      this.outlines.done();
      this.desk.bring(this.id, answer.cards);
    }
    this.#take(answer.sheet);
    this.changed();
    return answer.cards[0]?.row;
  }

  /** The columns are these: this sheet is read again, the others like it behind. @param {(string | null)[]} names */
  async name(names) {
    if (this.busy) return;
    const { language, who } = this.desk.settings;
    const answer = await this.#while("columns", "/sheet/name", { language, who, sheet: this.id, names });
    if (answer?.outcome !== "kept") return;
    this.#take(answer.sheet);
    void this.desk.reread([this.id]);
    void this.#follow();
  }

  /** How far the others are, until they are done: also while the dialog is put away. */
  async #follow() {
    if (this.#following) return;
    this.#following = true;
    const { language } = this.desk.settings;
    let seen = 0;
    do {
      await wait(EVERY);
      this.others = await ask("/sheet/others", { language }).catch(() => this.others);
      const fresh = this.others?.done.slice(seen) ?? [];
      seen += fresh.length;
      if (fresh.length) void this.desk.reread(fresh);
      this.changed();
    } while (this.others?.left !== 0);
    this.#following = false;
  }

  /** @param {WholeSheet | null} sheet */
  #take(sheet) {
    if (!sheet) return;
    this.sheet = sheet;
    this.outlines.take(sheet);
  }

  /** @param {"rows" | "columns"} what @param {string} path @param {object} body */
  async #while(what, path, body) {
    this.busy = what;
    this.said = "";
    this.changed();
    const answer = await this.#asked(path, body);
    this.busy = "";
    this.said = answer?.text ?? "";
    this.good = answer?.outcome === "kept";
    this.changed();
    return answer;
  }

  /** Again and again until it is answered; null where the program is there and fails. @param {string} path @param {object} body */
  async #asked(path, body) {
    for (let failed = 0; ; failed += 1) {
      try {
        const answer = await ask(path, body);
        this.trouble = "";
        return answer;
      } catch (error) {
        this.trouble = error instanceof NoAnswer ? error.kind : "failed";
        this.changed();
        if (this.trouble === "failed" && failed + 1 >= TRIES) return null;
      }
      await pause(PAUSES, failed);
    }
  }
}
