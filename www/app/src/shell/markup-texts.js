// Which texts stand where in index.html: `data-text="history.heading"` is an element's text, and
// `data-text-attributes="placeholder:search.placeholder aria-label:…"` are its attributes'.

/** @import { Messages } from './en.js' */

/**
 * @param {Messages} messages
 * @param {string} key such as `history.heading`
 * @returns {string}
 */
export function textOf(messages, key) {
  /** @type {any} */
  let text = messages
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
 * @param {Messages} messages
 */
export function withTexts(html, messages) {
  const escaped = (/** @type {string} */ key) =>
    textOf(messages, key).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return html
    .replace(/(<\w[^>]*\sdata-text="([^"]+)"[^>]*>)/g, (tag, _, key) => tag + escaped(key))
    .replace(/\sdata-text-attributes="([^"]+)"/g, (attribute, pairs) =>
      [attribute, ...attributesOf(pairs).map(([name, key]) => `${name}="${escaped(key)}"`)].join(' '),
    )
}
