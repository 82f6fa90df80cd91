// The form that makes a catalogue of the visitor's tables: what they have is shown as soon as they are chosen; then it is
// learned from them.

import { focusBeginning } from '../../../items/views/welcome.js'
import { el } from '../../../shell/dom.js'
import { MODEL_NAMES, suitedModel } from '../model-choice.js'
import { MAX_NAME_LENGTH, nameOfFile } from '../naming.js'
import { beginningOf } from '../table-beginning.js'
import { t } from '../texts.js'
import { takeDroppedFiles } from './dropped-files.js'
import { ItemColumns } from './item-columns.js'
import { kindChoice } from './kind-choice.js'
import { showLearning } from './learning.js'
import { ReadingChoices } from './reading-choices.js'
import { TablePreview } from './table-preview.js'

/**
 * @import { Kind } from '../../../items/texts/en.js'
 * @import { PageStore } from '../../../main.js'
 * @import { OwnCatalogues, Tables } from '../controller.js'
 * @import { Model } from '../model-choice.js'
 * @import { Reading } from '../reading.js'
 */

const TABLE_TYPES =
  '.csv,.tsv,.txt,.dat,.data,.base,.inter,.json,.jsonl,.gz,text/csv,text/tab-separated-values,text/plain'

/**
 * @param {PageStore} store
 * @param {OwnCatalogues} catalogues
 * @param {HTMLElement} element
 */
export function showLearnForm(store, catalogues, element) {
  new LearnForm(store, catalogues, element)
}

