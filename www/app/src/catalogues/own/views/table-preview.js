// The first rows of the table of ratings, with what each column is taken for on top, for the visitor to change.

import { el } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { columnsOf, OPTIONAL_ROLES, ROLES, withRole } from '../reading.js'
import { t } from '../texts.js'

/**
 * @import { Read } from 'penchant/train'
 * @import { Column, Role } from '../reading.js'
 */

/** In characters. */
const MAX_LENGTH = 40
/** Of more, those further right are shown only if they have a role. */
const MAX_COLUMNS = 60

export class TablePreview {
  #caption = el('p', { class: 'quiet', id: 'preview-caption' })
  #head = el('thead', {})
  #body = el('tbody', {})
  #more = el('p', { class: 'quiet' })
  #onChange
  /** @type {Column[]} */
  #columns = []
  /** @type {{ choice: HTMLSelectElement, by: HTMLElement, place: number }[]} */
  #cells = []
  /** @type {Set<Role>} The roles that the visitor gave or took away. */
  #chosen = new Set()

  /** @param {() => void} onChange called when the visitor changes what a column is */
  constructor(onChange) {
    this.#onChange = onChange
    this.element = el(
      'div',
      { class: 'table-preview', hidden: true },
      this.#caption,
      el(
        'div',
        { class: 'wide', tabindex: 0, role: 'region', 'aria-labelledby': 'preview-caption' },
        el('table', { 'aria-labelledby': 'preview-caption' }, this.#head, this.#body),
      ),
      this.#more,
    )
  }

  /** What the visitor chose. */
  get columns() {
    return columnsOf(this.#columns, this.#chosen)
  }

  /** Nothing is known: another table was chosen, or it is read in another way. */
  clear() {
    this.#columns = []
    this.#chosen.clear()
    this.element.hidden = true
  }

  get isEmpty() {
    return this.#columns.length === 0
  }

  /**
   * Shows what was understood.
   * @param {Read} read
   */
  showRead({ table }) {
    this.#show(
      // The engine has null for what there is not.
      table.columns.map(({ name, role, by }, place) => ({ name, place, role: role ?? undefined, by: by ?? undefined })),
      table.preview,
    )
  }

  /**
   * Shows a table that could not be understood, with the roles that the visitor gave.
   * @param {{ columns: Column[], rows: string[][] }} beginning
   */
  showBeginning({ columns, rows }) {
    this.#show(columns, rows)
  }

  /**
   * @param {Column[]} columns
   * @param {string[][]} rows
   */
  #show(columns, rows) {
    const isSame =
      columns.length === this.#columns.length && columns.every(({ name }, i) => name === this.#columns[i].name)
    this.#columns = columns
    this.element.hidden = columns.length === 0
    // The choice that has the focus stays where it is.
    if (isSame) return this.#showRoles()
    const shown = columns.filter(({ place, role }) => place < MAX_COLUMNS || role)
    this.#cells = shown.map((column) => this.#choiceOf(column))
    this.#caption.textContent = t.previewCaption(rows.length)
    this.#head.replaceChildren(
      el('tr', {}, ...this.#cells.map(({ choice, by }) => el('td', {}, choice, by))),
      el('tr', {}, ...shown.map((column) => el('th', { scope: 'col', dir: 'auto' }, labelOf(column)))),
    )
    this.#body.replaceChildren(
      ...rows.map((row) =>
        el(
          'tr',
          {},
          ...shown.map(({ place }) => el('td', { dir: 'auto' }, sanitizeText(row[place] ?? '', MAX_LENGTH))),
        ),
      ),
    )
    this.#more.textContent = columns.length > shown.length ? t.moreColumns(columns.length - shown.length) : ''
    this.#more.hidden = columns.length === shown.length
    this.#showRoles()
  }

  /** @param {Column} column */
  #choiceOf(column) {
    const { place } = column
    const by = el('small', { class: 'quiet' })
    const choice = el(
      'select',
      { 'aria-label': t.roleOf(labelOf(column)), onchange: () => this.#choose(place, choice.value) },
      el('option', { value: '' }, t.notUsed),
      ...ROLES.map((role) => el('option', { value: role }, t.roles[role])),
    )
    return { choice, by, place }
  }

  /**
   * @param {number} place
   * @param {string} value
   */
  #choose(place, value) {
    const role = /** @type {Role | undefined} */ (value || undefined)
    const before = this.#columns[place].role
    this.#columns = withRole(this.#columns, place, role)
    for (const changed of [before, role]) if (changed) this.#chosen.add(changed)
    this.#showRoles()
    this.#onChange()
  }

  #showRoles() {
    for (const { choice, by, place } of this.#cells) {
      const { role, by: why } = this.#columns[place]
      choice.value = role ?? ''
      // There is no table without users and items: these columns can only change places with others.
      choice.options[0].disabled = role !== undefined && !OPTIONAL_ROLES.includes(role)
      choice.classList.toggle('has-role', role !== undefined)
      by.textContent = role && why ? t.by[why] : ''
    }
  }
}

/** @param {Column} column */
function labelOf({ name, place }) {
  return name === String(place + 1) ? t.column(place + 1) : sanitizeText(name, MAX_LENGTH)
}
