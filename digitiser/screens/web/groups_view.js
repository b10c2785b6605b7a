/** Draws the groups and the crops of one screen, and takes its keys: two digits mark, arrows and space too, Enter confirms the others. */
import { counted, shown } from "./counts.js";
import { h } from "./dom.js";
import { FIRST, key } from "./glances.js";
import { Keys } from "./keys.js";
import { showKeys } from "./keys_view.js";

/** @typedef {import("./glances.js").Glances} Glances */

const SETTLE_MS = 250; // a screen that has just come is not confirmed by a key that was meant for the last one

export class GroupsView {
  /** @param {HTMLElement} parent @param {Glances} glances */
  constructor(parent, glances) {
    this.glances = glances;
    this.keys = new Keys(glances.settings.language);
    this.typed = "";
    this.at = 0; // the crop that arrows move to
    /** @type {unknown} */ this.drawn = null;
    this.list = h("ul", { class: "dg-groups" });
    this.head = h("div", { class: "dk-head" });
    this.told = h("div", { class: "dk-state", role: "status" });
    this.crops = h("div", { class: "dg-crops", role: "group" });
    this.bar = h("div", { class: "dk-bar dg-groupbar" });
    this.root = h("div", { class: "dk dg-glance" }, h("nav", { "aria-label": this.texts.title }, this.list), h("div", { class: "dg-screen" }, this.head, this.told, this.crops, this.bar));
    parent.append(this.root);
    this.listen = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    document.addEventListener("keydown", this.listen, true);
    glances.changed = () => this.draw();
    this.draw();
    void glances.open();
  }

  leave() {
    this.glances.changed = () => {};
    document.removeEventListener("keydown", this.listen, true);
    this.root.remove();
  }

  /** The screen is locked: no crop stays. */
  forget() {
    this.leave();
    this.crops.replaceChildren();
    this.glances.forget();
  }

  get texts() {
    return this.glances.settings.texts;
  }

  draw() {
    this.#list();
    this.#head();
    this.#told();
    if (this.glances.glance !== this.drawn) this.#crops();
    this.#marks();
    this.#bar();
  }

