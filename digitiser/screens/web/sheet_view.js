/** The whole sheet with the row outlined, and the form for a row that the machine missed. */
import { background, h } from "./dom.js";

const NEIGHBOURS = 1.1; // rows above and below that are shown around one

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Entry} Entry */

/**
 * @param {HTMLElement} root @param {import("./desk.js").Desk} desk @param {Card} card @param {Record<string, string>} texts
 * @param {(code: string) => boolean} closes  whether a key puts the sheet away again @param {() => void} closed
 */
export async function showSheet(root, desk, card, texts, closes, closed) {
  const place = h("div", { class: "dk-place" }, h("p", { class: "dk-wait" }, texts.loading));
  const dialog = h("dialog", { class: "dk-dialog dk-sheet", "aria-label": texts.sheet, onclose: () => (dialog.remove(), closed()) },
    h("div", { class: "dk-pair" }, h("h2", {}, texts.sheet), h("button", { type: "button", onclick: () => dialog.close() }, texts.close)),
    h("div", { class: "dk-two" }, place, form(desk, card, texts)));
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !closes(event.code)) return;
    event.preventDefault();
    dialog.close();
  });
  root.append(dialog);
  dialog.showModal();
  const image = await desk.sheet(card).catch(() => null);
  if (!image) return place.replaceChildren(h("p", { class: "dk-none" }, texts.no_sheet));
  image.alt = texts.sheet;
  const [left, top, right, bottom] = card.box ?? [0, 0, 0, 0];
  const percent = (/** @type {number} */ share) => `${100 * share}%`;
  const outline = h("div", { class: "dk-outline", title: card.title, style: { left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) } });
  place.replaceChildren(h("div", { class: "dk-whole" }, image, card.box ? outline : null));
  outline.scrollIntoView({ block: "center" });
}

/** The row among its neighbours: what a ditto repeats, whose signature hangs over. @param {Card} card @param {HTMLImageElement} sheet @param {Record<string, string>} texts */
export function around(card, sheet, texts) {
  if (!card.box) return null;
  const [left, top, right, bottom] = card.box;
  const reach = NEIGHBOURS * (bottom - top);
  const [from, to] = [Math.max(0, top - reach), Math.min(1, bottom + reach)];
  const ratio = (sheet.naturalWidth * (right - left)) / (sheet.naturalHeight * (to - from));
  const percent = (/** @type {number} */ part) => `${(100 * part) / (to - from)}%`;
  return h("div", { class: "dk-around" },
    h("div", { role: "img", "aria-label": texts.around, style: { aspectRatio: String(ratio), ...background(sheet.src, [left, from, right, to]) } }),
    h("div", { class: "dk-outline", style: { insetInline: "0", top: percent(top - from), height: percent(bottom - top) } }));
}

/** @param {import("./desk.js").Desk} desk @param {Card} card @param {Record<string, string>} texts */
function form(desk, card, texts) {
  const asked = card.fields.filter((field) => field.column !== "consent");
  const said = h("p", { role: "status" });
  const inputs = asked.map((field) => h("input", { id: `dk-add-${field.column}`, type: "text", dir: "auto", autocomplete: "off", spellcheck: false }));
  const signed = h("input", { id: "dk-add-signed", type: "checkbox" });
  const after = h("input", { id: "dk-add-after", type: "number", min: 0, max: 999, value: String(card.row) });
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    /** @type {Entry[]} */ const entries = asked.map((field, at) => ({ column: field.column, text: inputs[at].value, value: null }));
    const answer = await desk.add({ ...card, row: Number(after.value) }, entries, signed.checked);
    said.textContent = answer.outcome === "kept" ? texts.added : answer.text;
    if (answer.outcome === "kept") for (const input of inputs) input.value = "";
  };
  return h("form", { class: "dk-add", onsubmit: add },
    h("h3", {}, texts.missed),
    h("label", { htmlFor: after.id }, texts.after), after,
    ...asked.flatMap((field, at) => [h("label", { htmlFor: inputs[at].id }, field.label), inputs[at]]),
    h("label", { class: "dk-check" }, signed, texts.is_signed),
    h("button", { type: "submit", class: "dk-main" }, texts.add), said);
}
