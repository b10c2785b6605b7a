/** Which key does what. Keys are places on the keyboard (KeyboardEvent.code); what is printed there depends on the layout. */

const STORED = "digitiser-keys"; // nothing of any signer: layout, own keys, whether letters act at all

/** @type {Record<string, string>} */
export const DEFAULTS = {
  anyway: "KeyY",
  struck: "KeyX",
  unsigned: "KeyU",
  unreadable: "KeyI",
  not_a_row: "KeyN",
  one_entry: "KeyT",
  ditto: "KeyD",
  note: "KeyR",
  asked: "KeyH",
  later: "KeyL",
  back: "KeyB",
  sheet: "KeyS",
  several: "KeyE",
  keys: "KeyK",
  lock: "KeyV",
};

/** The same for the whole sheet, which is put away by the key that opened it. @type {Record<string, string>} */
export const ON_SHEET = { draw: "KeyD", split: "KeyP", read_again: "KeyA", undo: "KeyU" };

/** What is at hand at one time: there no key does two things. */
const TOGETHER = [Object.keys(DEFAULTS), [...Object.keys(ON_SHEET), "sheet", "lock"]];

/** What is printed on the places where it is not the letter of the place's name. @type {Record<string, Record<string, string>>} */
const PRINTED = {
  qwerty: { Semicolon: ";", Comma: ",", Period: ".", Slash: "/", Quote: "'", BracketLeft: "[", BracketRight: "]", Minus: "-", Equal: "=" },
  azerty: {
    KeyA: "Q", KeyQ: "A", KeyW: "Z", KeyZ: "W", KeyM: ",", Semicolon: "M", Comma: ";", Period: ":", Slash: "!", Quote: "ù",
    BracketLeft: "^", BracketRight: "$", Minus: ")", Equal: "=",
  },
  arabic: {
    KeyQ: "ض", KeyW: "ص", KeyE: "ث", KeyR: "ق", KeyT: "ف", KeyY: "غ", KeyU: "ع", KeyI: "ه", KeyO: "خ", KeyP: "ح", KeyA: "ش", KeyS: "س",
    KeyD: "ي", KeyF: "ب", KeyG: "ل", KeyH: "ا", KeyJ: "ت", KeyK: "ن", KeyL: "م", KeyZ: "ئ", KeyX: "ء", KeyC: "ؤ", KeyV: "ر", KeyB: "لا",
    KeyN: "ى", KeyM: "ة", BracketLeft: "ج", BracketRight: "د", Semicolon: "ك", Quote: "ط", Comma: "و", Period: "ز", Slash: "ظ", Minus: "-",
    Equal: "=",
  },
};
export const LAYOUTS = Object.keys(PRINTED);

export class Keys {
  /** @param {string} language of the screen: the layout that its people mostly have, until somebody chooses */
  constructor(language) {
    /** @type {{layout?: string, own?: Record<string, string>, off?: boolean, several?: boolean}} */ let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    } catch {
      // a browser that keeps nothing: the defaults then
    }
    this.chosen = LAYOUTS.includes(kept.layout ?? "") ? kept.layout : undefined;
    this.usual = { fr: "azerty", ar: "arabic" }[language] ?? "qwerty";
    this.own = kept.own ?? {};
    this.off = kept.off ?? false;
    this.several = kept.several ?? false; // rows on the screen at once
  }

  get layout() {
    return this.chosen ?? this.usual;
  }

  /** @param {string} action */
  place(action) {
    return this.own[action] ?? DEFAULTS[action] ?? ON_SHEET[action];
  }

  /** What is printed on the key of an action; empty where letters do not act. @param {string} action */
  printed(action) {
    if (action === "accept" || action === "foot") return "⏎";
    return this.off ? "" : this.name(this.place(action));
  }

  /** @param {string} code */
  name(code) {
    return PRINTED[this.layout][code] ?? code.replace(/^(Key|Digit)/, "");
  }

  /** The action of a key, or the number of an alternative. @param {KeyboardEvent} event @returns {string | number | null} */
  action(event) {
    if (event.code === "Enter" || event.code === "NumpadEnter") return "accept";
    if (this.off) return null;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit) return Number(digit[1]);
    return Object.keys(DEFAULTS).find((action) => this.place(action) === event.code) ?? null;
  }

  /** What a key does on the whole sheet. @param {KeyboardEvent} event */
  onSheet(event) {
    return this.off ? undefined : TOGETHER[1].find((action) => this.place(action) === event.code);
  }

  /** Gives a key to an action; whichever had it beside this one gets the key of this one. @param {string} action @param {string} code */
  assign(action, code) {
    const before = this.place(action);
    if (before === code) return;
    this.own[action] = code;
    const beside = TOGETHER.filter((actions) => actions.includes(action)).flat();
    for (const other of new Set(beside)) if (other !== action && this.place(other) === code) this.assign(other, before);
    this.keep();
  }

  keep() {
    try {
      localStorage.setItem(STORED, JSON.stringify({ layout: this.chosen, own: this.own, off: this.off, several: this.several }));
    } catch {
      // as above
    }
  }

  forget() {
    this.own = {};
    this.off = false;
    this.chosen = undefined;
    this.keep();
  }
}
