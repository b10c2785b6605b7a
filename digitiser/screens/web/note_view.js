/** Why a row is left out, and a note on it: one key opens it, digits choose, Enter puts it away. */
import { said } from "./cards.js";
import { h } from "./dom.js";

/** @typedef {import("./types.js").Card} Card */

export const REASONS = ["withdrawn", "twice", "other_hand", "two_people", "illegible", "incomplete", "date", "copy", "other_form"];

/** @param {HTMLElement} root @param {Card} card @param {Record<string, string>} texts @param {boolean} digits  whether they act @param {() => void} closed */
export function showNote(root, card, texts, digits, closed) {
  const before = said(card);
  const note = h("input", { id: "dk-note", type: "text", dir: "auto", value: before.note, autocomplete: "off", maxLength: 300, lang: "" });
  const choices = reasons("dk-reason", REASONS, before.reason, texts, digits);
  const dialog = h("dialog", { class: "dk-dialog dk-why", "aria-label": texts.note });
  const leave = (/** @type {boolean} */ keep) => {
    const chosen = { reason: choices.chosen(), note: note.value.trim() };
    if (keep && (chosen.reason !== before.reason || chosen.note !== before.note)) card.said = chosen;
    dialog.close();
    dialog.remove();
    closed();
  };
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" || (event.key === "Enter" && !(event.target instanceof HTMLButtonElement))) leave(event.key === "Enter");
    else if (event.target === note || !choices.key(event)) return;
    event.preventDefault();
  });
  dialog.append(
    h("h2", {}, texts.note), choices.root,
    h("label", { htmlFor: note.id }, texts.note_label), note,
    h("div", { class: "dk-pair" }, h("button", { type: "button", onclick: () => leave(false) }, texts.cancel),
      h("button", { type: "button", class: "dk-main", onclick: () => leave(true) }, texts.done, h("kbd", {}, "⏎"))));
  root.append(dialog);
  dialog.showModal();
  choices.focus();
}

/**
 * A closed list of reasons: radio buttons, a digit each; the same one again takes it back.
 * @param {string} name @param {string[]} codes @param {string | null} chosen @param {Record<string, string>} texts @param {boolean} digits
 */
export function reasons(name, codes, chosen, texts, digits) {
  const inputs = codes.map((code) => h("input", { type: "radio", name, value: code, id: `${name}-${code}`, checked: code === chosen }));
  const root = h("fieldset", { class: "dk-reasons" }, h("legend", {}, texts[`${name.slice(3)}_asked`]),
    ...codes.map((code, at) => h("label", { htmlFor: inputs[at].id }, inputs[at], digits ? h("kbd", {}, String(at + 1)) : null, h("span", {}, texts[`${name.slice(3)}_${code}`]))));
  let last = chosen;
  const take = (/** @type {number} */ at) => {
    inputs[at].checked = codes[at] !== last;
    last = inputs[at].checked ? codes[at] : null;
    root.dispatchEvent(new Event("change"));
  };
  inputs.forEach((input, at) => {
    input.addEventListener("click", () => codes[at] === last && take(at));
    input.addEventListener("change", () => (last = codes[at]));
  });
  return {
    root,
    take: (/** @type {number} */ at) => at < codes.length && (inputs[at].focus(), take(at)),
    chosen: () => codes.find((_, at) => inputs[at].checked) ?? null,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
    /** Whether the key chose one. @param {KeyboardEvent} event */
    key: (event) => {
      const digit = digits && !event.ctrlKey && !event.altKey && !event.metaKey ? /^(?:Digit|Numpad)([1-9])$/.exec(event.code) : null;
      if (!digit || Number(digit[1]) > codes.length) return false;
      inputs[Number(digit[1]) - 1].focus();
      take(Number(digit[1]) - 1);
      return true;
    },
  };
}
