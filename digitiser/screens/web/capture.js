/** Capture: what Streamlit puts on the page. */
import { CaptureView } from "./capture_view.js";

/** @type {CaptureView | undefined} lives as long as the page: what was dropped goes on while another screen is shown */
let view;

document.addEventListener("digitiser-lock", (event) => {
  view?.hide();
  if (view) /** @type {CustomEvent} */ (event).detail(view.done());
});

/** @param {{data: import("./capture_view.js").Settings, parentElement: HTMLElement}} part */
export default function capture({ data, parentElement }) {
  view ??= new CaptureView(data);
  view.show(parentElement, data);
  return () => view?.hide();
}
