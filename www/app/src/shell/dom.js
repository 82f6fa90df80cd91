// Makes and changes elements. Text is only ever set as text: nothing from a pack or a model is read as markup.

/**
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * An element with attributes, event listeners (`onclick: …`) and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

/**
 * An element of a drawing.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number>} attributes
 * @param {...SVGElement} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/**
 * A drawing from the sprite in the page's markup, hidden from screen readers.
 * @param {string} id
 * @param {string} className
 */
export function drawing(id, className) {
  return svg('svg', { class: className, 'aria-hidden': 'true' }, svg('use', { href: `#${id}` }))
}

/**
 * An element of index.html, of the class that is expected there.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type = /** @type {any} */ (HTMLElement)) {
  const element = document.getElementById(id)
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} with the id ${id}`)
  return element
}

/**
 * Makes a list's children those of `items`, in order, reusing the elements that items had before.
 * @template T
 * @param {Element} list
 * @param {readonly T[]} items
 * @param {{ key: (item: T) => string, create: (item: T) => Element, update: (element: any, item: T) => void }} how
 */
export function reconcile(list, items, { key, create, update }) {
  const former = /** @type {Map<string, Element>} */ (lists.get(list) ?? new Map())
  /** @type {Map<string, Element>} */
  const current = new Map()
  for (const item of items) {
    const element = former.get(key(item)) ?? create(item)
    update(element, item)
    current.set(key(item), element)
  }
  lists.set(list, current)
  const elements = [...current.values()]
  const wanted = new Set(elements)
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove()
  // As few as possible are moved: one that stays keeps its focus, its scroll position and its layout.
  const places = new Map(Array.from(list.children, (child, place) => [child, place]))
  const staying = longestAscending(elements.map((element) => places.get(element) ?? -1))
  const focused = document.activeElement
  elements.reduceRight((/** @type {Element | null} */ next, element, place) => {
    if (!staying.has(place)) list.insertBefore(element, next)
    return element
  }, null)
  // An element that is moved loses the focus.
  if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true })
}

/**
 * Removes a list's children, and what is remembered of them: another catalogue may use the same ids for other items.
 * @template {Element} T
 * @param {T} list
 * @returns {T}
 */
export function clear(list) {
  lists.delete(list)
  list.replaceChildren()
  return list
}

/**
 * Downloads a file.
 * @param {File} file
 */
export function download(file) {
  const url = URL.createObjectURL(file)
  el('a', { href: url, download: file.name }).click()
  // The download keeps the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/**
 * The places of a longest ascending subsequence, those of -1 left out.
 * @param {number[]} numbers
 * @returns {Set<number>}
 */
function longestAscending(numbers) {
  /** @type {number[]} The place of the least number that ends a subsequence of each length. */
  const ends = []
  /** @type {number[]} For each place, the one before it in its subsequence. */
  const before = []
  numbers.forEach((number, place) => {
    if (number < 0) return
    const length = ends.findLastIndex((end) => numbers[end] < number) + 1
    before[place] = ends[length - 1] ?? -1
    ends[length] = place
  })
  const places = new Set()
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place]) places.add(place)
  return places
}

/** @type {WeakMap<Element, Map<string, Element>>} The elements of a list by their items' keys. */
const lists = new WeakMap()
