/** The sheet with its rows outlined: choosing, drawing, splitting and dragging by mouse, pen, finger and keys. */
import { h } from "./dom.js";

/** @typedef {import("./outlines.js").Box} Box @typedef {import("./outlines.js").Shown} Shown */
/** @typedef {"" | "draw" | "split"} Tool */
/** @typedef {{key: string, from: [number, number], box: Box, edges: string, now: Box}} Drag */

const EDGE = { mouse: 8, touch: 18 }; // pixels on both sides of an edge that take hold of it
const EDGE_OF_PAPER = 0.03; // of the width: a row that begins there has its number within it
const DRAWN = 6; // pixels: less is a click
export const ZOOMS = [1, 1.5, 2, 3];
const NARROW = 2; // of the zooms

export class OutlineView {
  /** @type {Tool} */ tool = "";
  chosen = "";
  rule = 0; // where the lower row begins, in splitting
  zoom = 1;
  /** @type {Drag | null} */ #drag = null;
  #top = 0; // of the chosen row

  /** @param {import("./sheet_work.js").SheetWork} work @param {Record<string, string>} texts @param {HTMLImageElement | null} image @param {() => void} changed */
  constructor(work, texts, image, changed) {
    this.work = work;
    this.texts = texts;
    this.changed = changed;
    if (image) image.alt = texts.sheet;
    this.layer = h("div", { class: "ds-layer" });
    this.paper = h("div", { class: "ds-paper" }, image, this.layer);
    if (matchMedia("(max-width: 800px)").matches) this.zoom = NARROW; // a whole sheet would be as wide as a thumb is long
    this.#scale();
    this.root = h("div", { class: "ds-view", role: "group", "aria-label": texts.sheet, tabIndex: -1 }, this.paper);
    this.layer.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.#down(event));
    this.layer.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.#move(event));
    this.layer.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => this.#up(event));
    this.layer.addEventListener("pointercancel", () => this.#leave());
    this.layer.addEventListener("lostpointercapture", () => this.#drag && this.#leave());
  }

  get outlines() {
    return this.work.outlines;
  }

  /** @returns {Shown | undefined} */
  get row() {
    return this.outlines.find(this.chosen);
  }

  /** Chooses a row and brings it into sight. @param {string} key @param {boolean} [focus] @param {"nearest" | "center"} [block] */
  choose(key, focus = false, block = "nearest") {
    this.chosen = key;
    this.rule = this.#middle();
    this.draw();
    const box = this.layer.querySelector(`[data-key="${key}"]`);
    if (focus) box?.focus({ preventScroll: true });
    box?.scrollIntoView({ block, inline: "nearest" });
    this.changed();
  }

  /** The next row, or the one before. @param {number} by */
  step(by) {
    const { shown } = this.outlines;
    if (!shown.length) return;
    const at = shown.findIndex((each) => each.key === this.chosen);
    this.choose(shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)].key, true);
  }

  /** @param {Tool} tool */
  take(tool) {
    this.tool = this.tool === tool ? "" : tool;
    this.rule = this.#middle();
    this.draw();
    this.changed();
  }

  /** What Enter does with the tool: an outline below the chosen row, or two of it. */
  apply() {
    const { tool } = this;
    this.tool = "";
    if (tool === "draw") this.choose(this.outlines.draw(this.outlines.below(this.chosen)), true);
    else if (tool === "split") this.choose(this.outlines.split(this.chosen, this.rule), true);
  }

  /** By millimetres. @param {number} right @param {number} down @param {boolean} size */
  nudge(right, down, size) {
    const { row } = this;
    if (this.tool === "split" && row) this.rule = Math.min(Math.max(this.rule + down / this.outlines.size[1], row.box[1]), row.box[3]);
    else if (row) this.outlines.place(row.key, this.outlines.nudged(row.box, right, down, size), true);
    this.draw();
    this.layer.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.changed();
  }

