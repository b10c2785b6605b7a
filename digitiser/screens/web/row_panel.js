/** Beside the sheet: the tools, the row that is chosen and how it may be moved, and what is still to be read. */
import { counted } from "./counts.js";
import { h } from "./dom.js";

/** @typedef {import("./outline_view.js").OutlineView} OutlineView */

const TOOLS = ["draw", "split", "read_again", "drop", "undo"];

export class RowPanel {
  /** @param {OutlineView} outlines @param {import("./sheet_work.js").SheetWork} work @param {Record<string, string>} texts @param {import("./keys.js").Keys} keys @param {(action: string) => void} act */
  constructor(outlines, work, texts, keys, act) {
    this.outlines = outlines;
    this.work = work;
    this.texts = texts;
    const words = /** @type {Record<string, string>} */ ({ draw: texts.draw, split: texts.split, read_again: texts.read_again, drop: texts.drop, undo: texts.undo });
    const tool = (/** @type {string} */ action) => {
      const key = action === "drop" ? "⌫" : keys.printed(action);
      return h("button", { type: "button", "data-tool": action, onclick: () => act(action) }, h("span", {}, words[action]), key ? h("kbd", {}, key) : null);
    };
    this.buttons = Object.fromEntries(TOOLS.map((action) => [action, tool(action)]));
    this.tools = h("div", { class: "ds-tools", role: "group", "aria-label": texts.tools }, ...Object.values(this.buttons));
    this.name = h("h3");
    this.hint = h("p", { class: "ds-hint" });
    this.apply = h("button", { type: "button", onclick: () => act("apply") }, h("span", {}, texts.put_here), h("kbd", {}, "⏎"));
    this.pad = h("div", { class: "ds-pad" }, this.#pad(texts.pad_move, false, [texts.pad_left, texts.pad_up, texts.pad_down, texts.pad_right]), this.#pad(texts.pad_size, true, [texts.pad_narrower, texts.pad_lower, texts.pad_higher, texts.pad_wider]));
    this.unsent = h("p");
    this.send = h("button", { type: "button", class: "dk-main", onclick: () => act("send") });
    this.said = h("div", { class: "ds-said", role: "status" });
    this.panel = h("div", { class: "ds-panel" }, this.name, this.hint, this.apply, this.pad, h("div", { class: "ds-send" }, this.unsent, this.send), this.said);
  }

  /** @param {string} legend @param {boolean} size @param {string[]} words  left, up, down, right */
  #pad(legend, size, words) {
    const ways = size ? [[-1, 0, "⇤"], [0, -1, "⤒"], [0, 1, "⤓"], [1, 0, "⇥"]] : [[-1, 0, "←"], [0, -1, "↑"], [0, 1, "↓"], [1, 0, "→"]];
    const buttons = ways.map(([right, down, sign], at) => h("button", { type: "button", "aria-label": words[at], title: words[at], onclick: () => this.outlines.nudge(Number(right), Number(down), size) }, String(sign)));
    return h("fieldset", {}, h("legend", {}, legend), h("div", { dir: "ltr" }, ...buttons));
  }

  draw() {
    const { outlines, work, texts } = this;
    const { row, tool } = outlines;
    const { drafts } = work.outlines;
    const quiet = work.busy !== "";
    const may = row !== undefined && !row.taken && !quiet;
    const can = /** @type {Record<string, boolean>} */ ({ draw: !quiet, split: may, read_again: may && row.row !== 0, drop: may && row.draft !== undefined, undo: work.outlines.mayUndo && !quiet });
    for (const [action, button] of Object.entries(this.buttons)) button.disabled = !can[action];
    for (const action of ["draw", "split"]) this.buttons[action].ariaPressed = String(tool === action);
    this.buttons.read_again.ariaPressed = String(row?.draft !== undefined);
    this.name.textContent = row ? outlines.name(row) : texts.none_chosen;
    this.hint.textContent = { "": row?.taken ? texts.taken_hint : row ? texts.move_hint : "", draw: texts.draw_hint, split: texts.split_hint }[tool];
    this.apply.hidden = !tool || (tool === "split" && !row);
    this.pad.hidden = !may || tool !== "";
    this.unsent.textContent = drafts.length ? counted(work.desk.settings, "unsent", drafts.length) : texts.all_sent;
    this.send.replaceChildren(h("span", {}, work.busy === "rows" ? texts.reading_now : texts.send), h("kbd", {}, "⏎"));
    this.send.disabled = !drafts.length || quiet;
    const lines = [work.said, work.trouble ? texts[work.trouble] : ""].filter(Boolean);
    this.said.replaceChildren(...lines.map((line) => h("p", { class: line === work.said && work.good ? null : "dk-alarm" }, line)));
  }
}
