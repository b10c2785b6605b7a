/** The form for a row that the machine missed and that is typed, not drawn. */
import { h } from "./dom.js";

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Entry} Entry */

/**
 * @param {import("./desk.js").Desk} desk @param {Card} card @param {Record<string, string>} texts
 * @param {import("./types.js").WholeSheet} sheet
 */
export function typedRow(desk, card, texts, sheet) {
  const { asked, rows } = sheet;
  const said = h("p", { role: "status" });
  const inputs = asked.map((field) => h("input", { id: `dk-add-${field.column}`, type: "text", dir: "auto", autocomplete: "off", spellcheck: false }));
  const signed = h("input", { id: "dk-add-signed", type: "checkbox" });
  const after = h("select", { id: "dk-add-after" }, h("option", { value: "0" }, texts.before_first),
    ...rows.map((row) => h("option", { value: String(row.row), selected: row.row === card.row }, row.name)));
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    /** @type {Entry[]} */ const entries = asked.map((field, at) => ({ column: field.column, text: inputs[at].value, value: null }));
    const answer = await desk.add({ ...card, row: Number(after.value) }, entries, signed.checked);
    said.textContent = answer.outcome === "kept" ? texts.added : answer.text;
    if (answer.outcome === "kept") for (const input of inputs) input.value = "";
  };
  return h("details", { class: "ds-typed" }, h("summary", {}, texts.type_row),
    h("form", { class: "dk-add", onsubmit: add },
      h("label", { htmlFor: after.id }, texts.after), after,
      ...asked.flatMap((field, at) => [h("label", { htmlFor: inputs[at].id }, field.label), inputs[at]]),
      h("label", { class: "dk-check" }, signed, texts.is_signed),
      h("button", { type: "submit" }, texts.add), said));
}
