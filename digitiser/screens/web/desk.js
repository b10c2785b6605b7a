/** A reviewer's sitting: the rows ahead, which are all in the browser already, and those behind, for the way back. Draws nothing. */
import { ask, NoAnswer } from "./ask.js";
import { complain, entryOf, repeat, replace, said, whole } from "./cards.js";
import { Outbox } from "./outbox.js";
import { Pictures } from "./pictures.js";
import { wait } from "./wait.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Entry} Entry @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Message} Message @typedef {import("./types.js").Answer} Answer */

const AHEAD = 24; // rows in the browser
const REFILL = 14; // with fewer more are asked for
export const AT_ONCE = 3; // rows on the screen, where a person wants several
const BEHIND = 6; // rows whose pictures are kept for the way back
const AWAITED = ["country", "phone", "email"]; // what is typed there may be asked back ...
const PATIENCE = 400; // ... and the screen waits so many milliseconds for that before it goes on
const PACE_ROWS = 20; // the last ones, from which the minutes left are reckoned
const ASK_AGAIN = 15_000; // milliseconds, while all that is left lies before somebody else
const LEAVES_OUT = ["struck", "unsigned", "unreadable", "not_a_row", "one_entry"]; // with a reason, where one was chosen
const PAUSE = 60; // seconds: a row that took longer was a pause

export class Desk {
  /** @type {Card[]} the rows on the screen, and those after them */ ahead = [];
  /** @type {Card[]} */ #shown = [];
  several = false; // rows on the screen at once
  at = 0; // which of them has the frame
  /** @type {{card: Card, act: Act}[]} */ behind = [];
  pictures = new Pictures();
  /** @type {Set<string>} rows put off */ #later = new Set();
  /** @type {number[]} */ #paces = [];
  #since = performance.now();
  #filling = false;
  /** @type {Promise<void>} the last way back */ #returning = Promise.resolve();
  #left = 0;
  settled = 0;
  elsewhere = 0; // rows that somebody else has before them
  second = 0; // rows that wait for another person than this one
  loaded = false;
  /** @type {"" | "down" | "shut" | "failed"} */ trouble = "";
  note = ""; // what happened to a row that is no longer on the screen

  /** @param {Settings} settings @param {() => void} changed */
  constructor(settings, changed) {
    this.settings = settings;
    this.changed = changed;
    this.outbox = new Outbox(
      () => this.settings.language,
      (answer, message) => this.#answered(answer, message),
      () => this.changed(),
    );
  }

  /** The rows on the screen: one, or the next plain ones. They stay until all are settled, so that none comes under the fingers. */
  get shown() {
    this.#shown = this.#shown.filter((card) => this.ahead.includes(card));
    if (!this.#shown.length) {
      const plain = this.several ? this.ahead.slice(0, AT_ONCE).findIndex((card) => card.kind !== "plain") : 0;
      this.#shown = this.ahead.slice(0, plain < 0 ? AT_ONCE : Math.max(1, plain));
      this.at = 0;
    }
    this.at = Math.max(0, Math.min(this.at, this.#shown.length - 1));
    return this.#shown;
  }

  /** The row on the screen that has the frame. @returns {Card | undefined} */
  get card() {
    return this.shown[this.at];
  }

  /** The last row on the screen has no room there: it comes when the others are settled. */
  leaveOut() {
    this.#shown = this.#shown.slice(0, -1);
  }

  /** One row on the screen or several; the one with the frame stays where it is. @param {boolean} several */
  show(several) {
    this.several = several;
    this.#anew();
    this.changed();
  }

  /** The rows on the screen are chosen anew. @param {Card | undefined} first  comes before all others */
  #anew(first = this.card) {
    this.#shown = [];
    if (first && this.ahead.includes(first)) this.ahead = [first, ...this.ahead.filter((card) => card !== first)];
  }

  /** Where a row comes that must not come under the fingers. */
  get #after() {
    return this.shown.length;
  }

