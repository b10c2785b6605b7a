/** The review, one row or a few at a time: what Streamlit puts on the page. */
import { Desk } from "./desk.js";
import { View } from "./view.js";

/** @type {Desk | undefined} lives as long as the page: what is still to be sent is sent also while another screen is shown */
let desk;
/** @type {View | undefined} */
let view;

// Streamlit's own notice of a lost connection would lie over the rows and take their keys; ours says more, and the rows need no connection.
const notices = new MutationObserver(() => {
  if (view) document.querySelector(".stDialog button")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
});
notices.observe(document.body, { childList: true });

document.addEventListener("digitiser-lock", (event) => {
  view?.leave();
  view = undefined;
  if (desk) /** @type {CustomEvent} */ (event).detail(desk.forget());
});

/** @param {{data: import("./types.js").Settings, parentElement: HTMLElement}} part */
export default function rows({ data, parentElement }) {
  const again = desk && !view; // another page was shown meanwhile
  desk ??= new Desk(data, () => view?.draw());
  desk.begin(data);
  if (again) desk.refresh();
  view?.leave();
  const mine = (view = new View(parentElement, desk));
  return () => {
    mine.leave();
    if (view === mine) view = undefined;
  };
}
