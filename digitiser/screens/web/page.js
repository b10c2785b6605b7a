/** Says to the browser, and so to screen readers, in which language and direction the page is. */

/** @param {{data: {language: string, direction: "ltr" | "rtl"}}} part */
export default function page({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
}
