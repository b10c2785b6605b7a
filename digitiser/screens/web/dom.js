/** One way to make elements. */

/**
 * An element: names beginning with "on" listen, `class` and ARIA names are attributes, the rest are properties.
 * @param {string} tag @param {Record<string, any>} [properties] @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else if (name in element && !name.startsWith("aria") && name !== "role") element[name] = value;
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The part of a picture that belongs to a field, as a background. @param {string} url @param {[number, number, number, number]} crop */
export function background(url, [left, top, right, bottom]) {
  const [wide, high] = [right - left, bottom - top];
  const at = (/** @type {number} */ begin, /** @type {number} */ size) => (size < 1 ? (100 * begin) / (1 - size) : 0);
  return {
    backgroundImage: `url("${url}")`,
    backgroundSize: `${100 / wide}% ${100 / high}%`,
    backgroundPosition: `${at(left, wide)}% ${at(top, high)}%`,
  };
}
