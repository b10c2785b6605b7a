/** Review by value: what Streamlit puts on the page. */
import { Glances } from "./glances.js";
import { GroupsView } from "./groups_view.js";

/** @type {GroupsView | undefined} */
let view;

document.addEventListener("digitiser-lock", () => view?.forget());

/** @param {{data: import("./glances.js").Settings, parentElement: HTMLElement}} part */
export default function groups({ data, parentElement }) {
  const mine = (view = new GroupsView(parentElement, new Glances(data)));
  return () => mine.leave();
}
