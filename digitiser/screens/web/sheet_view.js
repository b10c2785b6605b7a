/** The whole sheet over the review: its rows outlined, what a person may do with them, and the columns of a stranger's form. */
import { ColumnsView } from "./columns_view.js";
import { h } from "./dom.js";
import { OutlineView, ZOOMS } from "./outline_view.js";
import { RowPanel } from "./row_panel.js";
import { workOn } from "./sheet_work.js";
import { typedRow } from "./typed_row.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./keys.js").Keys} Keys */

const ARROWS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });

/** @param {HTMLElement} root @param {import("./desk.js").Desk} desk @param {Card} card @param {Keys} keys @param {(drafts: boolean) => void} closed */
export async function showSheet(root, desk, card, keys, closed) {
  const { texts } = desk.settings;
  const dialog = h("dialog", { class: "dk-dialog dk-sheet", "aria-label": texts.sheet }, h("p", { class: "dk-wait" }, texts.loading));
  root.append(dialog);
  dialog.showModal();
  const image = await desk.sheet(card).catch(() => null);
  if (dialog.open) new SheetView(dialog, desk, card, keys, closed, image);
}

class SheetView {
  /** @param {any} dialog @param {import("./desk.js").Desk} desk @param {Card} card @param {Keys} keys @param {(drafts: boolean) => void} closed @param {HTMLImageElement | null} image */
  constructor(dialog, desk, card, keys, closed, image) {
    this.dialog = dialog;
    this.desk = desk;
    this.card = card;
    this.keys = keys;
    this.texts = desk.settings.texts;
    this.image = image;
    this.work = workOn(desk, card.sheet);
    this.work.changed = () => this.draw();
    this.outlines = new OutlineView(this.work, this.texts, image, () => this.draw());
    this.columns = new ColumnsView(this.work, this.texts, image);
    this.rows = new RowPanel(this.outlines, this.work, this.texts, keys, (action) => this.act(action));
    this.mode = "rows";
    this.typed = h("div");
    this.modes = ["rows", "columns"].map((mode) => h("button", { type: "button", onclick: () => this.#go(mode) }, mode === "rows" ? this.texts.sheet_rows : this.texts.sheet_columns));
    this.head = h("h2", {}, this.texts.sheet);
    this.zooms = [this.#button("zoom_out", "−"), this.#button("zoom_in", "+")];
    this.side = h("div", { class: "ds-side" });
    this.bar = h("div", { class: "ds-bar" }, h("div", { class: "dk-modes", role: "group", "aria-label": this.texts.sheet_parts }, ...this.modes), this.rows.tools, h("div", { class: "ds-zoom" }, ...this.zooms));
    const place = image ? this.outlines.root : h("p", { class: "dk-none" }, this.texts.no_sheet);
    dialog.replaceChildren(h("div", { class: "dk-pair" }, h("div", { class: "dk-where" }, this.head, h("bdi", { class: "dk-file" }, card.file)), h("button", { type: "button", onclick: () => dialog.close() }, this.texts.close)),
      image ? this.bar : "", h("div", { class: "ds-two" }, place, this.side));
    dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    dialog.addEventListener("cancel", (/** @type {Event} */ event) => this.outlines.tool && (event.preventDefault(), this.outlines.take(this.outlines.tool)));
    dialog.addEventListener("close", () => this.#close(closed));
    this.#go("rows");
    void this.#load();
  }

  async #load() {
    await this.work.load();
    if (!this.dialog.open) return;
    if (this.work.sheet) this.typed.replaceChildren(typedRow(this.desk, this.card, this.texts, this.work.sheet));
    const here = this.work.outlines.find(`r${this.card.row}`);
    if (here) this.outlines.choose(here.key, true, "center"); // its neighbours above and below are seen
    else this.outlines.focus();
    this.draw();
  }

  draw() {
    const { sheet } = this.work;
    this.head.textContent = sheet ? sheet.title : this.texts.sheet;
    this.outlines.draw();
    this.outlines.root.tabIndex = this.mode === "rows" && this.work.outlines.shown.length ? -1 : 0; // Tab stops at rows, where there are any
    this.rows.draw();
    this.columns.draw();
    const { zoom } = this.outlines;
    [this.zooms[0].disabled, this.zooms[1].disabled] = [zoom === ZOOMS[0], zoom === ZOOMS.at(-1)];
    this.modes.forEach((button, at) => (button.ariaPressed = String(at === (this.mode === "rows" ? 0 : 1))));
    this.modes[0].parentElement.hidden = !sheet?.stranger;
    const at = document.activeElement;
    const lost = at === document.body || (at instanceof HTMLButtonElement && at.disabled); // nothing would hear the keys
    if (lost && this.dialog.open && this.mode === "rows" && this.image) this.outlines.focus();
  }

  /** @param {string} mode */
  #go(mode) {
    const rows = mode === "rows";
    if (mode !== this.mode && !this.work.busy) this.work.said = "";
    this.mode = mode;
    this.rows.tools.hidden = !rows;
    this.outlines.layer.hidden = !rows;
    this.columns.layer.remove();
    if (!rows) this.outlines.paper.append(this.columns.layer);
    this.side.replaceChildren(...(rows ? [this.image ? this.rows.panel : "", this.typed] : [this.columns.panel]));
    this.draw();
    if (!rows) this.columns.focus();
  }

  /** @param {string} action */
  act(action) {
    const { outlines, work } = this;
    if (action === "zoom_in" || action === "zoom_out") return outlines.resize(action === "zoom_in" ? 1 : -1);
    if (work.busy) return;
    if (action === "draw" || action === "split") outlines.take(action);
    else if (action === "apply") outlines.apply();
    else if (action === "send") void work.send().then((row) => row && this.dialog.open && outlines.choose(`r${row}`, true));
    else if (action === "undo") work.outlines.undo();
    else if (action === "read_again") work.outlines.again(outlines.chosen);
    else if (action === "drop") work.outlines.drop(outlines.chosen);
    this.draw();
  }

  /** @param {string} action @param {string} sign */
  #button(action, sign) {
    const label = action === "zoom_in" ? this.texts.zoom_in : this.texts.zoom_out;
    return h("button", { type: "button", "aria-label": label, title: label, onclick: () => this.act(action) }, sign);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = event.target instanceof Element ? event.target : this.dialog;
    if (event.isComposing || at.closest("input, select, textarea")) return;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z" && this.mode === "rows") this.act("undo");
    else if (control || event.altKey || !this.#does(event, at)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Whether the key did something. @param {KeyboardEvent} event @param {Element} at */
  #does(event, at) {
    const { outlines, keys } = this;
    const action = event.repeat ? undefined : keys.onSheet(event);
    if (action === "sheet") return this.dialog.close(), true;
    if (action === "lock") return document.dispatchEvent(new Event("digitiser-lock-now")), true;
    if (!keys.off && (event.key === "+" || event.key === "-")) return this.act(event.key === "+" ? "zoom_in" : "zoom_out"), true;
    if (this.mode !== "rows" || !this.image) return false;
    if (event.key === "Escape" && outlines.tool) return outlines.take(outlines.tool), true;
    if (event.key in ARROWS) return this.#arrow(ARROWS[event.key], event.shiftKey), true;
    if (event.key === "PageDown" || event.key === "PageUp") return outlines.step(event.key === "PageDown" ? 1 : -1), true;
    if (event.key === "Delete" || event.key === "Backspace") return this.act("drop"), true;
    const button = at.closest("button:not(.ds-box), summary");
    if (event.key === "Enter" && !button && !event.repeat) return this.act(outlines.tool ? "apply" : "send"), true;
    return action ? (this.act(action), true) : false;
  }

  /** @param {[number, number]} by @param {boolean} size */
  #arrow([right, down], size) {
    if (this.work.busy) return;
    if (this.outlines.row) this.outlines.nudge(right, down, size);
    else this.outlines.step(down || right);
  }

  /** @param {(drafts: boolean) => void} closed */
  #close(closed) {
    this.work.changed = () => {};
    this.dialog.remove();
    closed(this.work.outlines.drafts.length > 0);
  }
}
