/** Review by value: what Streamlit puts on the page. */
import { Glances } from "./glances.js";
import { GroupsView } from "./groups_view.js";

/** @type {Glances | undefined} lives as long as the page: the screen, its marks and the way back stay while another page is shown */
let glances;
/** @type {GroupsView | undefined} */
let view;

document.addEventListener("digitiser-lock", () => {
  view?.forget();
  glances = undefined;
});

/** @param {{data: import("./glances.js").Settings, parentElement: HTMLElement}} part */
export default function groups({ data, parentElement }) {
  const same = glances?.settings.who === data.who && glances.settings.language === data.language;
  if (!glances || !same) glances = new Glances(data);
  const mine = (view = new GroupsView(parentElement, glances));
  return () => mine.leave();
}
