/** Draws a sitting and takes its keys. What is on the screen always comes from what is in the browser already. */
import { Bar, CONFIRMS } from "./bar.js";
import { entryOf, needed } from "./cards.js";
import { counted, shown } from "./counts.js";
import { h } from "./dom.js";
import { FootView } from "./foot_view.js";
import { Keys } from "./keys.js";
import { showKeys } from "./keys_view.js";
import { showNote } from "./note_view.js";
import { RowView } from "./row_view.js";
import { showSheet } from "./sheet_view.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Field} Field @typedef {import("./types.js").Act} Act */
/** @typedef {import("./desk.js").Desk} Desk */

export class View {
  /** @param {HTMLElement} parent @param {Desk} desk */
  constructor(parent, desk) {
    this.desk = desk;
    this.keys = new Keys(desk.settings.language);
    this.message = ""; // to the reviewer, about the row on the screen
    /** @type {Card | null | undefined} */ this.drawn = null; // nothing yet, not even that there is none
    this.drawnAs = "";
    this.begun = false; // no row was before the person yet
    this.where = h("div", { class: "dk-where" });
    this.left = h("div", { class: "dk-left" });
    this.modes = ["row", "type"].map((mode) => h("button", { type: "button", onclick: () => this.#go(mode) }, this.texts[`mode_${mode}`]));
    this.head = h("div", { class: "dk-head" }, this.where, h("div", { class: "dk-modes", role: "group", "aria-label": this.texts.modes }, ...this.modes), this.left);
    this.state = h("div", { class: "dk-state", role: "status" });
    this.row = new RowView(desk, { texts: this.texts, hint: (card) => this.#hint(card), choose: (field, at) => this.#choose(field, at), ticked: () => this.#ticked() });
    this.bar = new Bar(this.keys, () => this.texts, (action) => this.#act(action), () => this.row.focus());
    this.root = h("div", { class: "dk" }, this.head, this.state, this.row.section, this.bar.root, this.row.around);
    parent.append(this.root);
    this.listen = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    document.addEventListener("keydown", this.listen, true);
    this.root.addEventListener("focusin", () => this.#mode());
    this.root.addEventListener("focusout", () => this.#mode());
    this.waits = false;
    this.#draw();
  }

  leave() {
    document.removeEventListener("keydown", this.listen, true);
    this.root.remove();
  }

  get texts() {
    return this.desk.settings.texts;
  }

  /** Soon, before the browser paints: once for all that happens in one turn. */
  draw() {
    if (this.waits) return;
    this.waits = true;
    queueMicrotask(() => {
      this.waits = false;
      this.#draw();
    });
  }

  #draw() {
    this.#head();
    this.#state();
    const { card } = this.desk;
    const as = card ? JSON.stringify([card.id, card.revision, card.kind, card.notices, card.fields.map((f) => [f.fault, f.choices.length])]) : JSON.stringify([this.desk.loaded, this.desk.elsewhere, this.desk.second]);
    if (card !== this.drawn || as !== this.drawnAs) this.#row(card, as);
    this.bar.draw(card, this.desk.behind.length > 0);
    this.#mode();
    Object.assign(this.root.dataset, { row: card?.row ?? "", unconfirmed: this.desk.outbox.size });
  }

  // ------------------------------------------------------------------------------------------------ what is seen

  #head() {
    const { desk, texts } = this;
    const { card, left, settled, minutes, pace } = desk;
    const done = settled + left ? (100 * settled) / (settled + left) : 100;
    const time = minutes === null || pace === null ? [] : [this.#count("minutes", minutes), texts.pace.replace("{seconds}", shown(desk.settings.language, Math.round(10 * pace) / 10))];
    this.where.replaceChildren(h("h1", {}, card ? card.title : texts.title), card ? h("bdi", { class: "dk-file" }, card.file) : "");
    this.left.replaceChildren(
      h("p", {}, desk.loaded ? this.#count("left", left) : "", ...time.map((words) => h("span", {}, ` · ${words}`))),
      h("div", { class: "dk-meter", "aria-hidden": "true" }, h("div", { style: { inlineSize: `${done}%` } })),
    );
  }

  /** @param {string} name @param {number} number */
  #count(name, number) {
    return counted(this.desk.settings, name, number);
  }

  /** What goes on behind: nothing is said while all is well. */
  #state() {
    const { desk, texts } = this;
    const { outbox } = desk;
    const trouble = outbox.trouble || desk.trouble;
    const lines = [];
    if (trouble) lines.push(h("p", { class: "dk-alarm" }, texts[trouble], outbox.words ? h("bdi", {}, ` ${outbox.words}`) : ""));
    if (outbox.size && (trouble || outbox.full)) lines.push(h("p", {}, this.#count("unconfirmed", outbox.size), outbox.full ? ` ${texts.full}` : ""));
    if (desk.note) lines.push(h("p", {}, texts.comes_again.replace("{row}", desk.note)));
    if (this.message) lines.push(h("p", { class: "dk-alarm" }, this.message));
    const words = lines.map((line) => line.textContent).join("\n");
    if (words !== this.said) this.state.replaceChildren(...lines);
    this.said = words;
  }

  /** @param {Card | undefined} card @param {string} as */
  #row(card, as) {
    const { desk, texts } = this;
    const at = document.activeElement;
    const came = !this.begun && !at?.closest("input, textarea, select, dialog, [role=combobox]"); // by a link, which would keep the keys
    const here = came || this.root.contains(at) || at === document.body;
    this.begun ||= card !== undefined;
    const goesOn = card === this.drawn && this.row.typing && !card?.fields.some((field) => field.fault); // who types in it
    this.drawn = card;
    this.drawnAs = as;
    this.foot = card?.kind === "foot" ? new FootView(card, desk, texts, (number) => shown(desk.settings.language, number), !this.keys.off) : null;
    if (card && this.foot) this.row.put(card.title, this.foot.root);
    else if (card) this.row.show(card);
    else this.row.put(texts.title, desk.loaded ? this.#done() : h("p", { class: "dk-wait" }, texts.loading));
    if (card && here && !goesOn) this.row.focus();
  }

  /** Which key does what where Enter does nothing. @param {Card} card */
  #hint(card) {
    const words = this.texts[`hint_${card.kind}`];
    const name = (/** @type {string} */ action) => this.keys.printed(action) || this.texts[action];
    return words?.replace("{confirms}", name(CONFIRMS[card.kind] ?? "")).replace("{anyway}", name("anyway"));
  }

  #done() {
    const { desk, texts } = this;
    return h("div", { class: "dk-done" }, h("p", { class: "dk-big" }, texts.all_done),
      desk.second ? h("p", {}, this.#count("second", desk.second)) : null,
      h("p", {}, desk.elsewhere ? this.#count("elsewhere", desk.elsewhere) : texts.all_done_more),
      desk.behind.length ? this.bar.button("back") : null);
  }

  #mode() {
    const { typing } = this.row;
    this.root.dataset.mode = typing ? "type" : "row";
    this.modes.forEach((button, at) => (button.ariaPressed = String(typing === (at === 1))));
    this.bar.hint(typing ? this.texts.typing_hint : this.keys.off ? this.texts.keys_off_hint : this.texts.row_hint);
  }

  // ---------------------------------------------------------------------------------------------- what is done

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = event.target instanceof Element ? event.target : document.body;
    const elsewhere = at !== document.body && !this.root.contains(at) && at.closest("input, textarea, select, button, a, [role], [contenteditable]");
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || elsewhere || at.closest("dialog") || !this.desk.card) {
      if (!this.desk.card && this.keys.action(event) === "back" && !elsewhere && !event.repeat) this.#act("back");
      return;
    }
    const { typing } = this.row;
    if (typing && event.key === "Escape") this.#go("row");
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") return this.row.arrow(event, event.key === "ArrowLeft" ? -1 : 1);
    else if (!typing && (event.key === "F2" || (event.key === "Tab" && !event.shiftKey && [document.body, this.row.section].includes(at)))) this.#go("type");
    else {
      const action = this.keys.action(event);
      if (action === null || action === "lock" || (typing && action !== "accept")) return;
      if (action === "accept" && at.closest("button, a, summary")) return; // the button's own key
      if (!event.repeat) this.#act(action); // a key held down acts once: no row is accepted unseen
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} mode */
  #go(mode) {
    if (mode === "row") this.row.focus();
    else this.row.type();
  }

  /** @param {string | number} action */
  #act(action) {
    const { desk } = this;
    const { card } = desk;
    this.message = "";
    if (typeof action === "number") this.foot ? this.foot.choices.take(action - 1) : this.#chooseNumber(action - 1);
    else if (action === "back") void desk.back();
    else if (action === "lock") document.dispatchEvent(new Event("digitiser-lock-now"));
    else if (action === "keys") showKeys(this.root, this.keys, this.texts, () => this.#putAway());
    else if (!card) return;
    else if (action === "later") desk.postpone();
    else if (action === "sheet") void showSheet(this.root, desk, card, this.keys, (drafts) => this.#putAway(drafts ? this.texts.drafts_wait : ""));
    else if (this.foot) this.#explain(action, card);
    else if (action === "accept" || action === "anyway") this.#accept(card, action);
    else if (action === "note") showNote(this.root, card, this.texts, !this.keys.off, () => this.#putAway());
    else if (action === "ditto") this.#ditto(card);
    else if (action !== "one_entry" || card.row > 1) void this.#settle(/** @type {Act} */ (action));
    this.draw();
  }

  /** A dialog was closed: keys act on the row again, not on the button that opened it. @param {string} [message] */
  #putAway(message = "") {
    this.drawnAs = "";
    this.message = message || this.message;
    this.draw();
    this.#go("row");
  }

  /** A sheet of which the foot differs is done once a person has said why. @param {string} action @param {Card} card */
  #explain(action, card) {
    if (!["accept", "foot"].includes(action)) return;
    if (card.said?.reason ?? card.reason) void this.#settle("foot");
    else this.message = this.texts.foot_why;
  }

  /** Enter accepts what is plain; anything else needs its own key, so that habit invents no signature. @param {Card} card @param {string} action */
  #accept(card, action) {
    const fault = card.fields.find((field) => !field.now && field.refused && needed(card, field));
    if (action === "accept" && card.kind !== "plain") {
      this.#go("row");
      this.message = this.#hint(card) ?? "";
    } else if (fault) {
      this.message = `${fault.label}: ${fault.refused}`;
    } else if (card.said?.reason) {
      this.message = this.texts.reason_accept.replace("{note}", this.keys.printed("note") || this.texts.note);
    } else if (!named(card)) {
      this.message = this.texts.no_name;
    } else void this.#settle("accepted");
  }

  /** @param {Act} act */
  async #settle(act) {
    if (this.busy) return;
    this.busy = true;
    const card = this.desk.card;
    if (!(await this.desk.settle(act))) this.message = this.desk.outbox.full ? "" : this.texts.row_waits;
    this.busy = false;
    if (this.desk.card !== card) this.#go("row");
    this.draw();
  }

  /** Who agreed to be written to has an address that is looked at. */
  #ticked() {
    if (!this.desk.card?.fields.some((field) => field.contact)) return;
    this.drawnAs = "";
    this.draw();
  }

  /** @param {number} number */
  #chooseNumber(number) {
    const { card } = this.desk;
    for (const field of card?.fields.filter((each) => needed(card, each)) ?? []) {
      if (number < field.choices.length) return this.#choose(field, number);
      number -= field.choices.length;
    }
  }

  /** The alternative and the text change places, so that the same key takes it back. @param {Field} field @param {number} at */
  #choose(field, at) {
    const before = field.now ?? entryOf(field);
    const choice = field.choices[at];
    field.now = { column: field.column, ...choice };
    field.fault = "";
    if (before.value !== null) field.choices[at] = { text: before.text, value: before.value };
    this.drawnAs = "";
    this.draw();
    this.#go("row");
  }

  /** Country, town and postcode repeat the row above, where they are doubtful or empty. @param {Card} card */
  #ditto(card) {
    const wanting = card.fields.filter((field) => field.above?.text && (field.doubtful || !(field.now ?? field.guess).text || field.ditto));
    for (const field of wanting) if (field.above) field.now = { column: field.column, text: field.above.text, value: field.above.value };
    if (!wanting.length) this.message = this.texts.no_ditto;
    this.drawnAs = "";
  }
}

/** Whether there is a name to accept. @param {Card} card */
function named(card) {
  return card.fields.some((field) => field.column.endsWith("name") && (field.now ?? field.guess).text.trim());
}
