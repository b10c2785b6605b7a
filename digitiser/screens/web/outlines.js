/** The rows of a sheet and what a person does with their outlines before it is sent. Draws nothing. Boxes are shares of the sheet's picture. */

/** @typedef {import("./types.js").SheetRow} SheetRow @typedef {[number, number, number, number]} Box  left, top, right, bottom */
/** @typedef {{key: string, row: number | null, revision: number, verdict: "drawn" | "split" | "moved", box: Box, pair: string}} Draft */
/** @typedef {SheetRow & {key: string, draft: Draft | undefined}} Shown */

const LEAST = 3; // millimetres, as the program has it
const USUAL = 10; // millimetres: the height of a row where the sheet has none yet
const COVERS = 0.5; // of the free height between two rows: so much makes room for another one

export class Outlines {
  /** @type {SheetRow[]} */ rows = [];
  /** @type {[number, number]} millimetres */ size = [210, 297];
  /** @type {Draft[]} */ drafts = [];
  /** @type {Draft[][]} */ #past = [];
  #last = "";
  #fresh = 0;

  /** The sheet as it is now; what was drawn and not sent stays, on the newest outlines. @param {import("./types.js").WholeSheet} sheet */
  take(sheet) {
    this.rows = sheet.rows;
    this.size = sheet.size;
    const known = new Map(sheet.rows.map((row) => [row.row, row]));
    this.drafts = this.drafts.filter(({ row }) => row === null || known.has(row))
      .map((draft) => ({ ...draft, revision: (draft.row === null ? undefined : known.get(draft.row)?.revision) ?? 0 }));
    this.#past = [];
  }

  /** All that was drawn was read. */
  done() {
    this.drafts = [];
    this.#past = [];
  }

  /** All rows as they would lie, from the top to the foot. @returns {Shown[]} */
  get shown() {
    const of = new Map(this.drafts.map((draft) => [draft.key, draft]));
    const old = this.rows.map((row) => ({ ...row, key: `r${row.row}`, draft: of.get(`r${row.row}`), box: of.get(`r${row.row}`)?.box ?? row.box }));
    const fresh = this.drafts.filter((draft) => draft.row === null)
      .map((draft) => ({ row: 0, label: "+", name: "", revision: 0, box: draft.box, state: /** @type {const} */ ("waits"), taken: false, key: draft.key, draft }));
    return [...old, ...fresh].sort((a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0]);
  }

  /** @param {string} key */
  find(key) {
    return this.shown.find((each) => each.key === key);
  }

  get mayUndo() {
    return this.#past.length > 0;
  }

  /** A row that was missed; its key. @param {Box} box */
  draw(box) {
    const key = this.#name();
    this.#change([...this.drafts, { key, row: null, revision: 0, verdict: "drawn", box: this.inside(box), pair: key }]);
    return key;
  }

  /** Below this row, as high as it, where there is room; below the last one otherwise. @param {string} key @returns {Box} */
  below(key) {
    const { shown } = this;
    const upper = shown.find((each) => each.key === key) ?? shown.at(-1);
    if (!upper) return this.inside([0.05, 0.3, 0.95, 0.3 + USUAL / this.size[1]]);
    const [left, , right, bottom] = upper.box;
    const height = upper.box[3] - upper.box[1];
    const next = shown.find((each) => each.box[1] > upper.box[1] && each.box[0] < right && each.box[2] > left);
    const room = next ? next.box[1] - bottom : height;
    const high = room > COVERS * height ? Math.min(room, height) : height;
    return this.inside([left, bottom, right, bottom + high]);
  }

  /** Two rows of one: the upper keeps its number. `at` is where the lower one begins. @param {string} key @param {number} at */
  split(key, at) {
    const one = this.find(key);
    if (!one || one.taken) return key;
    const [left, top, right, bottom] = one.box;
    const least = LEAST / this.size[1];
    if (bottom - top < 2 * least) return key;
    const rule = Math.min(Math.max(at, top + least), bottom - least);
    const lower = this.#name();
    const verdict = one.draft?.verdict === "drawn" ? "drawn" : "split";
    const pair = one.draft?.pair ?? key;
    this.#change([
      ...this.drafts.filter((draft) => draft.key !== key),
      { key, row: one.draft ? one.draft.row : one.row, revision: one.revision, verdict, box: [left, top, right, rule], pair },
      { key: lower, row: null, revision: 0, verdict, box: [left, rule, right, bottom], pair },
    ]);
    return lower;
  }

  /** The outline lies here now. `step`: one of several that are undone together. @param {string} key @param {Box} box @param {boolean} [step] */
  place(key, box, step = false) {
    const one = this.find(key);
    if (!one || one.taken) return;
    const draft = one.draft ?? { key, row: one.row, revision: one.revision, verdict: /** @type {const} */ ("moved"), box: one.box, pair: key };
    this.#change([...this.drafts.filter((other) => other.key !== key), { ...draft, box: this.inside(box) }], step ? `step ${key}` : "");
  }

  /** The row is read again as it lies; once more takes that back. @param {string} key */
  again(key) {
    const one = this.find(key);
    if (one?.draft) this.drop(key);
    else if (one) this.place(key, one.box);
  }

  /** What was drawn of this row goes, and what came with it. @param {string} key */
  drop(key) {
    const pair = this.drafts.find((draft) => draft.key === key)?.pair;
    if (pair) this.#change(this.drafts.filter((draft) => draft.pair !== pair));
  }

  undo() {
    this.drafts = this.#past.pop() ?? this.drafts;
    this.#last = "";
  }

  /** Moves (or, with `size`, makes larger) by millimetres to the right and down. @param {Box} box @param {number} right @param {number} down @param {boolean} size @returns {Box} */
  nudged([left, top, end, bottom], right, down, size) {
    const [x, y] = [right / this.size[0], down / this.size[1]];
    if (size) return [left, top, end + x, bottom + y];
    const [dx, dy] = [Math.min(Math.max(x, -left), 1 - end), Math.min(Math.max(y, -top), 1 - bottom)];
    return [left + dx, top + dy, end + dx, bottom + dy];
  }

  /** Within the sheet, its sides the right way round, and not too small to hold writing. @param {Box} box @returns {Box} */
  inside([a, b, c, d]) {
    const [x, y] = [LEAST / this.size[0], LEAST / this.size[1]];
    const within = (/** @type {number} */ at, /** @type {number} */ most) => Math.min(Math.max(at, 0), most);
    const [left, top] = [within(Math.min(a, c), 1 - x), within(Math.min(b, d), 1 - y)];
    return [left, top, Math.min(1, Math.max(a, c, left + x)), Math.min(1, Math.max(b, d, top + y))];
  }

  /** @param {Draft[]} drafts @param {string} [step] */
  #change(drafts, step = "") {
    if (!step || step !== this.#last) this.#past.push(this.drafts);
    this.#last = step;
    this.drafts = drafts;
  }

  #name() {
    this.#fresh += 1;
    return `n${this.#fresh}`;
  }
}
