/** The keys of the review: which keyboard, which key for what, or none at all. */
import { h } from "./dom.js";
import { DEFAULTS, LAYOUTS, ON_SHEET } from "./keys.js";

/** @param {HTMLElement} root @param {import("./keys.js").Keys} keys @param {Record<string, string>} texts @param {() => void} changed */
export function showKeys(root, keys, texts, changed) {
  const dialog = h("dialog", { class: "dk-dialog dk-keys", "aria-label": texts.keys });
  // At once, not when the browser says that it was closed: until then the button that opened it has the focus, and Enter would open it again.
  const leave = () => {
    dialog.close();
    dialog.remove();
    changed();
  };
  /** @type {string} */ let asked = "";
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (!asked && event.key === "Escape") {
      event.preventDefault();
      leave();
    }
    if (!asked || ["Tab", "Shift", "Enter", "F2"].includes(event.key)) return;
    if (event.key !== "Escape" && /^(Key|Semicolon|Comma|Period|Slash|Quote|Bracket|Minus|Equal)/.test(event.code)) keys.assign(asked, event.code);
    asked = "";
    event.preventDefault();
    draw();
  });
  const list = (/** @type {string[]} */ actions) =>
    h("ul", { class: "dk-list" }, ...actions.map((action) =>
      h("li", {}, h("span", {}, texts[action]), h("button", {
        id: `dk-key-${action}`, type: "button", disabled: keys.off, onclick: () => ((asked = action), draw()),
        "aria-label": `${texts[action]}: ${asked === action ? texts.press : keys.name(keys.place(action))}`,
      }, asked === action ? texts.press : h("kbd", {}, keys.name(keys.place(action)))))));
  const draw = () => {
    const had = dialog.contains(document.activeElement) ? document.activeElement?.id : "";
    dialog.replaceChildren(
      h("h2", {}, texts.keys),
      h("p", {}, texts.keys_more),
      h("div", { class: "dk-pair" }, h("label", { htmlFor: "dk-layout" }, texts.layout), layout(keys, texts, draw)),
      h("div", { class: "dk-pair" }, h("label", { htmlFor: "dk-off" }, texts.keys_on), h("input", {
        id: "dk-off", type: "checkbox", checked: !keys.off,
        onchange: (/** @type {Event} */ event) => {
          keys.off = !(/** @type {HTMLInputElement} */ (event.target).checked);
          keys.keep();
          draw();
        },
      })),
      list(Object.keys(DEFAULTS)),
      h("h3", {}, texts.sheet),
      list(Object.keys(ON_SHEET)),
      h("div", { class: "dk-pair" },
        h("button", { id: "dk-forget", type: "button", onclick: () => (keys.forget(), draw()) }, texts.keys_again),
        h("button", { id: "dk-close", type: "button", class: "dk-main", onclick: leave }, texts.close)),
    );
    if (had) dialog.querySelector(`#${had}`)?.focus();
  };
  draw();
  root.append(dialog);
  dialog.showModal();
}

/** @param {import("./keys.js").Keys} keys @param {Record<string, string>} texts @param {() => void} draw */
function layout(keys, texts, draw) {
  const choose = (/** @type {Event} */ event) => {
    keys.chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    keys.keep();
    draw();
  };
  const made = LAYOUTS.map((name) => h("option", { value: name, selected: name === keys.layout }, texts[`layout_${name}`]));
  return h("select", { id: "dk-layout", onchange: choose }, ...made);
}