  #list() {
    const { groups, group } = this.glances;
    const chosen = group ? key(group) : "";
    this.list.replaceChildren(
      ...groups.map((each) =>
        h("li", {},
          h("button", { type: "button", "aria-current": key(each) === chosen ? "true" : undefined, onclick: () => this.glances.choose(each) },
            h("span", {}, h("span", { class: "dg-about" }, each.about), h("bdi", {}, each.claim)), h("span", { class: "dg-number" }, this.#number(each.cells))))));
  }

  #head() {
    const { group, attention } = this.glances;
    const seen = this.texts.seen.replace("{caught}", this.#number(attention.caught)).replace("{planted}", this.#number(attention.planted));
    const pace = this.texts.pace.replace("{seconds}", this.#number(Math.round(attention.seconds * 100) / 100));
    this.head.replaceChildren(
      h("div", { class: "dk-where" }, h("h1", {}, group ? this.#name(group) : this.texts.title), group ? h("span", { class: "dk-file" }, this.#left(group)) : ""),
      attention.planted ? h("div", { class: "dk-left" }, h("p", {}, seen, h("span", {}, ` · ${pace}`))) : "",
    );
  }

  /** In crops, and in minutes once there is a pace. @param {import("./glances.js").Group} group */
  #left(group) {
    const { seconds } = this.glances.attention;
    const left = this.#count("left", group.cells);
    return seconds ? `${left} · ${this.#count("minutes", Math.ceil((group.cells * seconds) / 60))}` : left;
  }

  /** @param {import("./glances.js").Group} group */
  #name(group) {
    const [before, after] = this.texts.name.replace("{about}", group.about).split("{claim}");
    return h("span", {}, before, h("bdi", {}, group.claim), after);
  }

  #told() {
    const { state, trouble, answer, group } = this.glances;
    const lines = [];
    if (trouble) lines.push(h("p", { class: "dk-alarm" }, this.texts[trouble]));
    else if (state === "told") lines.push(h("p", { class: "dk-alarm" }, this.texts.told));
    else if (state === "done") lines.push(h("p", {}, this.texts.nothing));
    else if (state === "waits") lines.push(h("p", {}, this.texts.waits));
    else if (answer?.outcome === "gone") lines.push(h("p", { class: "dk-alarm" }, this.texts.gone));
    else if (answer) lines.push(h("p", {}, [this.#count("kept", answer.confirmed), answer.accepted ? this.#count("accepted", answer.accepted) : ""].filter(Boolean).join(" · ")));
    else if (this.glances.again) lines.push(h("p", {}, this.texts.taken_back));
    else if (group) lines.push(h("p", {}, this.#hint(group)));
    const words = lines.map((line) => line.textContent).join("\n");
    if (words !== this.said) this.told.replaceChildren(...lines);
    this.said = words;
  }

  /** @param {import("./glances.js").Group} group */
  #hint(group) {
    if (this.keys.off) return this.texts.off_hint;
    return group.kind === "own_label" ? this.texts.own_hint : this.texts.hint;
  }

  #crops() {
    const { glance, group } = this.glances;
    this.drawn = glance;
    this.typed = "";
    this.at = 0;
    this.crops.classList.toggle("dg-own", group?.kind === "own_label");
    this.crops.classList.toggle("dg-rows", Boolean(group) && !group?.column);
    const crops = glance?.crops ?? [];
    this.crops.replaceChildren(...crops.map((crop, place) => this.#crop(crop, place)));
    if (!document.activeElement?.closest("input, textarea, select, dialog, [role=combobox]")) this.crops.children[0]?.focus({ preventScroll: true });
  }

  /** @param {import("./glances.js").Crop} crop @param {number} place */
  #crop(crop, place) {
    const label = String(FIRST + place);
    return h("button", { type: "button", class: "dg-crop", "data-place": place, tabIndex: place ? -1 : 0, onclick: () => this.glances.toggle(place), onfocus: () => this.#move(place, false) },
      h("img", { src: `data:image/jpeg;base64,${crop.picture}`, alt: "" }),
      h("span", { class: "dg-label" }, h("kbd", {}, label), crop.text ? h("bdi", {}, ...inLines(crop.text)) : "", h("span", { class: "dg-passed" })));
  }

  #marks() {
    const { marked, state, answer, glance } = this.glances;
    const passed = new Map(state === "told" ? answer?.missed.map((each) => [each.place, each.text]) : []);
    [...this.crops.children].forEach((button, place) => {
      const crop = glance?.crops[place];
      const on = marked.has(place);
      button.setAttribute("aria-pressed", String(on));
      button.setAttribute("aria-label", [this.texts.crop.replace("{number}", String(FIRST + place)), crop?.text, on ? this.texts.exception : ""].filter(Boolean).join(", "));
      button.classList.toggle("dg-wrong", passed.has(place));
      const text = passed.get(place);
      const words = passed.has(place) ? (text ? this.texts.it_says.replace("{value}", text) : "✕") : on ? "✕" : "";
      button.querySelector(".dg-passed").textContent = words;
    });
    if (passed.size && !this.warned) this.crops.querySelector(".dg-wrong")?.scrollIntoView({ block: "nearest" });
    this.warned = passed.size > 0;
  }

  #bar() {
    const { state, marked, glance } = this.glances;
    const ready = state === "looking" || state === "told";
    this.bar.replaceChildren(
      h("div", { class: "dk-verdicts" },
        h("button", { type: "button", class: "dk-main", disabled: !ready || !glance, onclick: () => this.glances.confirm() }, state === "told" ? this.texts.again : this.texts.confirm, h("kbd", {}, "⏎")),
        marked.size ? h("span", {}, this.#count("marked", marked.size)) : "",
        this.typed ? h("kbd", {}, `${this.typed}_`) : "",
        state === "loading" || state === "sending" ? h("span", { class: "dk-file" }, this.texts.loading) : ""),
      h("div", { class: "dk-quiet" }, this.#button("back", !this.glances.behind.length), this.#button("keys", false), this.#button("lock", false)),
    );
    this.root.toggleAttribute("aria-busy", state === "loading" || state === "sending");
  }

  /** @param {"back" | "keys" | "lock"} action @param {boolean} disabled */
  #button(action, disabled) {
    const printed = this.keys.printed(action);
    return h("button", { type: "button", "data-action": action, disabled, onclick: () => this.#act(action), "aria-keyshortcuts": printed || null },
      h("span", {}, this.texts[action]), printed ? h("kbd", {}, printed) : null);
  }

  /** @param {string} action */
  #act(action) {
    if (action === "back") void this.glances.back();
    else if (action === "lock") document.dispatchEvent(new Event("digitiser-lock-now"));
    else showKeys(this.root, this.keys, this.texts, () => this.draw());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const target = event.target;
    const elsewhere = target instanceof Element && target !== document.body && !this.root.contains(target);
    if (elsewhere && target.closest("input, textarea, select, button, a, [role=combobox]")) return;
    const inList = target instanceof Element && this.list.contains(target);
    const inBar = target instanceof Element && this.bar.contains(target);
    const digit = this.keys.off ? null : /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    const action = this.keys.action(event);
    if (digit) this.#digit(digit[1]);
    else if (action === "back" || action === "keys") !event.repeat && this.#act(action);
    else if (event.code === "Enter" || event.code === "NumpadEnter") {
      if (inList || inBar) return;
      if (!event.repeat && performance.now() - this.glances.shownAt > SETTLE_MS) this.glances.confirm();
    } else if (event.code === "Space" && !inList && !inBar) this.glances.toggle(this.at);
    else if (event.code === "Escape" || event.code === "Backspace") this.#typedSoFar("");
    else if (event.code.startsWith("Arrow") && !inList) this.#arrow(event.code);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} digit */
  #digit(digit) {
    const typed = this.typed + digit;
    if (typed.length < 2) return this.#typedSoFar(typed);
    this.#typedSoFar("");
    this.glances.toggle(Number(typed) - FIRST);
  }

  /** @param {string} typed */
  #typedSoFar(typed) {
    this.typed = typed;
    this.#bar();
  }

  /** @param {string} code */
  #arrow(code) {
    const boxes = [...this.crops.children].map((crop) => crop.getBoundingClientRect());
    if (!boxes.length) return;
    const columns = boxes.filter((box) => Math.abs(box.top - boxes[0].top) < 2).length;
    const forward = getComputedStyle(this.crops).direction === "rtl" ? -1 : 1;
    const by = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: columns, ArrowUp: -columns }[code] ?? 0;
    this.#move(Math.min(Math.max(this.at + by, 0), boxes.length - 1), true);
  }

  /** @param {number} place @param {boolean} focus */
  #move(place, focus) {
    const crops = this.crops.children;
    crops[this.at]?.setAttribute("tabindex", "-1");
    this.at = place;
    crops[place]?.setAttribute("tabindex", "0");
    if (focus) crops[place]?.focus();
  }

  /** @param {number} value */
  #number(value) {
    return shown(this.glances.settings.language, value);
  }

  /** @param {string} name @param {number} number */
  #count(name, number) {
    return counted(this.glances.settings, name, number);
  }
}

/** An address goes on in a second line at its @. @param {string} text */
function inLines(text) {
  const at = text.indexOf("@");
  return at > 0 ? [text.slice(0, at), h("wbr"), text.slice(at)] : [text];
}