class LearnForm {
  #store
  #catalogues
  #ratings = fileInput('ratings')
  #items = fileInput('items')
  #name = el('input', {
    id: 'learn-name',
    autocomplete: 'off',
    dir: 'auto',
    maxlength: MAX_NAME_LENGTH,
    required: true,
  })
  #kind = kindChoice()
  #above = el('input', {
    ...{ id: 'learn-above', type: 'number', step: 'any', value: 3.5, required: true },
    'aria-describedby': 'learn-above-hint',
  })
  #preview = new TablePreview(() => this.#read())
  #choices = new ReadingChoices((columnsDiffer) => {
    if (columnsDiffer) this.#preview.clear()
    void this.#read()
  })
  #itemColumns = new ItemColumns(() => this.#read())
  #models = MODEL_NAMES.map((value) => el('input', { type: 'radio', name: 'learn-model', value }))
  #chosenText = el('span', {}, t.models.chosen)
  /** Whether the tables are of a catalogue that a model can be chosen for. */
  #small = true
  #both = el('input', { type: 'radio', name: 'learn-same', value: 'both', checked: true })
  #replace = el('input', { type: 'radio', name: 'learn-same', value: 'replace' })
  #bothText = el('span', {})
  #same = el(
    'fieldset',
    { class: 'choices', hidden: true },
    el('legend', {}, t.same),
    el('label', {}, this.#both, this.#bothText),
    el('label', {}, this.#replace, el('span', {}, t.sameReplace)),
  )
  #settings
  #form
  /** Whether it is settled above which rating one is a like. */
  #aboveSettled = false

  /**
   * @param {PageStore} store
   * @param {OwnCatalogues} catalogues
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
        field(t.name, this.#name),
        field(t.kind, this.#kind),
        el('div', {}, field(t.above, this.#above), el('p', { class: 'quiet', id: 'learn-above-hint' }, t.aboveHint)),
      ),
      this.#same,
      el(
        'fieldset',
        { class: 'choices' },
        el('legend', {}, t.model),
        ...this.#models.map((choice, place) => {
          const name = MODEL_NAMES[place]
          return el('label', {}, choice, name === 'chosen' ? this.#chosenText : el('span', {}, t.models[name]))
        }),
      ),
    )
    const learning = showLearning(store, catalogues)
    this.#form = el(
      'form',
      { class: 'panel learn', id: 'learn-form', 'aria-labelledby': 'learn-heading' },
      el('header', {}, el('h3', { id: 'learn-heading' }, t.own), el('p', { class: 'quiet' }, t.ownText)),
      el(
        'div',
        { class: 'fields drop' },
        el('div', {}, field(t.ratings, this.#ratings), hint('ratings', t.ratingsHint)),
        el('div', {}, field(t.items, this.#items), hint('items', t.itemsHint)),
      ),
      learning.found,
      this.#preview.element,
      this.#choices.element,
      this.#itemColumns.element,
      this.#settings,
      learning.work,
    )
    element.append(this.#form)
    this.#listen()
    takeDroppedFiles(store, this.#form, (files) => this.#take(files))
    store.watch({ catalogues: ['learning'] }, ({ catalogues: { learning } }) => {
      const { step } = learning
      // The settings stay while the tables are read in another way.
      if (step === 'read') this.#settings.hidden = false
      for (const control of this.#form.querySelectorAll('input, select')) {
        Reflect.set(control, 'disabled', step === 'learning')
      }
      this.#offerChoice()
    })
    store.watch({ catalogues: ['ownCatalogues'] }, () => this.#askAboutName())
  }

  #listen() {
    this.#ratings.addEventListener('change', () => this.#choose())
    this.#items.addEventListener('change', () => {
      this.#itemColumns.clear()
      void this.#read()
    })
    this.#above.addEventListener('change', () => {
      this.#aboveSettled = true
      void this.#read()
    })
    this.#name.addEventListener('input', () => this.#askAboutName())
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#learn()
    })
  }

  /**
   * Takes files that were dropped: a pack, or a table of ratings and perhaps one of items.
   * @param {File[]} files
   */
  async #take(files) {
    const [pack] = files.filter(({ name }) => /\.pack$/i.test(name))
    if (pack) return this.#catalogues.importPack(pack)
    const [first, second] = files
    if (!second && this.#ratings.files?.length && !this.#items.files?.length) {
      setFile(this.#items, first)
      this.#itemColumns.clear()
      return this.#read()
    }
    setFile(this.#ratings, first)
    setFile(this.#items, second)
    await this.#choose()
    // Two files are dropped in no particular order.
    if (second && this.#store.state.catalogues.learning.failure?.columns) {
      setFile(this.#ratings, second)
      setFile(this.#items, first)
      await this.#choose()
    }
  }

  /** Takes the table of ratings that was chosen, and reads it. */
  async #choose() {
    const [ratings] = this.#ratings.files ?? []
    this.#aboveSettled = false
    this.#above.value = '3.5'
    this.#preview.clear()
    this.#choices.clear()
    this.#itemColumns.clear()
    this.#settings.hidden = true
    for (const choice of this.#models) choice.checked = false
    if (ratings && /\.pack$/i.test(ratings.name)) {
      this.#form.reset()
      return this.#catalogues.importPack(ratings)
    }
    if (ratings) this.#name.value = nameOfFile(ratings)
    this.#askAboutName()
    await this.#read()
  }

  /**
   * Shows what the tables have, and chooses the settings that suit them.
   * @returns {Promise<void>}
   */
  async #read() {
    const tables = this.#tables()
    if (!tables || Number.isNaN(tables.positiveAbove)) return this.#catalogues.forgetRead()
    const read = await this.#catalogues.read(tables)
    if (!read) return this.#showUnread(tables)
    this.#preview.showRead(read)
    this.#choices.showRead(read)
    this.#itemColumns.showRead(read)
    this.#choices.element.hidden = false
    if (!this.#aboveSettled) this.#above.value = String(Number(read.table.positiveAbove.toPrecision(6)))
    this.#small = read.small
    this.#offerChoice()
    if (!this.#models.some(({ checked, disabled }) => checked && !disabled)) {
      for (const choice of this.#models) choice.checked = choice.value === suitedModel(read)
    }
  }

  /** Lets the model be chosen by the engine only where it can be, and says why not. */
  #offerChoice() {
    const choice = this.#models[MODEL_NAMES.indexOf('chosen')]
    if (!this.#small) choice.disabled = true
    const text = this.#small ? t.models.chosen : t.tooLargeToChoose
    if (this.#chosenText.textContent !== text) this.#chosenText.textContent = text
  }

  /**
   * Shows a table that could not be read, so that the visitor can say what its columns are, and how it is written.
   * @param {Tables} tables
   */
  async #showUnread({ ratings, reading }) {
    const isLatest = () =>
      this.#ratings.files?.[0] === ratings && this.#store.state.catalogues.learning.failure?.columns
    if (!isLatest()) return
    const beginning = this.#preview.isEmpty && (await beginningOf(ratings, reading).catch(() => null))
    if (!isLatest()) return
    if (beginning) this.#preview.showBeginning(beginning)
    this.#choices.showUnknown()
    this.#choices.element.hidden = false
    this.#choices.element.open = true
  }

  async #learn() {
    const tables = this.#tables()
    const model = /** @type {Model | undefined} */ (this.#models.find(({ checked }) => checked)?.value)
    if (!tables || !model) return
    const name = this.#name.value.trim()
    const kind = /** @type {Kind} */ (this.#kind.value)
    const replaces = (!this.#same.hidden && this.#replace.checked && this.#namesake()?.id) || null
    const items = this.#store.state.catalogues.learning.read?.items ?? 0
    if (!(await this.#catalogues.learn(tables, { name, kind, model, replaces, items }))) return
    this.#form.reset()
    for (const choice of this.#models) choice.checked = false
    this.#settings.hidden = true
    this.#preview.clear()
    this.#choices.clear()
    this.#itemColumns.clear()
    if (!this.#form.checkVisibility()) focusBeginning()
  }

  /** Asks whether both are kept if the name is taken, so that nothing is lost by mistake. */
  #askAboutName() {
    const name = this.#name.value.trim()
    this.#same.hidden = !this.#namesake()
    this.#bothText.textContent = t.sameBoth(this.#catalogues.freeName(name))
  }

  #namesake() {
    const name = this.#name.value.trim()
    return this.#store.state.catalogues.ownCatalogues.find((own) => own.name === name)
  }

  /** @returns {Tables | null} */
  #tables() {
    const [ratings] = this.#ratings.files ?? []
    const [items] = this.#items.files ?? []
    if (!ratings) return null
    /** @type {Reading} */
    const reading = { ...this.#choices.reading, columns: { ...this.#preview.columns, ...this.#itemColumns.columns } }
    // Unless the visitor chose it, the threshold follows the scale of the ratings.
    const positiveAbove = this.#aboveSettled ? this.#above.valueAsNumber : undefined
    return { ratings, items, reading, positiveAbove }
  }
}

/** @param {'ratings' | 'items'} name */
function fileInput(name) {
  return el('input', {
    ...{ id: `learn-${name}`, type: 'file', accept: name === 'ratings' ? `${TABLE_TYPES},.pack` : TABLE_TYPES },
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
function setFile(field, file) {
  const files = new DataTransfer()
  if (file) files.items.add(file)
  field.files = files.files
}
