/** Pictures of rows and sheets, fetched ahead and decoded, as addresses that only this page knows. */
import { picture } from "./ask.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {{coming: Promise<HTMLImageElement | null>, image?: HTMLImageElement | null}} Found */

export class Pictures {
  /** @type {Map<string, Found>} */ #found = new Map();

  /** The row's picture where it is in the browser already; null where there is none. @param {Card} card */
  ready(card) {
    return this.#found.get(card.id)?.image;
  }

  /** The row's picture, decoded; null where there is none. @param {Card} card @returns {Promise<HTMLImageElement | null>} */
  row(card) {
    return this.#get(card.id, card.has_picture ? `/desk/picture/${card.sheet}/${card.row}` : "");
  }

  /** The picture of the sheet that the row stands on. @param {Card} card @returns {Promise<HTMLImageElement | null>} */
  sheet(card) {
    return this.#get(card.sheet, `/desk/sheet/${card.sheet}`);
  }

  /** Forgets all but those of these rows and their sheets. @param {Card[]} near */
  tidy(near) {
    const used = new Set(near.flatMap((card) => [card.id, card.sheet]));
    for (const [id, { coming }] of this.#found) {
      if (used.has(id)) continue;
      this.#found.delete(id);
      coming.then((image) => image && URL.revokeObjectURL(image.src), () => {});
    }
  }

  /** The row looks otherwise now. @param {string} id */
  forget(id) {
    const known = this.#found.get(id);
    this.#found.delete(id);
    known?.coming.then((image) => image && URL.revokeObjectURL(image.src), () => {});
  }

  /** @param {string} id @param {string} path @returns {Promise<HTMLImageElement | null>} */
  #get(id, path) {
    const known = this.#found.get(id);
    if (known) return known.coming;
    /** @type {Found} */ const found = { coming: path ? decoded(path) : Promise.resolve(null) };
    this.#found.set(id, found);
    found.coming.then((image) => (found.image = image), () => this.#found.delete(id));
    return found.coming;
  }
}

/** @param {string} path @returns {Promise<HTMLImageElement | null>} */
async function decoded(path) {
  const url = await picture(path);
  if (!url) return null;
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
