/** Numbers, and texts that count, in the language of the screen; digits are those that the keyboard has. */

/** @param {string} language @param {number} value */
export function shown(language, value) {
  return new Intl.NumberFormat(`${language}-u-nu-latn`).format(value);
}

/** @param {{language: string, counts: Record<string, Record<string, string>>}} settings @param {string} name @param {number} number */
export function counted({ language, counts }, name, number) {
  const forms = counts[name];
  const kind = new Intl.PluralRules(language).select(number);
  return (forms[kind] ?? forms.other).replace("{n}", shown(language, number));
}
