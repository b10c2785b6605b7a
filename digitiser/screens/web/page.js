/**
 * On every page: says to the browser, and so to screen readers, in which language and direction the page is, locks it, and asks for the
 * groups as soon as their link is pressed, while their page is still being made.
 */
import { ask } from "./ask.js";
import { replaceWords } from "./framework_words.js";
import { Lock } from "./lock.js";

const NARROW = 768; // pixels: below it Streamlit lays its sidebar over the page

/** @type {Lock | undefined} lives as long as the page */
let lock;

/** @type {Promise<any> | null} the list of groups and their first screen */
let opening = null;
let opened = false;

document.addEventListener("click", ({ target }) => {
  if (opened || !lock?.settings.who || !(target instanceof Element) || !target.closest("a[href$='/groups']")) return;
  const { language, who } = lock.settings;
  opening = ask("/glance/open", { language, who });
  opening.catch(() => {}); // whoever takes it says so
}, true);

// Whoever draws the groups takes what was asked for.
document.addEventListener("digitiser-opening", (event) => {
  /** @type {CustomEvent} */ (event).detail(opening);
  opening = null;
  opened = true; // from here on they are in the browser
});

// Where the links lie over the page, they make way for the page that was chosen.
document.addEventListener("click", ({ target }) => {
  if (innerWidth >= NARROW || !(target instanceof Element) || !target.closest("[data-testid=stSidebarNavLink]")) return;
  setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stSidebarCollapseButton] button"))?.click());
});

/** @param {{data: import("./lock.js").Settings & {direction: "ltr" | "rtl", now: boolean, framework: Record<string, string>}}} part */
export default function page({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
  replaceWords(data.framework);
  lock ??= new Lock(data);
  lock.settings = data;
  if (data.now) void lock.lock();
}