  /** @param {number} by */
  resize(by) {
    this.zoom = ZOOMS[Math.min(Math.max(ZOOMS.indexOf(this.zoom) + by, 0), ZOOMS.length - 1)];
    this.#scale();
    this.layer.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "center", inline: "center" });
    this.changed();
  }

  #scale() {
    this.paper.style.inlineSize = `${100 * this.zoom}%`;
  }

  draw() {
    const had = this.layer.contains(document.activeElement);
    const { shown } = this.outlines;
    const near = (/** @type {Shown} */ a, /** @type {Shown} */ b) => (Math.abs(b.box[1] - this.#top) < Math.abs(a.box[1] - this.#top) ? b : a);
    if (this.chosen && !this.row && shown.length) this.chosen = shown.reduce(near).key; // it was put back or undone
    this.#top = this.row?.box[1] ?? 0;
    this.layer.dataset.tool = this.tool;
    const first = this.row ?? shown[0];
    this.layer.replaceChildren(...shown.map((each) => this.#box(each, each.key === first?.key)), this.#line() ?? "");
    if (had) this.focus();
  }

  /** The chosen row has the keys, or the sheet where there is none. */
  focus() {
    const box = this.layer.querySelector(`[data-key="${this.chosen}"]`);
    (box ?? this.root).focus({ preventScroll: true });
  }

  /** What a row is called, for the eye beside the sheet and for the ear. @param {Shown} each */
  name(each) {
    const { texts } = this;
    const state = each.draft ? texts.outline_new : { waits: texts.outline_waits, settled: texts.outline_settled, empty: texts.outline_empty }[each.state];
    return `${each.name || texts.outline_drawn} · ${each.taken ? texts.outline_taken : state}`;
  }

  /** @param {Shown} each @param {boolean} inTurn  whether Tab stops here */
  #box(each, inTurn) {
    const pressed = each.key === this.chosen;
    const kind = each.draft ? "new" : each.taken ? "taken" : each.state;
    const sign = each.draft ? "✎" : each.state === "settled" ? "✓" : "";
    return h("button", { type: "button", class: "ds-box", "data-key": each.key, "data-kind": kind, "aria-pressed": String(pressed), "aria-label": this.name(each),
      tabIndex: inTurn ? 0 : -1, style: placed(each.box), onclick: () => this.chosen !== each.key && !this.tool && this.choose(each.key) },
    h("span", { class: each.box[0] < EDGE_OF_PAPER ? "ds-tag ds-in" : "ds-tag", "aria-hidden": "true" }, `${each.label}${sign}`),
    pressed && !each.taken && !this.tool ? h("span", { class: "ds-grip", "aria-hidden": "true" }) : null);
  }

  /** Where the chosen row is split. */
  #line() {
    const { row } = this;
    if (this.tool !== "split" || !row) return null;
    const [left, , right] = row.box;
    return h("div", { class: "ds-rule", style: { left: percent(left), width: percent(right - left), top: percent(this.rule) } });
  }

  #middle() {
    const { row } = this;
    return row ? (row.box[1] + row.box[3]) / 2 : 0;
  }

  /** @param {PointerEvent} event @returns {[number, number]} as shares of the sheet */
  #at(event) {
    const { left, top, width, height } = this.layer.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.#drag || this.work.busy) return;
    const [x, y] = this.#at(event);
    const { row } = this;
    if (this.tool === "split") return this.#cut(x, y);
    const held = row && this.#edges(event, row.box) ? row : event.pointerType === "mouse" ? this.outlines.shown.find(({ box }) => inside(box, x, y)) : undefined;
    if (this.tool === "draw") this.#drag = { key: "", from: [x, y], box: [x, y, x, y], edges: "rb", now: [x, y, x, y] };
    else if (held && !held.taken) this.#drag = { key: held.key, from: [x, y], box: held.box, edges: this.#edges(event, held.box), now: held.box };
    else return;
    if (held && held !== row && !this.tool) this.choose(held.key);
    event.preventDefault();
    this.layer.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const [x, y] = this.#at(event);
    if (this.tool === "split") {
      const under = this.outlines.shown.find(({ box }) => inside(box, x, y));
      if (!under) return;
      if (under.key !== this.chosen) this.choose(under.key);
      this.rule = y;
      this.layer.querySelector(".ds-rule")?.style.setProperty("top", percent(y));
    }
    const drag = this.#drag;
    if (!drag) return;
    drag.now = this.outlines.inside(dragged(drag, x - drag.from[0], y - drag.from[1]));
    let box = this.layer.querySelector(drag.key ? `[data-key="${drag.key}"]` : ".ds-drawn");
    if (!box) this.layer.append((box = h("div", { class: "ds-drawn" })));
    Object.assign(box.style, placed(drag.now));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const drag = this.#drag;
    if (!drag) return;
    this.#drag = null;
    const [x, y] = this.#at(event);
    const { width, height } = this.layer.getBoundingClientRect();
    const far = Math.hypot((x - drag.from[0]) * width, (y - drag.from[1]) * height) >= DRAWN;
    if (far && drag.key) this.outlines.place(drag.key, drag.now);
    else if (far) drag.key = this.outlines.draw(drag.now);
    if (far) this.tool = "";
    this.choose(drag.key || this.chosen, true);
  }

  #leave() {
    this.#drag = null;
    this.draw();
  }

  /** @param {number} x @param {number} y */
  #cut(x, y) {
    const under = this.outlines.shown.find(({ box }) => inside(box, x, y));
    if (!under || under.taken) return;
    this.tool = "";
    this.choose(this.outlines.split(under.key, y), true);
  }

  /** Which edges of a box are under the pointer ("l", "t", "r", "b"), "m" for its middle; nothing outside. @param {PointerEvent} event @param {Box} box */
  #edges(event, box) {
    const { left, top, width, height } = this.layer.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const [l, t, r, b] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height];
    const out = event.pointerType === "mouse" ? EDGE.mouse : EDGE.touch;
    if (x < l - out || x > r + out || y < t - out || y > b + out) return "";
    const hold = Math.min(out, (b - t) / 4); // within the box, so that its middle is left
    const across = x < l + out ? "l" : x > r - out ? "r" : "";
    const down = y < t + hold ? "t" : y > b - hold ? "b" : "";
    return across + down || "m";
  }
}

/** @param {Drag} drag @param {number} x @param {number} y @returns {Box} */
function dragged({ box: [l, t, r, b], edges }, x, y) {
  if (edges === "m") {
    const [dx, dy] = [Math.min(Math.max(x, -l), 1 - r), Math.min(Math.max(y, -t), 1 - b)];
    return [l + dx, t + dy, r + dx, b + dy];
  }
  return [edges.includes("l") ? l + x : l, edges.includes("t") ? t + y : t, edges.includes("r") ? r + x : r, edges.includes("b") ? b + y : b];
}

/** @param {Box} box @param {number} x @param {number} y */
function inside([left, top, right, bottom], x, y) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** @param {Box} box */
export function placed([left, top, right, bottom]) {
  return { left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) };
}

/** @param {number} share */
function percent(share) {
  return `${100 * share}%`;
}
