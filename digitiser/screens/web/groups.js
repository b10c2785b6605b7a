/** Review by value: what Streamlit puts on the page. */
import { Glances } from "./glances.js";
import { GroupsView } from "./groups_view.js";

/** @param {{data: import("./glances.js").Settings, parentElement: HTMLElement}} part */
export default function groups({ data, parentElement }) {
  const view = new GroupsView(parentElement, new Glances(data));
  return () => view.leave();
}
