/** The number at a sheet's foot beside its rows, where they differ: why, in one digit. It stands among the rows, in their place. */
import { background, h } from "./dom.js";
import { reasons } from "./note_view.js";

/** @typedef {import("./types.js").Card} Card */

const FEET = ["misread", "miscounted", "left_out", "added_later", "cut_off"];
const FROM = 0.83; // of the sheet's height: below lies the foot, and the last rows

export class FootView {
  /** @param {Card} card @param {import("./desk.js").Desk} desk @param {Record<string, string>} texts @param {(number: number) => string} number @param {boolean} digits */
  constructor(card, desk, texts, number, digits) {
    const before = card.said ?? card;
    this.choices = reasons("dk-foot", FEET, before.reason, texts, digits);
    const note = h("input", { id: "dk-footnote", type: "text", dir: "auto", value: before.note, autocomplete: "off", maxLength: 300, lang: "" });
    const keep = () => (card.said = { reason: this.choices.chosen(), note: note.value.trim() });
    this.choices.root.addEventListener("change", keep);
    note.addEventListener("input", keep);
    const paper = h("div", { class: "dk-footpaper", dir: "ltr" });
    this.root = h("div", { class: "dk-foot" },
      h("p", {}, texts.foot_more),
      h("dl", { class: "dk-numbers" },
        h("div", {}, h("dt", {}, texts.foot_says), h("dd", {}, number(card.foot ?? 0))),
        h("div", {}, h("dt", {}, texts.foot_rows), h("dd", {}, number(card.counted ?? 0)))),
      paper, this.choices.root,
      h("label", { htmlFor: note.id }, texts.note_label), note);
    void desk.sheet(card).then((sheet) => {
      if (!sheet) return;
      const ratio = sheet.naturalWidth / (sheet.naturalHeight * (1 - FROM));
      paper.append(h("div", { role: "img", "aria-label": texts.foot_picture, style: { aspectRatio: String(ratio), ...background(sheet.src, [0, FROM, 1, 1]) } }));
    }, () => {});
  }
}
