/** The whole sheet alone, from a list of sheets: what Streamlit puts on the page. */
import { Desk } from "./desk.js";
import { Keys } from "./keys.js";
import { showSheet } from "./sheet_view.js";

/** @typedef {import("./types.js").Settings & {sheet: string, file: string, opened: string}} Shown */

/** No rows are before the reviewer here: those that are read come up in the review. */
class NoRows extends Desk {
  async fill() {}
  bring() {}
  async reread() {}
}

let last = "";

/** @param {{data: Shown, parentElement: HTMLElement, setTriggerValue: (name: string, value: boolean) => void}} part */
export default function sheet({ data, parentElement, setTriggerValue }) {
  if (data.opened === last) return () => {}; // the same press of the button, told again
  last = data.opened;
  const root = document.createElement("div");
  root.className = "dk";
  parentElement.append(root);
  const card = /** @type {import("./types.js").Card} */ (/** @type {unknown} */ ({ id: data.sheet, sheet: data.sheet, row: 0, revision: 0, file: data.file, fields: [] }));
  void showSheet(root, new NoRows(data, () => {}), card, new Keys(data.language), () => (root.remove(), setTriggerValue("closed", true)));
  return () => root.remove();
}
