// How the table of ratings was read, in a line, and a choice of each of these things instead of what was found.

import { el } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { SEPARATOR_WORDS } from '../reading.js'
import { t } from '../texts.js'

/**
 * @import { Read } from 'penchant/train'
 * @import { Reading } from '../reading.js'
 */

/** By the names that the encodings have for `TextDecoder`, in their own languages. */
const ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  gb18030: 'GB18030 (简体中文)',
  big5: 'Big5 (繁體中文)',
  shift_jis: 'Shift JIS (日本語)',
  'euc-kr': 'EUC-KR (한국어)',
  'windows-1251': 'Windows-1251 (Кириллица)',
  'windows-1252': 'Windows-1252 (Français, Español)',
}

/** The values of each choice, with what they are called. */
const CHOICES = {
  encoding: ENCODINGS,
  separator: t.separators,
  header: t.headers,
  timeUnit: t.timeUnits,
  feedback: t.feedbacks,
  ids: t.idForms,
}

/** @typedef {keyof typeof CHOICES} Choice */
/** Those on which it depends what the columns are. */
const LAYOUT = ['encoding', 'separator', 'header']
const NAMES = /** @type {Choice[]} */ (Object.keys(CHOICES))

export class ReadingChoices {
  #summary = el('summary', {}, t.howRead)
  #selects = new Map(NAMES.map((name) => [name, el('select', {})]))

  /** @param {(columnsDiffer: boolean) => void} onChange called when the visitor chooses something */
  constructor(onChange) {
    for (const [name, select] of this.#selects) {
      // Encodings are named in the languages that are written in them.
      const lang = name === 'encoding' ? 'mul' : null
      const options = Object.entries(CHOICES[name]).map(([value, label]) => el('option', { value, lang }, label))
      select.append(el('option', { value: '' }), ...options)
      select.addEventListener('change', () => onChange(LAYOUT.includes(name)))
    }
    const fields = [...this.#selects].map(([name, select]) =>
      el('label', { class: 'field' }, el('span', {}, t.choices[name]), select),
    )
    this.element = el(
      'details',
      { class: 'how-read', hidden: true },
      this.#summary,
      el('div', { class: 'fields' }, ...fields),
    )
    this.clear()
  }

  /**
   * What the visitor chose.
   * @returns {Reading}
   */
  get reading() {
    const chosen = [...this.#selects].filter(([, { value }]) => value !== '')
    return Object.fromEntries(chosen.map(([name, { value }]) => [name, name === 'header' ? value === 'names' : value]))
  }

  /** Nothing is known: another table was chosen. */
  clear() {
    for (const select of this.#selects.values()) select.value = ''
    this.element.hidden = true
    this.element.open = false
    this.showUnknown()
  }

  /** The table could not be read. */
  showUnknown() {
    this.#summary.textContent = t.howRead
    for (const { options } of this.#selects.values()) options[0].textContent = t.findOut
  }

  /**
   * Shows what was understood.
   * @param {Read} read
   */
  showRead({ table }) {
    const found = foundIn(table)
    this.#summary.textContent = t.readAs(partsOf(table, found))
    for (const [name, { options }] of this.#selects) {
      const what = found[name]
      options[0].textContent = what ? t.foundOut(what) : t.findOut
    }
  }
}

/**
 * What was found, or chosen, in words.
 * @param {Read['table']} table
 * @returns {Partial<Record<Choice, string | null>>}
 */
function foundIn({ layout, times, scale }) {
  const { encoding, separator, header } = layout
  const names = header === 'numbers' ? t.numberedHeader : t.headers[header]
  return {
    encoding: encoding && nameOf('encoding', encoding.toLowerCase(), encoding),
    separator: separator && nameOf('separator', wordOf(separator), separator),
    header: separator && names,
    timeUnit: times && nameOf('timeUnit', times.unit, t.mixedUnits),
    feedback: scale && t.feedbacks[scale.feedback],
  }
}

/** @param {string} separator */
function wordOf(separator) {
  const [word] = Object.entries(SEPARATOR_WORDS).find(([, mark]) => mark === separator) ?? [separator]
  return word
}

/**
 * What the value of a choice is called.
 * @param {Choice} choice
 * @param {string} value
 * @param {string} otherwise
 */
function nameOf(choice, value, otherwise) {
  return new Map(Object.entries(CHOICES[choice])).get(value) ?? sanitizeText(otherwise)
}

/**
 * What was understood, for a line.
 * @param {Read['table']} table
 * @param {ReturnType<typeof foundIn>} found
 */
function partsOf({ layout, times, scale }, { encoding, separator, header, timeUnit, feedback }) {
  return [
    layout.packing ? t.packed(layout.format, layout.packing) : layout.format,
    encoding,
    separator && t.separatedBy(separator),
    header && t.firstRow(header),
    scale && feedback && t.scale(feedback, scale.min, scale.max),
    times && timeUnit && t.times(timeUnit, times.from, times.to),
  ].filter((part) => typeof part === 'string')
}
