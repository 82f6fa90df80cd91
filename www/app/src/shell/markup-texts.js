// Which texts belong where in the page's markup: `data-text="items.history.heading"` is an element's text, and
// `data-text-attributes="placeholder:items.search.placeholder aria-label:…"` are its attributes'. The first word is the
// room whose text it is.

/** @typedef {Record<string, any>} Texts texts by their names, perhaps in groups */

/**
 * @param {Record<string, Texts>} texts by rooms
 * @param {string} key such as `items.history.heading`
 * @returns {string}
 */
export function textOf(texts, key) {
  /** @type {any} */
  let text = texts
  for (const name of key.split('.')) text = text?.[name]
  if (typeof text !== 'string') throw new Error(`There is no text ${key}`)
  return text
}

/**
 * @param {string} attributes
 * @returns {[name: string, key: string][]}
 */
export function attributesOf(attributes) {
  return attributes
    .trim()
    .split(/\s+/)
    .map((pair) => /** @type {[string, string]} */ (pair.split(':')))
}

/**
 * Markup with its texts in it.
 * @param {string} html
 * @param {Record<string, Texts>} texts by rooms
 */
export function withTexts(html, texts) {
  const escaped = (/** @type {string} */ key) =>
    textOf(texts, key).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return html
    .replace(/(<\w[^>]*\sdata-text="([^"]+)"[^>]*>)/g, (tag, _, key) => tag + escaped(key))
    .replace(/\sdata-text-attributes="([^"]+)"/g, (attribute, pairs) =>
      [attribute, ...attributesOf(pairs).map(([name, key]) => `${name}="${escaped(key)}"`)].join(' '),
    )
}
