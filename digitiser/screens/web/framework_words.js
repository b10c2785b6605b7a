/** Streamlit's own words are English whatever the language of the page: ours are put in their places, as soon as they appear. */

const SAID_IN = ["aria-label", "placeholder", "title"];
const OURS = "[data-testid^=stBidiComponent], [data-testid=stText], [data-testid=stHtml]"; // nothing of Streamlit's own, and what people wrote
const COUNTED = /^(\d+) options? available\.?$/;
const HELP = "Help for ";

/** @type {Record<string, string>} ours by theirs */
let words = {};

const watched = new MutationObserver((records) => {
  for (const { type, target, addedNodes } of records) {
    if ((target instanceof Element ? target : target.parentElement)?.closest(OURS)) continue;
    if (type === "childList") addedNodes.forEach(replaced);
    else replaced(target);
  }
});

/** From here on, and what stands there already. @param {Record<string, string>} ours  by theirs; empty in English */
export function replaceWords(ours) {
  words = ours;
  watched.disconnect();
  if (!Object.keys(words).length) return;
  replaced(document.body);
  watched.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: SAID_IN });
}

/** @param {Node} node */
function replaced(node) {
  if (node instanceof Text) {
    const ours = translated(node.data.trim());
    if (ours && !node.parentElement?.closest(OURS)) node.data = ours; // its own node stays: Streamlit keeps hold of it
  } else if (node instanceof Element && !node.matches(OURS)) {
    for (const name of SAID_IN) {
      const ours = translated(node.getAttribute(name) ?? "");
      if (ours) node.setAttribute(name, ours);
    }
    node.childNodes.forEach(replaced);
  }
}

/** @param {string} theirs */
function translated(theirs) {
  if (Object.hasOwn(words, theirs)) return words[theirs] === theirs ? "" : words[theirs];
  if (theirs.startsWith(HELP)) return words[`${HELP}{}`].replace("{}", theirs.slice(HELP.length));
  const many = COUNTED.exec(theirs);
  return many ? `${words["options available"]}: ${many[1]}` : "";
}
