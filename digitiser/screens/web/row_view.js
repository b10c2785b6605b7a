/** Draws one row: what is said of it, its picture, its fields, and its neighbours on the sheet. */
import { around } from "./around.js";
import { said } from "./cards.js";
import { h } from "./dom.js";
import { fields, ink, signed } from "./fields.js";
import { wait } from "./wait.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Field} Field */
/** @typedef {{texts: Record<string, string>, hint: (card: Card) => string | undefined, choose: (card: Card, field: Field, at: number) => void, ticked: (card: Card) => void}} Words */

export class RowView {
  /** @param {import("./desk.js").Desk} desk @param {Words} words  what is said, and what a chosen alternative does @param {number} place  among the rows on the screen */
  constructor(desk, words, place) {
    this.desk = desk;
    this.place = place;
    this.few = false; // one of several on the screen
    this.words = words;
    /** @type {Card | undefined} */ this.card = undefined;
    this.section = h("section", { class: "dk-row", tabIndex: 0 });
    this.around = h("div");
  }

  get typing() {
    const at = document.activeElement;
    return at instanceof HTMLInputElement && at.type === "text" && this.section.contains(at);
  }

  focus() {
    this.section.focus({ preventScroll: true });
  }

  /** Into the first doubtful field, else the first; what is selected there is the field's affair. */
  type() {
    const found = this.section.querySelector(".dk-doubtful input[type=text]") ?? this.section.querySelector("input[type=text]");
    found?.focus();
  }

  /** Arrows go to the field beside, from the row and where the caret is at the end of its text. @param {KeyboardEvent} event @param {1 | -1} way  to the right, or the left */
  arrow(event, way) {
    if (event.shiftKey || !(this.typing || event.target === this.section || event.target === document.body)) return;
    const boxes = [...this.section.querySelectorAll("input[type=text]")].sort((one, two) => one.getBoundingClientRect().left - two.getBoundingClientRect().left);
    const at = boxes.findIndex((box) => box === event.target);
    const next = at < 0 ? boxes.at(way > 0 ? 0 : -1) : boxes[at + way];
    if (at < 0) return next?.focus(), event.preventDefault();
    const { selectionStart: begin, selectionEnd: end } = boxes[at];
    setTimeout(() => document.activeElement === boxes[at] && begin === end && boxes[at].selectionStart === begin && next?.focus());
  }

  /** Something else than a row. @param {string} title @param {Node} content */
  put(title, content) {
    this.card = undefined;
    this.section.ariaLabel = title;
    this.section.replaceChildren(content);
    this.around.replaceChildren();
  }

  /** The alternatives have numbers from `first` + 1 on, as far as there are digits; returns how many there are. @param {number} first */
  number(first) {
    const marks = [...this.section.querySelectorAll(".dk-choices kbd")];
    marks.forEach((mark, at) => (mark.textContent = first + at < 9 ? String(first + at + 1) : ""));
    return marks.length;
  }

  /** @param {Card} card @param {boolean} few  one of several on the screen: less of each, so that all are in view */
  show(card, few) {
    this.card = card;
    this.few = few;
    const drawing = (this.drawing = {}); // an earlier one ends where it waits for a picture
    this.section.ariaLabel = card.title;
    const ready = this.desk.pictures.ready(card);
    this.#fill(card, ready ?? null, ready === undefined);
    if (ready === undefined) void this.#picture(card, drawing);
    this.around.replaceChildren();
    const { texts } = this.words;
    void this.desk.sheet(card).then((sheet) => this.card === card && sheet && this.around.replaceChildren(around(card, sheet, texts) ?? ""), () => {});
  }

  /** The picture comes later than the row: again and again, as long as the row is on the screen. @param {Card} card @param {object} drawing */
  async #picture(card, drawing) {
    const here = () => this.card === card && this.drawing === drawing;
    while (here()) {
      try {
        const picture = await this.desk.pictures.row(card);
        if (here()) this.#ink(card, picture); // who types meanwhile goes on
        return;
      } catch {
        await wait(500);
      }
    }
  }

  /** @param {Card} card @param {HTMLImageElement | null} picture */
  #ink(card, picture) {
    this.section.querySelector(".dk-paper")?.replaceChildren(this.#paper(picture, false));
    if (this.few) this.section.querySelector(".dk-signed")?.replaceWith(signed(card, picture, this.words.texts));
    ink(this.section, card, picture, this.words.texts);
  }

  /** @param {HTMLImageElement | null} picture @param {boolean} waits */
  #paper(picture, waits) {
    const { texts } = this.words;
    if (picture) picture.alt = texts.row_picture;
    return picture ?? h("p", { class: "dk-none" }, waits ? texts.loading : texts.no_picture);
  }

  /** @param {Card} card @param {HTMLImageElement | null} picture @param {boolean} waits  for the picture */
  #fill(card, picture, waits) {
    const { texts, hint, choose, ticked } = this.words;
    const typed = this.typing ? /** @type {HTMLInputElement} */ (document.activeElement) : null;
    const caret = typed ? [typed.selectionStart, typed.selectionEnd] : [];
    const words = hint(card);
    this.section.replaceChildren(
      h("div", { class: "dk-notices" }, this.few ? h("h2", {}, card.title) : null, words ? h("p", { class: "dk-hint" }, words) : null, this.#said(card), ...card.notices.map((line) => h("p", {}, line))),
      this.few ? "" : h("div", { class: "dk-paper", dir: "ltr" }, this.#paper(picture, waits)),
      fields(card, this.place, this.few, waits ? null : picture, texts, choose, ticked),
    );
    if (this.few) this.section.querySelector(".dk-fields")?.append(signed(card, waits ? null : picture, texts));
    if (!typed) return;
    const again = this.section.querySelector(`#${typed.id}`);
    again?.focus();
    again?.setSelectionRange(...caret); // what is typed goes on where it was
  }

  /** What was chosen or written here and goes with the next decision. @param {Card} card */
  #said(card) {
    const { texts } = this.words;
    const { reason, note } = said(card);
    if (!card.said || (!reason && !note)) return null;
    const why = reason ? `${texts[`reason_${reason}`]}${note ? " · " : ""}` : "";
    return h("p", { class: "dk-said" }, `${texts.goes_with} ${why}`, note ? h("bdi", {}, note) : "");
  }
}
