/** The doubtful stretches of a text, of which Tab selects one after the other: what is typed replaces it, so a wrong letter costs a letter. */

/** @typedef {import("./types.js").Part} Part */

export class Stretches {
  /** @param {HTMLInputElement} box @param {Part[]} parts  of the text in it, in order */
  constructor(box, parts) {
    this.box = box;
    // Counted from the end of the text: what is typed before a stretch does not move it.
    /** @type {[number, number][]} */ this.places = [];
    let left = parts.reduce((sum, part) => sum + part.text.length, 0);
    for (const part of parts) {
      if (part.doubtful) this.places.push([left, left - part.text.length]);
      left -= part.text.length;
    }
  }

  /** Into the field: to its first stretch, or the whole text. */
  enter() {
    if (!this.#select(0)) this.box.select();
  }

  /** To the next one after the caret; whether there was one. */
  next() {
    return this.#select(this.box.selectionEnd ?? 0);
  }

  /** Another text stands there now. */
  forget() {
    this.places = [];
  }

  /** @param {number} from */
  #select(from) {
    const { length } = this.box.value;
    const found = this.places.map(([begin, end]) => [length - begin, length - end]).find(([begin]) => begin >= from);
    if (!found) return false;
    this.box.setSelectionRange(Math.max(0, found[0]), Math.max(0, found[1]));
    return true;
  }
}
