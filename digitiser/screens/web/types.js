/**
 * What the program sends (screens/cards.py, screens/desk.py) and what it is sent. Types only.
 *
 * @typedef {{value: string, text: string}} Choice
 * @typedef {{text: string, doubtful: boolean}} Part
 * @typedef {"accepted" | "struck" | "unsigned" | "unreadable" | "not_a_row" | "one_entry" | "asked" | "added" | "added_unsigned" | "foot"} Act
 * @typedef {{column: string, text: string, value: string | null}} Entry
 * @typedef {{id: string, sheet: string, row: number, revision: number, act: Act, who: string, entries: Entry[], again: boolean, reason: string | null, note: string, foot: {reason: string | null, foot: number | undefined, counted: number | undefined} | null}} Message
 *
 * @typedef {object} Field
 * @property {string} column
 * @property {string} label
 * @property {Choice} guess
 * @property {boolean} doubtful
 * @property {Part[]} parts
 * @property {Choice[]} choices
 * @property {[number, number, number, number] | null} crop  left, top, right, bottom as shares of the row's picture
 * @property {boolean} ditto
 * @property {number | null} source  the row that a ditto points to
 * @property {{row: number, text: string, value: string | null} | null} above  what the row above has, where one key may repeat it
 * @property {string} refused
 * @property {boolean} seen  confirmed in a group
 * @property {boolean} contact  needed only where the person agreed to be written to
 * @property {Entry} [now]  what stands in the field; our own
 * @property {string} [fault]  why it was asked back; our own
 *
 * @typedef {object} Card
 * @property {string} id
 * @property {string} sheet
 * @property {number} row
 * @property {number} revision
 * @property {"plain" | "struck" | "empty" | "unsigned" | "conflict" | "foot"} kind  "foot": about the sheet, see screens/feet.py
 * @property {string} title
 * @property {string} file
 * @property {"ltr" | "rtl"} direction
 * @property {Field[]} fields
 * @property {boolean} has_picture
 * @property {[number, number, number, number] | null} signature  where the person signs, as shares of the row's picture
 * @property {boolean | null} signed
 * @property {string[]} notices
 * @property {boolean} again  a second reading: somebody else settled the row, unseen
 * @property {[number, number, number, number] | null} box
 * @property {string | null} reason  why the newest decision leaves the row out
 * @property {string} note
 * @property {number} [foot]  the number at the sheet's foot
 * @property {number} [counted]  its rows
 * @property {{reason: string | null, note: string}} [said]  what was chosen and written on this screen; our own
 *
 * @typedef {object} Answer
 * @property {string} id
 * @property {"kept" | "asked_back" | "late"} outcome
 * @property {number} revision
 * @property {Entry[]} entries
 * @property {string | null} column
 * @property {string} text
 * @property {Choice[]} choices
 * @property {Card | null} card
 * @property {Card | null} foot  the question about the sheet's foot
 *
 * @typedef {object} SheetRow  from screens/outlining.py
 * @property {number} row
 * @property {string} label  at its outline
 * @property {string} name
 * @property {number} revision  of its outline
 * @property {[number, number, number, number]} box  left, top, right, bottom as shares of the sheet's picture
 * @property {"waits" | "settled" | "empty"} state
 * @property {boolean} taken  somebody else has it before them
 *
 * @typedef {{name: string | null, heading: string, box: [number, number, number, number]}} SheetColumn
 *
 * @typedef {object} WholeSheet
 * @property {string} sheet
 * @property {string} title
 * @property {[number, number]} size  millimetres
 * @property {SheetRow[]} rows  from the top to the foot
 * @property {SheetColumn[]} columns  from left to right on the paper
 * @property {boolean} stranger  its columns may be named
 * @property {"ltr" | "rtl"} direction
 * @property {{name: string, text: string}[]} choices  all that a column may be
 * @property {{column: string, label: string}[]} asked  what is typed of a row
 *
 * @typedef {object} Settings  from screens/rows.py
 * @property {string} language
 * @property {string} order
 * @property {string} who
 * @property {Record<string, string>} texts
 * @property {Record<string, Record<string, string>>} counts  a text for each kind of number
 */
export {};
