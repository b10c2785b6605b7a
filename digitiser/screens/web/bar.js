/** The buttons under a row, each with its key: what it is, and what else one may do. */
import { h } from "./dom.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Act} Act */

const VERDICTS = /** @type {Act[]} */ (["struck", "unsigned", "unreadable", "not_a_row", "one_entry"]);
const QUIET = ["ditto", "note", "asked", "later", "back", "sheet", "several", "keys", "lock"];
/** What confirms a row of which Enter accepts nothing. */
export const CONFIRMS = /** @type {Record<string, Act>} */ ({ struck: "struck", empty: "not_a_row", unsigned: "unsigned" });

export class Bar {
  /** @param {import("./keys.js").Keys} keys @param {() => Record<string, string>} texts @param {(action: string) => void} act @param {() => void} put  away: the row has the keys again */
  constructor(keys, texts, act, put) {
    this.keys = keys;
    this.texts = texts;
    this.act = act;
    this.put = put;
    this.root = h("div", { class: "dk-bar" });
    this.shape = "";
  }

  /** @param {Card | undefined} card @param {boolean} back  whether there is a way back @param {string} all  what accepts several rows */
  draw(card, back, all) {
    const shape = JSON.stringify([all, this.keys.several, card?.kind, card?.row === 1, back, this.keys.layout, this.keys.off, this.keys.own, this.texts().accept]);
    if (shape === this.shape) return;
    this.shape = shape;
    const had = this.root.contains(document.activeElement) ? document.activeElement?.getAttribute("data-action") : null;
    this.root.replaceChildren(...(card ? this.#rows(card, back, all) : []));
    if (had) this.root.querySelector(`[data-action="${had}"]`)?.focus();
  }

  /** Which mode is on, in words. @param {string} words */
  hint(words) {
    const hint = this.root.querySelector(".dk-modehint");
    if (hint && hint.textContent !== words) hint.textContent = words;
  }

  /** @param {string} action @param {boolean} [disabled] @param {boolean} [main] @param {string} [words] */
  button(action, disabled = false, main = false, words = this.texts()[action]) {
    const key = this.keys.printed(action);
    const pressed = () => {
      this.act(action);
      if (this.root.contains(document.activeElement)) this.put();
    };
    const on = action === "several" ? String(this.keys.several) : null;
    return h("button", { type: "button", class: main ? "dk-main" : null, "aria-pressed": on, "data-action": action, onclick: pressed, disabled, "aria-keyshortcuts": key && key !== "⏎" ? key : null },
      h("span", {}, words), key ? h("kbd", {}, key) : null);
  }

  /** @param {Card} card @param {boolean} back @param {string} all */
  #rows(card, back, all) {
    if (card.kind === "foot") {
      const quiet = ["later", "back", "sheet", "keys", "lock"].map((action) => this.button(action, action === "back" && !back));
      return [h("div", { class: "dk-verdicts" }, this.button("foot", false, true)), h("div", { class: "dk-quiet" }, ...quiet, h("p", { class: "dk-modehint" }))];
    }
    const plain = card.kind === "plain";
    const verdicts = VERDICTS.map((act) => this.button(act, act === "one_entry" && card.row === 1, act === CONFIRMS[card.kind]));
    return [
      h("div", { class: "dk-verdicts" }, this.button(plain ? "accept" : "anyway", false, plain, all || undefined), ...verdicts),
      h("div", { class: "dk-quiet" }, ...QUIET.map((action) => this.button(action, action === "back" && !back)), h("p", { class: "dk-modehint" })),
    ];
  }
}
