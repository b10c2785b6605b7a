/**
 * The lock: after some minutes without a key or pointer, or at once by its key, the page covers itself. What is still to be sent is sent
 * first; then the program closes the store and shuts this browser out, and the page makes way for one that holds nothing.
 */
import { ask, NoAnswer } from "./ask.js";
import { h } from "./dom.js";
import { Keys } from "./keys.js";
import { wait } from "./wait.js";

/** @typedef {{language: string, who: string, minutes: number, texts: Record<string, string>}} Settings */

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]; // of somebody who is there
const COVER = { minBlockSize: "100vh", display: "grid", placeContent: "center", textAlign: "center", font: "1rem/1.5 system-ui, sans-serif", color: "CanvasText", background: "Canvas", colorScheme: "light dark" };
const LOOK = 1000; // milliseconds between two looks at the clock
const TELL = 3000; // other tabs are told that somebody is there, at most so often
const AGAIN = 1500; // before the program is asked again

export class Lock {
  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    this.locked = false;
    this.last = Date.now(); // the wall clock: it goes on while the laptop sleeps
    this.told = 0;
    this.tabs = new BroadcastChannel("digitiser-lock");
    this.tabs.onmessage = ({ data }) => (data === "lock" ? void this.lock() : (this.last = Date.now()));
    for (const sign of SIGNS) document.addEventListener(sign, () => this.#somebody(), { capture: true, passive: true });
    document.addEventListener("keydown", (event) => this.#key(event), true);
    document.addEventListener("digitiser-lock-now", () => void this.lock());
    setInterval(() => this.#look(), LOOK);
  }

  get #late() {
    return this.settings.minutes > 0 && Date.now() - this.last > this.settings.minutes * 60_000;
  }

  #look() {
    if (this.#late) void this.lock();
  }

  #somebody() {
    this.#look(); // who comes back after a sleep finds it locked
    if (this.locked) return;
    this.last = Date.now();
    if (this.last - this.told < TELL) return;
    this.told = this.last;
    this.tabs.postMessage("here");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || at.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable], [role=combobox]")) return;
    if (new Keys(this.settings.language).action(event) === "lock") void this.lock();
  }

  async lock() {
    if (this.locked) return;
    this.locked = true;
    this.tabs.postMessage("lock");
    /** @type {Promise<void>[]} */ const sent = [];
    // Whoever holds rows or pictures lets them go, and says when it has nothing left to send.
    document.dispatchEvent(new CustomEvent("digitiser-lock", { detail: (/** @type {Promise<void>} */ done) => sent.push(done) }));
    const { texts } = this.settings;
    document.body.replaceChildren(h("main", { role: "status", style: COVER }, h("h1", {}, texts.locked), h("p", {}, texts.locking)));
    await Promise.all(sent);
    while (!(await this.#shut())) await wait(AGAIN);
    location.replace(`/locked?language=${this.settings.language}`);
  }

  /** Whether this browser is shut out by now. */
  async #shut() {
    try {
      await ask("/lock", {});
      return true;
    } catch (fault) {
      if (!(fault instanceof NoAnswer)) throw fault;
      return fault.kind === "shut"; // by another tab, or the program was started anew
    }
  }
}
