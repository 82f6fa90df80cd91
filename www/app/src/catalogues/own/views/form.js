// A catalogue of the visitor's own: tables are brought, what they have is said at once, then it is learned from them.

import { MODEL_NAMES, nameOf, suitedModel } from '../../catalogues.js'
import { columnsOf } from '../../columns.js'
import { el } from '../../dom.js'
import { focusBeginning } from '../films/welcome.js'
import { takeDropped } from './drop.js'
import { showLearning } from './learning.js'
import { words } from '../../words.js'

/**
 * @import { Catalogues, Model, Tables } from '../../catalogues.js'
 * @import { PageStore } from '../../state.js'
 */

const COLUMNS = /** @type {const} */ (['user', 'item', 'rating', 'timestamp'])
/** Those that a table may be without. */
const OPTIONAL = ['rating', 'timestamp']
/** What a choice says that there is no such column. */
const NONE = '-'
const TABLES = '.csv,.tsv,.txt,.dat,.data,.base,.inter,.jsonl,.gz,text/csv,text/tab-separated-values,text/plain'

/**
 * @param {PageStore} store
 * @param {Catalogues} catalogues
 * @param {HTMLElement} element
 */
export function showForm(store, catalogues, element) {
  new LearnForm(store, catalogues, element)
}

class LearnForm {
  #store
  #catalogues
  #ratings = fileInput('ratings')
  #items = fileInput('items')
  #name = el('input', { id: 'learn-name', autocomplete: 'off', dir: 'auto', maxlength: 60, required: true })
  #above = el('input', {
    ...{ id: 'learn-above', type: 'number', step: 'any', value: 3.5, required: true },
    'aria-describedby': 'learn-above-hint',
  })
  #columns = COLUMNS.map((name) => el('select', { id: `learn-${name}` }))
  #columnBox = el(
    'details',
    { class: 'columns', hidden: true },
    el('summary', {}, words.columns),
    el('p', { class: 'quiet' }, words.columnsHint),
    el(
      'div',
      { class: 'fields' },
      ...this.#columns.map((choice, place) => field(words.columnNames[COLUMNS[place]], choice)),
    ),
  )
  #models = MODEL_NAMES.map((value) => el('input', { type: 'radio', name: 'learn-model', value }))
  #both = el('input', { type: 'radio', name: 'learn-same', value: 'both', checked: true })
  #replace = el('input', { type: 'radio', name: 'learn-same', value: 'replace' })
  #bothText = el('span', {})
  #same = el(
    'fieldset',
    { class: 'choices', hidden: true },
    el('legend', {}, words.same),
    el('label', {}, this.#both, this.#bothText),
    el('label', {}, this.#replace, el('span', {}, words.sameReplace)),
  )
  #settings
  #form
  /** Whether the visitor said above which rating one is a like. */
  #said = false

  /**
   * @param {PageStore} store
   * @param {Catalogues} catalogues
   * @param {HTMLElement} element
   */
  constructor(store, catalogues, element) {
    this.#store = store
    this.#catalogues = catalogues
    this.#settings = el(
      'div',
      { class: 'settings', hidden: true },
      el(
        'div',
        { class: 'fields' },
        field(words.name, this.#name),
        el(
          'div',
          {},
          field(words.above, this.#above),
          el('p', { class: 'quiet', id: 'learn-above-hint' }, words.aboveHint),
        ),
      ),
      this.#same,
      el(
        'fieldset',
        { class: 'choices' },
        el('legend', {}, words.model),
        ...this.#models.map((choice, place) =>
          el('label', {}, choice, el('span', {}, words.models[MODEL_NAMES[place]])),
        ),
      ),
    )
    const learning = showLearning(store, catalogues)
    this.#form = el(
      'form',
      { class: 'panel learn', id: 'learn-form', 'aria-labelledby': 'learn-heading' },
      el('header', {}, el('h3', { id: 'learn-heading' }, words.own), el('p', { class: 'quiet' }, words.ownText)),
      el(
        'div',
        { class: 'fields drop' },
        el('div', {}, field(words.ratings, this.#ratings), hint('ratings', words.ratingsHint)),
        el('div', {}, field(words.items, this.#items), hint('items', words.itemsHint)),
      ),
      learning.found,
      this.#columnBox,
      this.#settings,
      learning.work,
    )
    element.append(this.#form)
    this.#listen()
    takeDropped(store, this.#form, (files) => this.#take(files))
    store.watch(['learning'], ({ learning: { step, failure } }) => {
      // They stay while the tables are read in another way.
      if (step === 'read') this.#settings.hidden = false
      if (failure?.columns && !this.#columnBox.hidden) this.#columnBox.open = true
      for (const control of this.#form.querySelectorAll('input, select')) {
        Reflect.set(control, 'disabled', step === 'learning')
      }
    })
    store.watch(['owns'], () => this.#askOfName())
  }

  #listen() {
    this.#ratings.addEventListener('change', () => this.#choose())
    for (const control of [this.#items, ...this.#columns]) control.addEventListener('change', () => this.#read())
    this.#above.addEventListener('change', () => {
      this.#said = true
      void this.#read()
    })
    this.#name.addEventListener('input', () => this.#askOfName())
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#learn()
    })
  }

  /**
   * Files that were dropped: ratings first, if they are to be had, and items with them.
   * @param {File[]} files
   */
  async #take(files) {
    const [pack] = files.filter(({ name }) => /\.pack$/i.test(name))
    if (pack) return this.#catalogues.take(pack)
    const [first, second] = files
    if (!second && this.#ratings.files?.length && !this.#items.files?.length) {
      give(this.#items, first)
      return this.#read()
    }
    give(this.#ratings, first)
    give(this.#items, second)
    await this.#choose()
    // Nobody drops two files in an order.
    if (second && this.#store.state.learning.failure?.columns) {
      give(this.#ratings, second)
      give(this.#items, first)
      await this.#choose()
    }
  }

  /** A table of ratings was chosen: its columns are offered, and it is looked into. */
  async #choose() {
    const [ratings] = this.#ratings.files ?? []
    this.#said = false
    this.#above.value = '3.5'
    this.#columnBox.open = false
    this.#settings.hidden = true
    if (ratings && /\.pack$/i.test(ratings.name)) {
      this.#form.reset()
      return this.#catalogues.take(ratings)
    }
    const columns = ratings ? await columnsOf(ratings).catch(() => []) : []
    this.#columnBox.hidden = columns.length === 0
    this.#columns.forEach((choice, place) => {
      choice.replaceChildren(
        el('option', { value: '' }, words.byName),
        ...columns.map(({ value, label }) => el('option', { value }, label)),
        ...(OPTIONAL.includes(COLUMNS[place]) ? [el('option', { value: NONE }, words.noColumn)] : []),
      )
    })
    if (ratings) this.#name.value = nameOf(ratings)
    this.#askOfName()
    await this.#read()
  }

  /**
   * Says what the tables have, and chooses what suits them.
   * @returns {Promise<void>}
   */
  async #read() {
    const tables = this.#tables()
    if (!tables || !Number.isFinite(tables.positiveAbove)) return this.#catalogues.forgetRead()
    const read = await this.#catalogues.read(tables)
    if (!read) return
    // Plays and the like have no stars: whatever there is, is a like.
    if (read.likes === 0 && !this.#said) {
      this.#said = true
      this.#above.value = '0'
      return this.#read()
    }
    if (!this.#models.some(({ checked }) => checked)) {
      for (const choice of this.#models) choice.checked = choice.value === suitedModel(read)
    }
  }

  async #learn() {
    const tables = this.#tables()
    const model = /** @type {Model | undefined} */ (this.#models.find(({ checked }) => checked)?.value)
    if (!tables || !model) return
    const name = this.#name.value.trim()
    const replaces = (!this.#same.hidden && this.#replace.checked && this.#namesake()) || null
    const awaited = () => this.#store.state.view === 'catalogues' && this.#store.state.part === 'films'
    if (!(await this.#catalogues.learn(tables, { name, model, replaces }, awaited))) return
    this.#form.reset()
    for (const choice of this.#models) choice.checked = false
    this.#columnBox.hidden = this.#settings.hidden = true
    if (!this.#form.checkVisibility()) focusBeginning()
  }

  /** A name that is taken is asked about: nothing is lost unawares. */
  #askOfName() {
    const name = this.#name.value.trim()
    this.#same.hidden = !this.#namesake()
    this.#bothText.textContent = words.sameBoth(this.#catalogues.freeName(name))
  }

  #namesake() {
    const name = this.#name.value.trim()
    return this.#store.state.owns.find((own) => own.name === name)
  }

  /** @returns {(Tables & { positiveAbove: number }) | null} */
  #tables() {
    const [ratings] = this.#ratings.files ?? []
    const [items] = this.#items.files ?? []
    if (!ratings) return null
    const chosen = this.#columns.flatMap(({ value }, place) =>
      value === '' ? [] : [[COLUMNS[place], value === NONE ? '' : value]],
    )
    return { ratings, items, columns: Object.fromEntries(chosen), positiveAbove: this.#above.valueAsNumber }
  }
}

/** @param {'ratings' | 'items'} name */
function fileInput(name) {
  return el('input', {
    ...{ id: `learn-${name}`, type: 'file', accept: name === 'ratings' ? `${TABLES},.pack` : TABLES },
    ...{ required: name === 'ratings', 'aria-describedby': `learn-${name}-hint` },
  })
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 */
function field(label, control) {
  return el('label', { class: 'field' }, el('span', {}, label), control)
}

/**
 * @param {'ratings' | 'items'} name
 * @param {string} text
 */
function hint(name, text) {
  return el('p', { class: 'quiet', id: `learn-${name}-hint` }, text)
}

/**
 * Puts a file into a field, as if it had been chosen there.
 * @param {HTMLInputElement} field
 * @param {File | undefined} file
 */
function give(field, file) {
  const files = new DataTransfer()
  if (file) files.items.add(file)
  field.files = files.files
}
