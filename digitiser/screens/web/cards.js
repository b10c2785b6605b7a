/** What becomes of a row's card in the browser while the sitting goes on. */

/** @typedef {import("./types.js").Card} Card @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Entry} Entry @typedef {import("./types.js").Answer} Answer */

/** What stands in a field that nobody touched. @param {Field} field @returns {Entry} */
export function entryOf(field) {
  return { column: field.column, text: field.guess.text, value: field.guess.value };
}

/** Whether anybody has to look at the field: not at the contact details of who did not agree to be written to. @param {Card} card @param {Field} field */
export function needed(card, field) {
  const consent = card.fields.find((other) => other.column === "consent");
  return !field.contact || (consent?.now ?? consent?.guess)?.value === "yes";
}

/** A ditto, and what one key may repeat, follow the row above. @param {Card} card @param {number} row @param {Entry[]} entries */
export function repeat(card, row, entries) {
  for (const field of card.fields) {
    const entry = entries.find((each) => each.column === field.column);
    if (!entry?.text) continue;
    if (field.source === row && !field.now) field.now = { ...entry };
    if (field.above?.row === row) Object.assign(field.above, { text: entry.text, value: entry.value });
  }
}

/** What the program says of the row now; what was typed stays. @param {Card} card @param {Card} now */
export function replace(card, now) {
  const typed = new Map(card.fields.map((field) => [field.column, field.now]));
  Object.assign(card, now);
  for (const field of card.fields) field.now = typed.get(field.column);
}

/** The program asks a text back. @param {Card} card @param {Answer} answer */
export function complain(card, answer) {
  const field = card.fields.find((each) => each.column === answer.column) ?? card.fields[0];
  field.fault = answer.text;
  field.doubtful = true;
  if (answer.choices.length) field.choices = answer.choices;
}

/** The reason and note that go with the row: those that were chosen here, else those of its newest decision. @param {Card} card */
export function said(card) {
  return card.said ?? { reason: card.reason, note: card.note };
}

/** A card as it came; that of a foot has no fields. @param {Card} card @returns {Card} */
export function whole(card) {
  return Object.assign(card, { fields: card.fields ?? [], notices: card.notices ?? [] });
}
