/** The columns of a stranger's form: each with what is printed above it, to be named once. */
import { counted } from "./counts.js";
import { background, h } from "./dom.js";
import { placed } from "./outline_view.js";

/** @typedef {import("./types.js").SheetColumn} SheetColumn */

const HEADING = 0.08; // of the sheet's height: no heading is higher

export class ColumnsView {
  /** @type {string[] | null} what was chosen, from left to right on the paper; nothing yet */ chosen = null;

  /** @param {import("./sheet_work.js").SheetWork} work @param {Record<string, string>} texts @param {HTMLImageElement | null} image */
  constructor(work, texts, image) {
    this.work = work;
    this.texts = texts;
    this.image = image;
    this.layer = h("div", { class: "ds-layer ds-columns" });
    this.said = h("div", { class: "ds-said", role: "status" });
    this.save = h("button", { type: "submit", class: "dk-main" }, texts.save_columns);
    this.list = h("ol", { class: "ds-names" });
    this.panel = h("form", { class: "ds-panel", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), void this.work.name(this.#names())) },
      h("p", {}, texts.columns_more), this.list, h("div", { class: "ds-send ds-stays" }, this.save, this.said));
  }

  /** The columns in the order in which the sheet is read. @returns {{column: SheetColumn, at: number}[]} */
  get #columns() {
    const all = (this.work.sheet?.columns ?? []).map((column, at) => ({ column, at }));
    return this.work.sheet?.direction === "rtl" ? all.reverse() : all;
  }

  draw() {
    const { work, texts } = this;
    const drawn = JSON.stringify(work.sheet?.columns);
    if (work.sheet && drawn !== this.drawn) {
      this.drawn = drawn;
      this.chosen = work.sheet.columns.map((column) => column.name ?? "");
      this.layer.replaceChildren(...this.#columns.map(({ column, at }, place) => h("div", { class: "ds-column", "data-at": String(at), style: placed(column.box) }, h("span", { class: "ds-tag ds-over" }, String(place + 1)))));
      this.list.replaceChildren(...this.#columns.map(({ column, at }, place) => this.#item(column, at, place)));
    }
    this.save.disabled = work.busy !== "";
    this.save.textContent = work.busy === "columns" ? texts.reading_now : texts.save_columns;
    const lines = [work.said, work.trouble && texts[work.trouble], ...this.#others()].filter(Boolean);
    this.said.replaceChildren(...lines.map((line) => h("p", { class: line === work.said && !work.good ? "dk-alarm" : null }, line)), this.#meter() ?? "");
  }

  focus() {
    this.layer.firstElementChild?.scrollIntoView({ block: "start", inline: "nearest" });
    this.list.querySelector("select")?.focus();
  }

  /** @param {SheetColumn} column @param {number} at @param {number} place */
  #item(column, at, place) {
    const { texts } = this;
    const id = `ds-name-${at}`;
    const options = [h("option", { value: "" }, texts.column_unknown), ...(this.work.sheet?.choices ?? []).map(({ name, text }) => h("option", { value: name, selected: name === column.name }, text))];
    const mark = (/** @type {boolean} */ on) => this.layer.querySelector(`[data-at="${at}"]`)?.toggleAttribute("data-on", on);
    const select = h("select", { id, onchange: () => this.chosen && (this.chosen[at] = select.value), onfocus: () => mark(true), onblur: () => mark(false) }, ...options);
    return h("li", { onpointerenter: () => mark(true), onpointerleave: () => mark(document.activeElement === select) },
      h("label", { htmlFor: id }, h("span", { class: "ds-place" }, String(place + 1)), h("bdi", {}, column.heading || texts.column_bare)), this.#print(column), select);
  }

  /** The heading as it is printed. @param {SheetColumn} column */
  #print({ box: [left, top, right] }) {
    const first = Math.min(1, ...(this.work.sheet?.rows ?? []).map((row) => row.box[1]));
    const bottom = first > top ? Math.min(first, top + HEADING) : Math.min(1, top + HEADING / 2);
    if (!this.image) return null;
    const ratio = (this.image.naturalWidth * (right - left)) / (this.image.naturalHeight * (bottom - top));
    return h("div", { class: "ds-print", "aria-hidden": "true", style: { aspectRatio: String(ratio), ...background(this.image.src, [left, top, right, bottom]) } });
  }

  #names() {
    return (this.chosen ?? []).map((name) => name || null);
  }

  /** @returns {string[]} */
  #others() {
    const { others, desk } = this.work;
    if (!others) return [];
    if (others.left === null) return [this.texts.others_looked_for];
    const done = others.done.length ? counted(desk.settings, "others_done", others.done.length) : "";
    return [others.left ? counted(desk.settings, "others_left", others.left) : done || this.texts.others_none, others.left ? done : "", others.fault];
  }

  #meter() {
    const { others } = this.work;
    if (!others?.left) return null;
    return h("div", { class: "dk-meter", "aria-hidden": "true" }, h("div", { style: { inlineSize: `${(100 * others.done.length) / (others.done.length + others.left)}%` } }));
  }
}
