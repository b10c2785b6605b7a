/** The fields of a row: each with its own ink above its input, doubtful characters marked, and what else it may be on number keys. */
import { background, h } from "./dom.js";
import { entryOf, needed } from "./cards.js";
import { Stretches } from "./stretches.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Field} Field */

const LEAST_SHARE = 0.14; // of the width: a narrow cell's words need room too ...
const SIGN_SHARE = 0.011; // ... and each sign of them so much
const [LEAST_REM, REM_A_SIGN, EDGES_REM] = [10, 0.64, 1.4]; // with less room it goes on in the next line: nobody confirms what is cut off
const CHOICE_SIGNS = 4; // that the number of an alternative takes beside it, where they stand in one line

/**
 * @param {Card} card @param {number} place  among the rows on the screen @param {boolean} few  less of each, so that several rows are in view @param {HTMLImageElement | null} picture @param {Record<string, string>} texts
 * @param {(card: Card, field: Field, choice: number) => void} choose @param {(card: Card) => void} ticked
 */
export function fields(card, place, few, picture, texts, choose, ticked) {
  const prefix = place ? `dk-${place}-` : "dk-"; // no two rows have the same names
  const made = card.fields.map((field) => fieldOf(card, field, prefix, few, picture, texts, (at) => choose(card, field, at), () => ticked(card)));
  return h("div", { class: "dk-fields", dir: card.direction }, ...made);
}

/** The signature's own piece of ink, where the whole row is not shown. @param {Card} card @param {HTMLImageElement | null} picture @param {Record<string, string>} texts */
export function signed(card, picture, texts) {
  if (!card.signature) return h("div", { class: "dk-signed" });
  const field = { crop: card.signature, label: texts.signature };
  return h("div", { class: "dk-field dk-signed", style: { flexGrow: 100 * LEAST_SHARE } }, cropOf(field, picture, texts), h("span", { class: "dk-name" }, texts.signature));
}

/** The ink above each field, once it is there: nothing else changes. @param {Element} root @param {Card} card @param {HTMLImageElement | null} picture @param {Record<string, string>} texts */
export function ink(root, card, picture, texts) {
  const crops = root.querySelectorAll(".dk-crop");
  card.fields.forEach((field, at) => crops[at]?.replaceWith(cropOf(field, picture, texts)));
}

/**
 * @param {Card} card @param {Field} field @param {string} prefix @param {boolean} few @param {HTMLImageElement | null} picture @param {Record<string, string>} texts
 * @param {(choice: number) => void} choose @param {() => void} ticked
 */
function fieldOf(card, field, prefix, few, picture, texts, choose, ticked) {
  const id = prefix + field.column;
  const idle = !needed(card, field);
  const doubtful = field.doubtful && !field.now && !idle;
  const crop = field.crop ?? [0, 0, 0, 0];
  const beside = few && !idle ? field.choices.reduce((signs, choice) => signs + choice.text.length + CHOICE_SIGNS, 0) : 0;
  const { length } = (field.now ?? field.guess).text;
  const signs = Math.max(length, beside);
  const share = Math.max(field.crop ? LEAST_SHARE : LEAST_SHARE * 1.5, crop[2] - crop[0], SIGN_SHARE * signs);
  const told = field.fault || (field.now || idle ? "" : field.refused);
  return h(
    "div",
    { class: `dk-field${doubtful ? " dk-doubtful" : ""}${told ? " dk-fault" : ""}${idle ? " dk-idle" : ""}`, style: field.column === "consent" ? { flex: "0 1 6rem" } : { flexGrow: 100 * share, flexBasis: `min(100%, ${Math.max(LEAST_REM, REM_A_SIGN * length + EDGES_REM)}rem)` } },
    cropOf(field, picture, texts),
    h("label", { htmlFor: id }, field.label, field.ditto ? h("span", { class: "dk-tag" }, `″ ${texts.ditto_tag}`) : "", doubtful ? h("span", { class: "dk-tag" }, texts.doubtful) : "", field.seen && !field.now ? h("span", {}, `✓ ${texts.seen_tag}`) : "", idle ? h("span", {}, `(${texts.not_needed})`) : ""),
    field.column === "consent" ? tick(id, field, ticked) : input(id, field, told, idle),
    told ? h("p", { class: "dk-told", id: `${id}-told` }, told) : null,
    field.choices.length && !idle ? choices(field, texts, choose) : null,
  );
}

