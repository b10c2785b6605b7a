/** Takes files and pictures, sends them one after the other, and shows what was found on each sheet and what to take again. */
import { ask, NoAnswer, picture, send } from "./ask.js";
import { counted, shown } from "./counts.js";
import { h } from "./dom.js";
import { wait } from "./wait.js";

/**
 * @typedef {{index: number, box: [number, number, number, number], state: "filled" | "struck" | "empty", again: boolean}} Row
 * @typedef {{id: string, title: string, signatures: number, foot: number | null, rows: Row[], advice: string[], again: boolean}} Sheet
 * @typedef {{file: string, sheets: Sheet[], known: boolean, refused: string}} Taken
 * @typedef {{language: string, texts: Record<string, string>, counts: Record<string, Record<string, string>>}} Settings
 * @typedef {{name: string, data: Blob | null, state: "waiting" | "reading" | "done" | "failed", trouble: string, taken: Taken | null, card: HTMLElement}} Item
 */

const TYPES = ".jpg,.jpeg,.png,.tif,.tiff,.pdf,.heic";
const QUALITY = 0.92; // of a picture that the camera takes

export class CaptureView {
  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    /** @type {Item[]} newest first */ this.items = [];
    this.busy = false;
    /** @type {MediaStream | null} */ this.stream = null;
    this.summary = h("p", { class: "dc-sum", role: "status" });
    this.results = h("div", { class: "dc-results" });
    this.missing = h("section", { class: "dc-missing" });
    this.camera = h("div", { class: "dc-camera", hidden: true });
    /** @type {HTMLElement | null} */ this.root = null;
  }

  /** @param {HTMLElement} parent @param {Settings} settings */
  show(parent, settings) {
    this.settings = settings;
    this.root?.remove();
    const chooser = h("input", { type: "file", multiple: true, accept: TYPES, class: "dc-file", id: "dc-file", onchange: () => this.#add(chooser.files, () => (chooser.value = "")) });
    const drop = h("div", { class: "dc-drop" },
      h("p", { class: "dk-big" }, this.texts.drop),
      h("div", { class: "dk-verdicts" },
        h("button", { type: "button", class: "dk-main", onclick: () => chooser.click() }, this.texts.choose),
        h("button", { type: "button", onclick: () => this.#open() }, this.texts.camera)),
      h("label", { class: "dc-hidden", htmlFor: "dc-file" }, this.texts.choose), chooser,
      h("p", { class: "dk-file" }, this.texts.phone));
    drop.addEventListener("dragover", (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      drop.classList.add("dc-over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("dc-over"));
    drop.addEventListener("drop", (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      drop.classList.remove("dc-over");
      this.#add(event.dataTransfer?.files ?? null, () => {});
    });
    this.root = h("div", { class: "dk dc" }, h("h1", {}, this.texts.title), drop, this.camera, this.summary, this.results, this.missing);
    parent.append(this.root);
    this.#draw();
    void this.#missing();
  }

  hide() {
    this.#close();
    this.root?.remove();
    this.root = null;
  }

  /** When everything that was chosen has been read. */
  async done() {
    while (this.busy) await wait(200);
  }

  get texts() {
    return this.settings.texts;
  }

  // --------------------------------------------------------------------------------------------- files and camera

  /** @param {FileList | null} files @param {() => void} then */
  #add(files, then) {
    for (const file of [...(files ?? [])]) this.#put(file.name, file);
    then();
    void this.#work();
  }

  /** @param {string} name @param {Blob} data */
  #put(name, data) {
    /** @type {Item} */ const item = { name, data, state: "waiting", trouble: "", taken: null, card: h("article", { class: "dc-item" }) };
    this.items.unshift(item);
    this.results.prepend(item.card);
    this.#card(item);
  }

  async #work() {
    if (this.busy) return;
    this.busy = true;
    for (let item = this.#next(); item; item = this.#next()) await this.#send(item);
    this.busy = false;
    void this.#missing();
  }

  #next() {
    return this.items.findLast((item) => item.state === "waiting");
  }

  /** @param {Item} item */
  async #send(item) {
    item.state = "reading";
    this.#card(item);
    try {
      const name = encodeURIComponent(item.name);
      item.taken = await send(`/capture/take?language=${this.settings.language}&file=${name}`, /** @type {Blob} */ (item.data));
      item.state = "done";
    } catch (fault) {
      if (!(fault instanceof NoAnswer)) throw fault;
      item.state = "failed";
      item.trouble = fault.kind;
    }
    item.data = null; // it is in the store, or chosen once more
    this.#card(item);
    this.#draw();
  }

  async #open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 4096 }, height: { ideal: 3072 }, facingMode: "environment" } });
    } catch {
      this.camera.hidden = false;
      this.camera.replaceChildren(h("p", { class: "dk-alarm", role: "alert" }, this.texts.no_camera));
      return;
    }
    const video = h("video", { autoplay: true, playsInline: true, muted: true, srcObject: this.stream });
    this.camera.hidden = false;
    this.camera.replaceChildren(
      video,
      h("div", { class: "dk-verdicts" },
        h("button", { type: "button", class: "dk-main", onclick: () => this.#shoot(video) }, this.texts.shoot),
        h("button", { type: "button", onclick: () => this.#close() }, this.texts.close)));
    this.camera.querySelector("button")?.focus();
  }

  /** @param {HTMLVideoElement} video */
  #shoot(video) {
    if (!video.videoWidth) return;
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const now = new Date();
    const name = `camera-${now.toISOString().slice(0, 19).replaceAll(":", "")}.jpg`;
    canvas.toBlob((/** @type {Blob | null} */ blob) => {
      if (blob) this.#put(name, blob);
      void this.#work();
    }, "image/jpeg", QUALITY);
  }

  #close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.camera.hidden = true;
    this.camera.replaceChildren();
  }

  // ------------------------------------------------------------------------------------------------ what is seen

  #draw() {
    const sheets = this.items.flatMap((item) => item.taken?.sheets ?? []);
    const again = sheets.filter((sheet) => sheet.again).length;
    const signatures = sheets.reduce((sum, sheet) => sum + sheet.signatures, 0);
    const words = [this.#count("sheets", sheets.length), this.#count("signatures", signatures), again ? this.#count("to_retake", again) : ""];
    this.summary.textContent = sheets.length ? words.filter(Boolean).join(" · ") : "";
  }

  /** @param {Item} item */
  #card(item) {
    const { taken, state } = item;
    const words = state === "waiting" ? this.texts.waiting : state === "reading" ? this.texts.reading : state === "failed" ? this.texts[item.trouble] : taken?.refused || (taken?.known ? this.texts.known : "");
    item.card.setAttribute("aria-busy", String(state === "reading"));
    item.card.classList.toggle("dc-alarm", state === "failed" || Boolean(taken?.refused));
    item.card.replaceChildren(
      h("h2", {}, h("bdi", {}, item.name), words ? h("span", { class: "dk-file" }, words) : ""),
      state === "reading" ? h("div", { class: "dc-wait", "aria-hidden": "true" }) : "",
      ...(taken?.sheets ?? []).map((sheet) => this.#sheet(sheet)));
  }

  /** @param {Sheet} sheet */
  #sheet(sheet) {
    const tone = sheet.again ? "again" : sheet.advice.length ? "look" : "good";
    const sign = { again: "↻", look: "!", good: "✓" }[tone];
    const foot = sheet.foot === null ? this.texts.no_foot : sheet.foot === sheet.signatures ? this.texts.agrees : this.texts.foot.replace("{foot}", this.#number(sheet.foot));
    return h("div", { class: `dc-sheet dc-${tone}` },
      this.#picture(sheet),
      h("div", { class: "dc-said" },
        h("h3", {}, h("bdi", {}, sheet.title)),
        h("p", { class: "dc-verdict" }, h("span", { "aria-hidden": "true" }, sign), ` ${this.texts[tone]}`),
        h("p", {}, sheet.rows.length ? this.#count("signatures", sheet.signatures) : this.texts.no_sheet),
        sheet.rows.length ? h("p", { class: "dk-file" }, foot) : "",
        sheet.advice.length ? h("ul", {}, ...sheet.advice.map((words) => h("li", {}, words))) : ""));
  }

  /** @param {Sheet} sheet */
  #picture(sheet) {
    const image = h("img", { alt: this.texts.picture });
    picture(`/desk/sheet/${sheet.id}`).then((url) => url && (image.src = url), () => {});
    const share = (/** @type {number} */ value) => `${value * 100}%`;
    const outlines = sheet.rows.filter((row) => row.state !== "empty" || row.again).map((row) => {
      const [left, top, right, bottom] = row.box;
      const style = { left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) };
      const words = row.again ? this.texts.row_again.replace("{row}", this.#number(row.index)) : undefined;
      return h("div", { class: `dc-row dc-${row.again ? "spoilt" : row.state}`, style, title: words }, row.again ? h("span", {}, "↻") : "");
    });
    return h("div", { class: "dc-picture" }, image, ...outlines);
  }

  async #missing() {
    let found;
    try {
      found = await ask("/capture/missing", { language: this.settings.language });
    } catch {
      return; // said elsewhere: the list can wait
    }
    if (!found.printed) return this.missing.replaceChildren();
    this.missing.replaceChildren(
      h("h2", {}, this.texts.missing),
      found.places.length
        ? h("ul", {}, ...found.places.map((/** @type {any} */ place) =>
            h("li", {}, h("details", {}, h("summary", {}, this.#place(place)), h("bdi", {}, place.serials.join(" · "))))))
        : h("p", {}, this.texts.none_missing));
  }

  /** @param {{issued_to: string, serials: string[], issued: number}} place */
  #place(place) {
    const { missing_from: words } = this.texts;
    return words.replace("{place}", place.issued_to || "–").replace("{out}", this.#number(place.serials.length)).replace("{issued}", this.#number(place.issued));
  }

  /** @param {number} value */
  #number(value) {
    return shown(this.settings.language, value);
  }

  /** @param {string} name @param {number} number */
  #count(name, number) {
    return counted(this.settings, name, number);
  }
}
