/** The groups that are left and the screens of one of them: the one before the reviewer, and the next, fetched while this one is looked at. */
import { ask, NoAnswer } from "./ask.js";

/**
 * @typedef {{kind: string, column: string | null, value: string, about: string, claim: string, cells: number}} Group
 * @typedef {{picture: string, text: string}} Crop
 * @typedef {{id: string, crops: Crop[]}} Glance
 * @typedef {{outcome: "kept" | "missed" | "gone", missed: {place: number, text: string}[], confirmed: number, doubted: number, accepted: number}} Answer
 * @typedef {{language: string, who: string, texts: Record<string, string>, counts: Record<string, Record<string, string>>}} Settings
 */

export const FIRST = 10; // labels have two digits, so that none is the beginning of another

export class Glances {
  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    /** @type {Group[]} */ this.groups = [];
    /** @type {Group | null} */ this.group = null;
    /** @type {Glance | null} */ this.glance = null;
    /** @type {Promise<Glance | null> | null} */ this.ahead = null;
    /** @type {Set<number>} */ this.marked = new Set();
    /** @type {Answer | null} */ this.answer = null; // of the last screen
    /** @type {"loading" | "looking" | "sending" | "told" | "waits" | "done"} */ this.state = "loading";
    /** @type {"" | "down" | "shut" | "failed"} */ this.trouble = "";
    this.attention = { planted: 0, caught: 0, seconds: 0 };
    /** @type {{id: string, group: Group}[]} screens of this sitting that were kept */ this.behind = [];
    this.again = false; // the screen was taken back and is looked at once more
    this.shownAt = 0;
    this.changed = () => {};
  }

  /** The page is shown: from the beginning, or as it was left, with the list as it is now. */
  async open() {
    if (this.glance?.crops.length) {
      this.shownAt = performance.now();
      return this.list();
    }
    /** @type {Promise<any> | null} */ let asked = null;
    document.dispatchEvent(new CustomEvent("digitiser-opening", { detail: (/** @type {Promise<any> | null} */ opening) => (asked = opening) }));
    const found = await this.#try("/glance/open", {}, asked);
    if (!found) return;
    Object.assign(this, { groups: found.list.groups, attention: found.list, group: found.list.groups[0] ?? null });
    if (this.group) return this.#show(this.group, found.glance);
    this.state = "done";
    this.changed();
  }

  /** The list of groups anew; the largest is taken where none is chosen or the chosen one is done. */
  async list() {
    const found = await this.#try("/glance/groups", {});
    if (!found) return;
    this.groups = found.groups;
    this.attention = found;
    const same = this.groups.find((group) => this.group && key(group) === key(this.group));
    this.group = same ?? null;
    if (!same) await this.choose(this.groups[0] ?? null);
    this.changed();
  }

  /** @param {Group | null} group */
  async choose(group) {
    Object.assign(this, { group, glance: null, ahead: null, state: group ? "loading" : "done" });
    this.marked.clear();
    this.changed();
    if (group) await this.#show(group, await this.#fetch([]));
  }

  /** @param {number} place */
  toggle(place) {
    if (this.state !== "looking" || !this.glance || place < 0 || place >= this.glance.crops.length) return;
    if (!this.marked.delete(place)) this.marked.add(place);
    this.changed();
  }

  /** Confirms all that is not marked; after a warning shows the group again. */
  async confirm() {
    if (this.state === "told") return this.choose(this.group);
    const { group } = this;
    if (this.state !== "looking" || !this.glance || !group) return;
    this.state = "sending";
    this.changed();
    const seconds = (performance.now() - this.shownAt) / 1000;
    const { id } = this.glance;
    const said = { id, who: this.settings.who, marked: [...this.marked], seconds, again: this.again };
    const answer = await this.#try("/glance/confirm", { said });
    if (!answer) {
      this.state = "looking"; // the marks stay; the same message may come again
      this.changed();
      return;
    }
    this.answer = answer;
    if (answer.outcome === "kept") this.behind.push({ id, group });
    this.state = answer.outcome === "missed" ? "told" : "loading";
    if (this.state === "told") this.changed();
    else await this.#show(group, (answer.outcome === "kept" && (await this.ahead)) || (await this.#fetch([])));
    await this.list();
  }

  /** Takes back the screen that was kept last, and shows it again with its marks. */
  async back() {
    const last = this.behind.at(-1);
    if (!last || this.state === "sending") return;
    const before = this.state;
    this.state = "sending";
    this.changed();
    const found = await this.#try("/glance/back", { id: last.id });
    this.state = before;
    if (!found) return this.changed();
    this.behind.pop();
    if (found.glance.crops.length) {
      Object.assign(this, { group: last.group, answer: null });
      await this.#show(last.group, found.glance);
      this.marked = new Set(found.marked);
      this.again = true;
    }
    await this.list();
    this.changed();
  }

  /** What came for another group than the one that is chosen by now is left. @param {Group} group @param {Glance | null} glance */
  async #show(group, glance) {
    if (!glance || !this.group || key(group) !== key(this.group)) return;
    this.marked.clear();
    this.glance = glance;
    this.again = false;
    this.state = glance.crops.length ? "looking" : "waits";
    this.shownAt = performance.now();
    this.ahead = glance.crops.length ? this.#fetch([glance.id]) : null;
    this.changed();
    if (this.state === "waits") {
      this.group = null;
      await this.list();
    }
  }

  /** @param {string[]} open @returns {Promise<Glance | null>} */
  #fetch(open) {
    const { group } = this;
    if (!group) return Promise.resolve(null);
    const { kind, column, value, cells } = group;
    return this.#try("/glance/next", { group: { kind, column, value, cells }, open });
  }

  /** Lets everything go. */
  forget() {
    Object.assign(this, { glance: null, ahead: null, answer: null, groups: [], behind: [] });
    this.marked.clear();
  }

  /** @param {string} path @param {object} body @param {Promise<any> | null} [asked]  already @returns {Promise<any>} null where there was no answer */
  async #try(path, body, asked) {
    try {
      const answer = await (asked ?? ask(path, { language: this.settings.language, who: this.settings.who, ...body }));
      this.trouble = "";
      return answer;
    } catch (fault) {
      if (!(fault instanceof NoAnswer)) throw fault;
      this.trouble = fault.kind;
      this.changed();
      return null;
    }
  }
}

/** @param {Group} group */
export function key(group) {
  return `${group.kind} ${group.column} ${group.value}`;
}
