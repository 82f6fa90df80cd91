// What was understood of the table of items, in a line, and a choice of the column for each detail that is shown.

import { el } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { DETAILS } from '../reading.js'
import { t } from '../texts.js'

/**
 * @import { Columns, Read } from 'penchant/train'
 */

/** In characters. */
const MAX_LENGTH = 40
/** The value that stands for no column; those of columns are names, or numbers from 1. */
const NONE = '0'

export class ItemColumns {
  #summary = el('summary', {})
  #selects = new Map(DETAILS.map((detail) => [detail, el('select', {})]))

  /** @param {() => void} onChange called when the visitor chooses a column */
  constructor(onChange) {
    const fields = [...this.#selects].map(([detail, select]) => {
      select.addEventListener('change', onChange)
      return el('label', { class: 'field' }, el('span', {}, t.details[detail]), select)
    })
    this.element = el(
      'details',
      { class: 'item-columns', hidden: true },
      this.#summary,
      el('p', { class: 'quiet' }, t.detailsText),
      el('div', { class: 'fields' }, ...fields),
    )
    this.clear()
  }

  /**
   * What the visitor chose.
   * @returns {Columns}
   */
  get columns() {
    const chosen = [...this.#selects].filter(([, { value }]) => value !== '')
    return Object.fromEntries(chosen.map(([detail, { value }]) => [detail, value === NONE ? '' : value]))
  }

  /** Another table was chosen, or none. */
  clear() {
    for (const select of this.#selects.values()) select.replaceChildren(el('option', { value: '' }))
    this.element.hidden = true
    this.element.open = false
  }

  /**
   * Shows what was understood.
   * @param {Read} read
   */
  showRead({ itemsTable, details: sizes }) {
    this.element.hidden = !itemsTable
    if (!itemsTable) return
    const { header, columns, details } = itemsTable
    const short = (/** @type {string} */ name) => sanitizeText(name, MAX_LENGTH)
    const [, ...known] = t.itemColumns.map((what, place) => columns[place] && t.inColumn(what, short(columns[place])))
    const found = details.map(({ detail, column }) => t.inColumn(t.details[detail], short(column)))
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0)
    this.#summary.textContent = t.itemsReadAs([...known.filter((part) => typeof part === 'string'), ...found], bytes)
    for (const [detail, select] of this.#selects) {
      const { value } = select
      const used = details.find((other) => other.detail === detail)
      const automatic = used && value === '' ? t.foundOut(short(used.column)) : t.findOut
      select.replaceChildren(
        el('option', { value: '' }, automatic),
        el('option', { value: NONE }, t.notUsed),
        ...header.map((name, place) => el('option', { value: valueOf(name, place, header), dir: 'auto' }, short(name))),
      )
      select.value = value
    }
  }
}

/**
 * What the engine finds a column by: its name, unless that may be another column's or a number.
 * @param {string} name
 * @param {number} place
 * @param {string[]} header
 */
function valueOf(name, place, header) {
  return name === '' || /^\d+$/.test(name) || header.indexOf(name) !== place ? String(place + 1) : name
}
