/** On every page: says to the browser, and so to screen readers, in which language and direction the page is, and locks it. */
import { Lock } from "./lock.js";

/** @type {Lock | undefined} lives as long as the page */
let lock;

/** @param {{data: import("./lock.js").Settings & {direction: "ltr" | "rtl", now: boolean}}} part */
export default function page({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
  lock ??= new Lock(data);
  lock.settings = data;
  if (data.now) void lock.lock();
}