  /** Rows that nobody has settled, the ones on their way apart. */
  get left() {
    return Math.max(0, this.#left - new Set(this.outbox.rows.filter((row) => !row.endsWith("-0"))).size); // those are feet
  }

  /** Seconds that a row took, of the last ones; null while there are too few. */
  get pace() {
    if (this.#paces.length < 3) return null;
    const sorted = [...this.#paces].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  /** Minutes that the rest takes at this pace. */
  get minutes() {
    return this.pace === null ? null : Math.ceil((this.left * this.pace) / 60);
  }

  /** Begin, or begin again in another language, order or person. @param {Settings} settings */
  begin(settings) {
    const before = this.settings;
    this.settings = settings;
    const same = before.language === settings.language && before.order === settings.order && before.who === settings.who;
    if (same && this.loaded) return;
    if (before.who !== settings.who) this.behind = [];
    this.ahead = [];
    this.#later.clear();
    this.loaded = false;
    void this.fill();
  }

  /** The page is shown again: rows that nobody has touched here come anew, for what was said of them in groups or by others. */
  refresh() {
    this.ahead = this.ahead.filter((card) => card.said || card.fields.some((field) => field.now));
    this.loaded &&= this.ahead.length > 0;
    void this.fill();
  }

  async fill() {
    if (this.#filling || (this.loaded && this.ahead.length >= REFILL)) return;
    this.#filling = true;
    const { language, order, who } = this.settings;
    try {
      const skip = [...this.ahead.map((card) => card.id), ...this.outbox.rows, ...this.#later];
      const found = await ask("/desk/rows", { language, who, order, skip, most: AHEAD - this.ahead.length });
      this.#filling = false;
      if (language !== this.settings.language || order !== this.settings.order || who !== this.settings.who) return void this.fill();
      this.#take(found);
    } catch (error) {
      this.#filling = false;
      this.trouble = error instanceof NoAnswer ? error.kind : "failed";
      setTimeout(() => this.fill(), 1000);
    }
    this.changed();
  }

  /** @param {{cards: Card[], left: number, settled: number, elsewhere: number, second: number}} found */
  #take(found) {
    const here = new Set([...this.ahead.map((card) => card.id), ...this.outbox.rows, ...this.#later]);
    const fresh = found.cards.filter((card) => !here.has(card.id));
    for (const card of fresh) this.#follow(whole(card));
    this.ahead.push(...fresh);
    [this.#left, this.settled, this.elsewhere, this.second, this.trouble] = [found.left, found.settled, found.elsewhere, found.second, ""];
    if (!this.ahead.length && this.#later.size) {
      this.#later.clear();
      return void this.fill();
    }
    if (!this.loaded) this.#since = performance.now();
    this.loaded = true;
    for (const card of this.ahead) void this.pictures.row(card);
    if (!this.ahead.length && this.elsewhere) setTimeout(() => this.fill(), ASK_AGAIN);
  }

  /** The sheet's picture, decoded; null where there is none. @param {Card} card */
  sheet(card) {
    return this.pictures.sheet(card);
  }

  /**
   * Settle the row on the screen and go on. False where it must wait: eight decisions are on their way, or one about this very row.
   * A typed country, number or address may be asked back: then the row stays, if the program says so at once.
   * @param {Act} act @param {Card | undefined} [card] @param {number} [of]  so many rows that are settled at once
   */
  async settle(act, card = this.card, of = 1) {
    if (!card || this.outbox.full || this.outbox.rows.includes(card.id)) return false;
    const entries = act === "accepted" ? card.fields.map((field) => field.now ?? entryOf(field)) : [];
    const typed = entries.some((entry) => entry.value === null && entry.text && AWAITED.includes(entry.column));
    const sent = this.outbox.send(this.#message(card, act, entries));
    if (typed) {
      const answer = await Promise.race([sent, wait(PATIENCE)]);
      if (answer && answer.outcome !== "kept") return true; // the row is still here, or here again
    }
    if (this.shown.includes(card)) this.#goOn(card, act, entries, of);
    return true;
  }

  /** Accept all rows on the screen and go on. False where one must wait: it stays, and those after it. */
  async settleAll() {
    const cards = [...this.shown];
    for (const [at, card] of cards.entries()) if (!(await this.settle("accepted", card, cards.length - at))) return false;
    return true;
  }

  /** @param {Card} card @param {Act} act @param {Entry[]} entries @param {number} of */
  #goOn(card, act, entries, of) {
    this.ahead.splice(this.ahead.indexOf(card), 1);
    if (act === "asked") this.#later.add(card.id);
    else if (!card.again) this.behind.push({ card, act });
    this.#repeat(card, act, entries);
    const took = (performance.now() - this.#since) / of; // of rows accepted at once each has its share
    if (took / 1000 < PAUSE) this.#paces = [...this.#paces, took / 1000].slice(-PACE_ROWS);
    this.#since += took;
    if (of === 1) this.#since = performance.now();
    this.note = "";
    this.pictures.tidy([...this.ahead, ...this.behind.slice(-BEHIND).map((each) => each.card)]);
    this.changed();
    void this.fill();
  }

  /** The screen is locked: rows and pictures go; done when every decision was answered. */
  forget() {
    this.#filling = true; // no more come
    this.ahead = [];
    this.behind = [];
    this.#later.clear();
    this.pictures.tidy([]);
    return this.outbox.empty();
  }

  /** A row that the machine missed, after the one on the screen. @param {Card} card @param {Entry[]} entries @param {boolean} signed */
  add(card, entries, signed) {
    const fresh = { ...card, reason: null, note: "", said: undefined };
    return this.outbox.send(this.#message(fresh, signed ? "added" : "added_unsigned", entries));
  }

  /** @param {Card} card @param {Act} act @param {Entry[]} entries @returns {Message} */
  #message(card, act, entries) {
    const { sheet, row, revision, again } = card;
    const { reason, note } = said(card);
    const left = LEAVES_OUT.includes(act) ? reason : null;
    const foot = act === "foot" ? { reason, foot: card.foot, counted: card.counted } : null;
    return { id: crypto.randomUUID(), sheet, row, revision, act, who: this.settings.who, entries, again, reason: left, note, foot };
  }

  /** The row comes last. */
  postpone() {
    const { card } = this;
    if (!card) return;
    this.ahead.splice(this.ahead.indexOf(card), 1);
    this.#later.add(card.id);
    this.changed();
    void this.fill();
  }

  /** The row settled last comes back: it is taken back if it was not yet sent, else decided anew. One after the other, however fast the keys. */
  back() {
    return (this.#returning = this.#returning.then(() => this.#backOne()));
  }

  async #backOne() {
    const last = this.behind.at(-1);
    if (!last) return;
    const { card } = last;
    if (!this.outbox.takeBack(card.id)) await this.outbox.quiet(card.id); // until then it stays here, where its answer finds it
    if (!this.behind.includes(last)) return; // it came back by itself
    this.behind.splice(this.behind.indexOf(last), 1);
    if (card.revision) await this.#again(card);
    this.ahead.unshift(card);
    this.#anew(card);
    this.#since = performance.now();
    this.changed();
  }

  /** What the program now says of a row that was settled. @param {Card} card */
  async #again(card) {
    try {
      const now = await ask("/desk/row", { language: this.settings.language, sheet: card.sheet, row: card.row });
      Object.assign(card, { revision: now.revision, notices: now.notices ?? [], kind: now.kind, reason: now.reason, note: now.note, said: undefined });
      if (card.kind === "foot") Object.assign(card, { foot: now.foot, counted: now.counted });
    } catch {
      // the card as it is will do
    }
  }

  /** @param {Answer} answer @param {Message} message */
  #answered(answer, message) {
    const id = `${message.sheet}-${message.row}`;
    const done = this.behind.findIndex(({ card }) => card.id === id);
    const card = this.behind[done]?.card ?? this.ahead.find((other) => other.id === id);
    if (message.act.startsWith("added")) return void this.#recount(message.sheet);
    if (!card) return;
    if (answer.outcome === "kept") {
      if (answer.foot) this.#ask(whole(answer.foot));
      else this.ahead = this.ahead.filter((other) => other === this.card || other.kind !== "foot" || other.sheet !== card.sheet); // it agrees by now
      if (!this.ahead.length) void this.fill(); // what is left for others may be known by now
      if (!card.revision && answer.revision && card.kind !== "foot") [this.#left, this.settled] = [this.#left - 1, this.settled + 1];
      card.revision = answer.revision;
      if (message.act === "accepted") this.#repeat(card, "accepted", answer.entries);
      return;
    }
    if (answer.outcome === "late" && answer.card) replace(card, answer.card);
    else complain(card, answer);
    if (done >= 0) this.behind.splice(done, 1);
    // Never under the fingers: it comes after the rows on the screen.
    if (!this.ahead.includes(card)) {
      this.ahead.splice(this.#after, 0, card);
      this.note = card.title;
    }
  }

  /** Rows of a sheet were read again as a person outlined them: they come next, whatever was known of them. @param {string} sheet @param {Card[]} cards */
  bring(sheet, cards) {
    const ids = cards.map((card) => card.id);
    ids.forEach((id) => (this.pictures.forget(id), this.#later.delete(id)));
    this.#left += cards.filter((card) => !this.ahead.some((other) => other.id === card.id)).length;
    this.behind = this.behind.filter(({ card }) => !ids.includes(card.id));
    const first = this.card && ids.includes(this.card.id) ? this.card : null;
    const known = new Map(this.ahead.map((card) => [card.id, card]));
    for (const card of cards) {
      const here = known.get(card.id);
      if (here) replace(here, whole(card));
    }
    const next = cards.map((card) => known.get(card.id) ?? whole(card)).filter((card) => card !== first);
    this.ahead = this.ahead.filter((card) => card === first || !ids.includes(card.id));
    this.#anew(first ?? this.card);
    this.ahead.splice(Math.min(1, this.ahead.length), 0, ...next);
    for (const card of cards) void this.pictures.row(known.get(card.id) ?? card);
    this.#recount(sheet);
  }

  /** Sheets were read again with other columns: their rows come anew, the one on the screen with what was typed in it. @param {string[]} sheets */
  async reread(sheets) {
    const { card } = this;
    this.ahead = this.ahead.filter((other) => other === card || !sheets.includes(other.sheet));
    this.#anew(card);
    if (card && card.kind !== "foot" && !card.again && sheets.includes(card.sheet)) {
      const now = await ask("/desk/row", { language: this.settings.language, sheet: card.sheet, row: card.row }).catch(() => null);
      if (now) replace(card, whole(now));
      this.pictures.forget(card.id);
    }
    this.changed();
    void this.fill();
  }

  /** A row came to the sheet: its foot is asked about anew, where the numbers still differ. @param {string} sheet */
  #recount(sheet) {
    this.ahead = this.ahead.filter((card) => card.kind !== "foot" || card.sheet !== sheet);
    this.changed();
    void this.fill();
  }

  /** The sheet's last row is settled and its foot says another number: that comes after the row on the screen. @param {Card} foot */
  #ask(foot) {
    const known = this.ahead.find((card) => card.id === foot.id);
    if (known) Object.assign(known, { foot: foot.foot, counted: foot.counted });
    else this.ahead.splice(this.#after, 0, foot);
  }

  /** Dittos below take what was settled, where nobody has typed anything else. @param {Card} card @param {Act} act @param {Entry[]} entries */
  #repeat(card, act, entries) {
    if (act !== "accepted") return;
    for (const other of this.ahead) if (other.sheet === card.sheet) repeat(other, card.row, entries);
  }

  /** The same for a card that came when the row above was already on its way. @param {Card} card */
  #follow(card) {
    for (const { card: above, act } of this.behind) {
      if (act === "accepted" && above.sheet === card.sheet) {
        repeat(card, above.row, above.fields.map((field) => field.now ?? entryOf(field)));
      }
    }
  }
}
