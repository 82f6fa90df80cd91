// Which model recognises pictures: the page's, or the visitor's own, brought by a form that checks it.

import { byId, el } from '../../shell/dom.js'
import { messageOf } from '../../shell/texts.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Pictures } from '../controller.js'
 * @import { ModelDescription, Preprocess } from '../own-model.js'
 */

/** The common ways to make numbers of pixels: (x − mean) / scale, x from 0 to 255. */
const PRESETS = {
  zeroToOne: { mean: [0, 0, 0], scale: [255, 255, 255] },
  minusOneToOne: { mean: [127.5, 127.5, 127.5], scale: [127.5, 127.5, 127.5] },
  imagenet: { mean: [123.675, 116.28, 103.53], scale: [58.395, 57.12, 57.375] },
}
/** Where the file leaves the size open. */
const DEFAULT_SIZE = 224

/**
 * @param {PageStore} store
 * @param {Pictures} pictures
 */
export function showModelForm(store, pictures) {
  const forget = byId('model-forget')
  store.watch({ pictures: ['ownModel'] }, ({ pictures: { ownModel: own } }) => {
    byId('model-name').textContent = own ? t.model.own(own.name, own.classes) : t.model.ours
    byId('model-note').textContent = own && !own.kept ? t.model.ownNotKept : ''
    forget.hidden = own === null
  })
  forget.addEventListener('click', () => void pictures.forgetOwnModel())
  new ModelForm(store, pictures)
}

class ModelForm {
  #pictures
  #dialog = byId('model-dialog', HTMLDialogElement)
  #form = byId('model-form', HTMLFormElement)
  #submit = byId('model-use', HTMLButtonElement)
  #failure = byId('model-failure')
  /** @type {{ file: File, description: ModelDescription } | null} */
  #model = null
  /** @type {string[] | null} */
  #labels = null

  /**
   * @param {PageStore} store
   * @param {Pictures} pictures
   */
  constructor(store, pictures) {
    this.#pictures = pictures
    fillChoice('model-fit', t.model.fits)
    fillChoice('model-filter', t.model.filters)
    fillChoice('model-preset', t.model.presets)
    byId('model-bring').addEventListener('click', () => {
      this.#reset()
      this.#dialog.showModal()
    })
    byId('model-cancel').addEventListener('click', () => this.#dialog.close())
    this.#field('model-file').addEventListener('change', () => this.#attempt(() => this.#readModel()))
    this.#field('model-labels').addEventListener('change', () => this.#attempt(() => this.#readLabels()))
    this.#form.addEventListener('input', () => this.#showDependent())
    byId('model-preset').addEventListener('change', () => this.#fillPreset())
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#attempt(async () => {
        const name = await this.#use()
        if (name === null) return
        this.#dialog.close()
        store.set('shell', { notice: { text: t.model.taken(name) } })
      })
    })
  }

  #reset() {
    this.#form.reset()
    this.#model = this.#labels = null
    this.#say(null)
    this.#fillPreset()
  }

  /**
   * Does what may take a moment and may fail, and shows both.
   * @param {() => Promise<void>} work
   */
  async #attempt(work) {
    this.#say(null)
    this.#submit.disabled = true
    byId('model-status').textContent = t.model.checking
    try {
      await work()
    } catch (error) {
      this.#say(error)
    }
    byId('model-status').textContent = ''
    this.#submit.disabled = false
  }

  /** @param {unknown} error */
  #say(error) {
    this.#failure.hidden = error === null
    this.#failure.textContent = error === null ? '' : messageOf(error)
  }

  async #readModel() {
    this.#model = null
    const [file] = this.#field('model-file').files ?? []
    if (!file) return
    const description = await this.#pictures.describeModel(file)
    this.#model = { file, description }
    for (const [id, size] of /** @type {const} */ ([
      ['model-width', description.input.width],
      ['model-height', description.input.height],
    ])) {
      this.#field(id).value = String(size ?? DEFAULT_SIZE)
      // A size that the file fixes cannot be changed.
      this.#field(id).readOnly = size !== null
    }
  }

  async #readLabels() {
    this.#labels = null
    const [file] = this.#field('model-labels').files ?? []
    if (!file) return
    const { labels, preprocess } = await this.#pictures.readLabels(file)
    this.#labels = labels
    if (preprocess) this.#fill(preprocess)
  }

  /** @param {Preprocess} preprocess */
  #fill({ fit = 'crop', crop_fraction: fraction = 1, filter, mean, scale }) {
    this.#field('model-fit').value = fit
    this.#field('model-crop').value = String(fraction)
    this.#field('model-filter').value = filter
    this.#field('model-preset').value = 'custom'
    this.#field('model-mean').value = mean.join(', ')
    this.#field('model-scale').value = scale.join(', ')
    this.#showDependent()
  }

  #fillPreset() {
    const preset = PRESETS[/** @type {keyof typeof PRESETS} */ (this.#field('model-preset').value)]
    if (preset) {
      this.#field('model-mean').value = preset.mean.join(', ')
      this.#field('model-scale').value = preset.scale.join(', ')
    }
    this.#showDependent()
  }

  #showDependent() {
    this.#field('model-crop').disabled = this.#field('model-fit').value !== 'crop'
    const custom = this.#field('model-preset').value === 'custom'
    for (const id of ['model-mean', 'model-scale']) this.#field(id).readOnly = !custom
  }

  /** @returns {Promise<string | null>} the name of the model, once it is in use */
  async #use() {
    if (!this.#model) await this.#readModel()
    if (!this.#labels) await this.#readLabels()
    if (!this.#model || !this.#labels) return null
    const settings = {
      width: Number(this.#field('model-width').value),
      height: Number(this.#field('model-height').value),
      fit: /** @type {Preprocess['fit']} */ (this.#field('model-fit').value),
      crop_fraction: Number(this.#field('model-crop').value),
      filter: /** @type {Preprocess['filter']} */ (this.#field('model-filter').value),
      mean: threeNumbers(this.#field('model-mean').value),
      scale: threeNumbers(this.#field('model-scale').value),
    }
    return this.#pictures.useOwnModel({ ...this.#model, labels: this.#labels, settings })
  }

  /**
   * Selects are treated as inputs: they have the properties that are used here.
   * @param {string} id
   */
  #field(id) {
    return /** @type {HTMLInputElement} */ (byId(id))
  }
}

/**
 * @param {string} id
 * @param {Record<string, string>} texts
 */
function fillChoice(id, texts) {
  byId(id).append(...Object.entries(texts).map(([value, text]) => el('option', { value }, text)))
}

/** @param {string} text */
function threeNumbers(text) {
  const numbers = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number)
  if (numbers.length === 3 && numbers.every(Number.isFinite)) return numbers
  throw new Error(t.model.wrongNumbers)
}