/** @param {Pick<Field, "crop" | "label">} field @param {HTMLImageElement | null} picture @param {Record<string, string>} texts */
function cropOf(field, picture, texts) {
  if (!picture || !field.crop) return h("div", { class: "dk-crop dk-none" }, texts.no_ink);
  const [left, top, right, bottom] = field.crop;
  const ratio = (picture.naturalWidth * (right - left)) / (picture.naturalHeight * (bottom - top));
  return h(
    "div",
    { class: "dk-crop" },
    h("div", { role: "img", "aria-label": `${texts.ink}: ${field.label}`, style: { aspectRatio: String(ratio), maxInlineSize: `calc(6.2rem * ${ratio})`, ...background(picture.src, field.crop) } }),
  );
}

/** @param {string} id @param {Field} field @param {string} told @param {boolean} idle  nobody has to look at it */
function input(id, field, told, idle) {
  const now = field.now ?? entryOf(field);
  const marks = h("div", { class: "dk-marks", "aria-hidden": "true", dir: "auto" });
  if (!field.now && !idle) marks.append(...field.parts.map((part) => h("span", { class: part.doubtful ? "dk-unsure" : "" }, part.text)));
  const box = h("input", {
    id, type: "text", value: now.text, dir: "auto", autocomplete: "off", spellcheck: false, lang: "",
    "aria-invalid": told ? "true" : null, "aria-describedby": told ? `${id}-told` : null,
    oninput: () => {
      field.now = { column: field.column, text: box.value, value: null };
      field.fault = "";
      marks.replaceChildren();
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (step(event, box, field)) stretches.forget();
      else if (event.key === "Tab" && !event.shiftKey && stretches.next()) event.preventDefault();
    },
    onpointerdown: () => (pointed = document.activeElement !== box),
    onfocus: () => {
      if (!pointed) stretches.enter();
      pointed = false;
    },
  });
  let pointed = false; // a click puts the caret where it is wanted
  const stretches = new Stretches(box, field.now || idle ? [] : field.parts);
  return h("div", { class: "dk-input" }, box, marks);
}

/** Arrows up and down go through what the ink may say; whether this was one. @param {KeyboardEvent} event @param {HTMLInputElement} box @param {Field} field */
function step(event, box, field) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const offered = [field.guess, ...field.choices];
  if (!way || offered.length < 2) return false;
  const at = offered.findIndex((choice) => choice.text === box.value);
  const choice = offered[(at + way + offered.length) % offered.length];
  box.value = choice.text;
  field.now = { column: field.column, ...choice };
  event.preventDefault();
  return true;
}

/** @param {string} id @param {Field} field @param {() => void} ticked */
function tick(id, field, ticked) {
  const now = field.now ?? entryOf(field);
  return h("div", { class: "dk-tick" }, h("input", {
    id, type: "checkbox", checked: now.value === "yes",
    onchange: (/** @type {Event} */ event) => {
      const yes = /** @type {HTMLInputElement} */ (event.target).checked ? "yes" : "no";
      field.now = { column: field.column, text: yes, value: yes };
      ticked();
    },
  }));
}

/** Their numbers come from the page, on which other rows have some too. @param {Field} field @param {Record<string, string>} texts @param {(choice: number) => void} choose */
function choices(field, texts, choose) {
  const made = field.choices.map((choice, at) =>
    h("li", {}, h("button", { type: "button", tabIndex: -1, onclick: () => choose(at), "aria-label": `${texts.take} ${choice.text}` },
      h("kbd", {}), h("bdi", {}, choice.text || texts.nothing))),
  );
  return h("ul", { class: "dk-choices", "aria-label": `${texts.perhaps}: ${field.label}` }, ...made);
}
