/** Draws a sitting and takes its keys. What is on the screen always comes from what is in the browser already. */
import { Bar, CONFIRMS } from "./bar.js";
import { AT_ONCE } from "./desk.js";
import { entryOf, needed } from "./cards.js";
import { counted, shown as inDigits } from "./counts.js";
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
    desk.several = this.keys.several;
    /** @type {(Card | null | undefined)[]} */ this.drawn = [null]; // nothing yet, not even that there is none
    /** @type {string[]} */ this.drawnAs = [];
    this.shortened = false; // a row was just left out that had no room
    this.begun = false; // no row was before the person yet
    this.where = h("div", { class: "dk-where" });
    this.left = h("div", { class: "dk-left" });
    this.modes = ["row", "type"].map((mode) => h("button", { type: "button", onclick: () => this.#go(mode) }, this.texts[`mode_${mode}`]));
    this.head = h("div", { class: "dk-head" }, this.where, h("div", { class: "dk-modes", role: "group", "aria-label": this.texts.modes }, ...this.modes), this.left);
    this.state = h("div", { class: "dk-state", role: "status" });
    const words = { texts: this.texts, hint: (/** @type {Card} */ card) => this.#hint(card), choose: (/** @type {Card} */ card, /** @type {Field} */ field, /** @type {number} */ at) => this.#choose(card, field, at), ticked: (/** @type {Card} */ card) => this.#ticked(card) };
    this.rows = Array.from({ length: AT_ONCE }, (_, place) => new RowView(desk, words, place));
    this.paper = h("div", { class: "dk-rows" }, this.row.section);
    this.around = h("div", {}, this.row.around);
    this.bar = new Bar(this.keys, () => this.texts, (action) => this.#act(action), () => this.row.focus());
    this.root = h("div", { class: "dk" }, this.head, this.state, this.paper, this.bar.root, this.around);
    parent.append(this.root);
    this.listen = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    document.addEventListener("keydown", this.listen, true);
    this.root.addEventListener("focusin", (event) => {
      const place = this.rows.findIndex((row) => row.section.contains(/** @type {Node} */ (event.target)));
      if (place >= 0 && place !== desk.at && place < desk.shown.length) this.#frame(place);
      this.#mode();
    });
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

  /** The row with the frame. */
  get row() {
    return this.rows[this.desk.at];
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
    const { shown, loaded, elsewhere, second } = this.desk;
    const as = shown.length ? shown.map((card) => JSON.stringify([shown.length > 1, card.id, card.revision, card.kind, card.notices, card.fields.map((f) => [f.fault, f.choices.length])])) : [JSON.stringify([loaded, elsewhere, second])];
    if (shown.length !== this.drawn.length || shown.some((card, at) => card !== this.drawn[at]) || as.some((words, at) => words !== this.drawnAs[at])) this.#rows(shown, as);
    this.#bar();
    this.#mode();
    this.root.dataset.unconfirmed = String(this.desk.outbox.size);
  }

  // ------------------------------------------------------------------------------------------------ what is seen

  #head() {
    const { desk, texts } = this;
    const { card, left, settled, minutes, pace } = desk;
    this.root.dataset.row = String(card?.row ?? "");
    const done = settled + left ? (100 * settled) / (settled + left) : 100;
    const time = minutes === null || pace === null ? [] : [this.#count("minutes", minutes), texts.pace.replace("{seconds}", inDigits(desk.settings.language, Math.round(10 * pace) / 10))];
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

  /** @param {Card[]} shown @param {string[]} as */
  #rows(shown, as) {
    const { desk, texts } = this;
    const [card] = shown;
    const at = document.activeElement;
    const fresh = !this.begun && !at?.closest("input, textarea, select, dialog, [role=combobox]"); // by a link, which would keep the keys
    const here = fresh || this.root.contains(at) || at === document.body;
    this.begun ||= card !== undefined;
    const typing = this.rows.findIndex((row) => row.typing);
    const goesOn = typing >= 0 && shown[typing] === this.drawn[typing] && !shown[typing]?.fields.some((field) => field.fault); // who types in it
    this.foot = card?.kind === "foot" ? new FootView(card, desk, texts, (number) => inDigits(desk.settings.language, number), !this.keys.off) : null;
    this.#place(Math.max(1, shown.length));
    if (card && this.foot) this.rows[0].put(card.title, this.foot.root);
    else if (!card) this.rows[0].put(texts.title, desk.loaded ? this.#done() : h("p", { class: "dk-wait" }, texts.loading));
    else shown.forEach((each, place) => (each !== this.drawn[place] || as[place] !== this.drawnAs[place]) && this.rows[place].show(each, shown.length > 1));
    const came = this.shortened || shown.some((each) => !this.drawn.includes(each)); // of those that stand there already none goes
    this.drawn = [...shown];
    this.drawnAs = as;
    this.#frame(desk.at);
    if (came && shown.length > 1 && !this.#fits()) {
      desk.leaveOut();
      this.shortened = true; // and perhaps once more
      this.#draw();
      this.shortened = false;
      return;
    }
    if (card && here && !goesOn) this.row.focus();
  }

  /** Whether all rows are in view together with what accepts them: nobody accepts a row that lies below the edge of the window. */
  #fits() {
    const scrolled = this.root.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const end = this.bar.root.querySelector(".dk-verdicts") ?? this.paper;
    return end.getBoundingClientRect().bottom + scrolled <= innerHeight;
  }

  /** So many rows stand on the page. @param {number} many */
  #place(many) {
    const { children } = this.paper;
    this.rows.forEach(({ section }, place) => {
      if (place >= many) section.remove();
      else if (children[place] !== section) this.paper.append(section);
    });
    this.paper.classList.toggle("dk-several", many > 1);
  }

  /** Keys act on this row; numbers begin in it. @param {number} place */
  #frame(place) {
    this.desk.at = place;
    let number = 0;
    this.rows.forEach((row, at) => {
      row.section.classList.toggle("dk-framed", at === place);
      if (at < place || at >= this.desk.shown.length) row.number(9);
      else number += row.number(number);
    });
    this.around.replaceChildren(this.row.around);
    this.#head();
    this.#bar();
  }

  #bar() {
    const { shown, card, behind } = this.desk;
    this.bar.draw(card, behind.length > 0, shown.length > 1 ? this.#count("accept", shown.length) : "");
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
    else if (!typing && this.desk.shown.length > 1 && ["ArrowUp", "ArrowDown"].includes(event.key)) this.#step(event.key === "ArrowDown" ? 1 : -1);
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

  /** The frame goes to the row above or below. @param {number} by */
  #step(by) {
    const place = this.desk.at + by;
    if (place >= 0 && place < this.desk.shown.length) this.rows[place].focus();
    this.row.section.scrollIntoView({ block: "nearest" });
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
    else if (action === "several") this.#several();
    else if (!card) return;
    else if (action === "later") desk.postpone();
    else if (action === "sheet") void showSheet(this.root, desk, card, this.keys, (drafts) => this.#putAway(drafts ? this.texts.drafts_wait : ""));
    else if (this.foot) this.#explain(action, card);
    else if (action === "accept" || action === "anyway") this.#acceptAll(action);
    else if (action === "note") showNote(this.root, card, this.texts, !this.keys.off, () => this.#putAway());
    else if (action === "ditto") this.#ditto(card);
    else if (action !== "one_entry" || card.row > 1) void this.#settle(/** @type {Act} */ (action));
    this.draw();
  }

  /** A dialog was closed: keys act on the row again, not on the button that opened it. @param {string} [message] */
  #putAway(message = "") {
    this.drawnAs = [];
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

  /** One row on the screen, or several. */
  #several() {
    this.keys.several = !this.keys.several;
    this.keys.keep();
    this.desk.show(this.keys.several);
    this.#go("row");
  }

  /** Enter accepts what is plain; anything else needs its own key, so that habit invents no signature. @param {string} action */
  #acceptAll(action) {
    const { shown } = this.desk;
    for (const [place, card] of shown.entries()) {
      const words = this.#amiss(card, action);
      if (!words) continue;
      if (shown.length > 1) this.rows[place].focus();
      this.message = words;
      return;
    }
    void this.#settle("accepted");
  }

  /** Why a row cannot be accepted; empty where it can. @param {Card} card @param {string} action */
  #amiss(card, action) {
    const fault = card.fields.find((field) => !field.now && field.refused && needed(card, field));
    if (action === "accept" && card.kind !== "plain") {
      this.#go("row");
      return this.#hint(card) ?? "";
    }
    if (fault) return `${fault.label}: ${fault.refused}`;
    if (card.said?.reason) return this.texts.reason_accept.replace("{note}", this.keys.printed("note") || this.texts.note);
    return named(card) ? "" : this.texts.no_name;
  }

  /** @param {Act} act */
  async #settle(act) {
    if (this.busy) return;
    this.busy = true;
    const { card } = this.desk;
    if (!(await (act === "accepted" ? this.desk.settleAll() : this.desk.settle(act)))) this.message = this.desk.outbox.full ? "" : this.texts.row_waits;
    this.busy = false;
    if (this.desk.card !== card) this.#go("row");
    this.draw();
  }

  /** Who agreed to be written to has an address that is looked at. @param {Card} card */
  #ticked(card) {
    if (!card.fields.some((field) => field.contact)) return;
    this.drawnAs = [];
    this.draw();
  }

  /** Numbers begin in the row with the frame and go on in those below. @param {number} number */
  #chooseNumber(number) {
    for (const card of this.desk.shown.slice(this.desk.at)) {
      for (const field of card.fields.filter((each) => needed(card, each))) {
        if (number < field.choices.length) return this.#choose(card, field, number);
        number -= field.choices.length;
      }
    }
  }

  /** The alternative and the text change places, so that the same key takes it back. @param {Card} card @param {Field} field @param {number} at */
  #choose(card, field, at) {
    const before = field.now ?? entryOf(field);
    const choice = field.choices[at];
    field.now = { column: field.column, ...choice };
    field.fault = "";
    if (before.value !== null) field.choices[at] = { text: before.text, value: before.value };
    this.drawnAs[this.desk.shown.indexOf(card)] = "";
    this.draw();
    this.#go("row");
  }

  /** Country, town and postcode repeat the row above, where they are doubtful or empty. @param {Card} card */
  #ditto(card) {
    const wanting = card.fields.filter((field) => field.above?.text && (field.doubtful || !(field.now ?? field.guess).text || field.ditto));
    for (const field of wanting) if (field.above) field.now = { column: field.column, text: field.above.text, value: field.above.value };
    if (!wanting.length) this.message = this.texts.no_ditto;
    this.drawnAs = [];
  }
}

/** Whether there is a name to accept. @param {Card} card */
function named(card) {
  return card.fields.some((field) => field.column.endsWith("name") && (field.now ?? field.guess).text.trim());
}
