/** The row among its neighbours. */
import { background, h } from "./dom.js";

/** @typedef {import("./types.js").Card} Card */

const NEIGHBOURS = 1.1; // rows above and below that are shown around one

/** What a ditto repeats, and whose signature hangs over. @param {Card} card @param {HTMLImageElement} sheet @param {Record<string, string>} texts */
export function around(card, sheet, texts) {
  if (!card.box) return null;
  const [left, top, right, bottom] = card.box;
  const reach = NEIGHBOURS * (bottom - top);
  const [from, to] = [Math.max(0, top - reach), Math.min(1, bottom + reach)];
  const ratio = (sheet.naturalWidth * (right - left)) / (sheet.naturalHeight * (to - from));
  const percent = (/** @type {number} */ part) => `${(100 * part) / (to - from)}%`;
  return h("div", { class: "dk-around" },
    h("div", { role: "img", "aria-label": texts.around, style: { aspectRatio: String(ratio), ...background(sheet.src, [left, from, right, to]) } }),
    h("div", { class: "dk-outline", style: { insetInline: "0", top: percent(top - from), height: percent(bottom - top) } }));
}
