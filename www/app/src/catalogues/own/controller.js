// The controller of the visitor's own catalogues: tables are looked into and learned from in a worker, packs are opened,
// and what came of them is kept, renamed, given out, deleted. It is loaded when it is first asked for.

import { DataError } from 'penchant/recommend'
import { train } from 'penchant/train'
import { fold } from './catalogue.js'
import { t } from './language.js'
import { forgetCatalogue, keepCatalogue, keptCatalogues, keptPack } from './own-catalogues.js'
import { openPack } from './packs.js'
import { keepSetting } from './settings.js'
import { messageOf } from './state.js'
import { harmless } from './text.js'
import { words } from './words.js'

/**
 * @import { Columns, Read, TrainProgress } from 'penchant/train'
 * @import { Films } from './films.js'
 * @import { OwnCatalogue } from './own-catalogues.js'
 * @import { PageStore } from './state.js'
 *
 * @typedef {object} Tables
 * @property {File} ratings
 * @property {File} [items]
 * @property {Columns} columns
 * @property {number} [positiveAbove] a rating above it is a like
 *
 * @typedef {object} Learning what is being made
 * @property {'empty' | 'reading' | 'read' | 'learning'} step
 * @property {Read | null} read what the tables have
 * @property {TrainProgress | null} progress
 * @property {Failure | null} failure
 *
 * @typedef {object} Failure
 * @property {string} text
 * @property {string} detail what the engine says of it, in English, where that says more
 * @property {boolean} columns whether another choice of columns may help
 */

/** What is learned, as `penchant train --model` takes it; and all three fall back on what is popular. */
const MODELS = {
  ease: 'ease + content + 4..0/5*popularity',
  als: 'als + content + 4..0/5*popularity',
  both: 'blend',
}

/** @typedef {keyof typeof MODELS} Model */
export const MODEL_NAMES = /** @type {Model[]} */ (Object.keys(MODELS))

/** Of as many people and items both EASE would take minutes, and ALS does not. */
const MANY = 4_000

/** In characters. */
export const LONGEST_NAME = 60

/** @type {Learning} */
const EMPTY = { step: 'empty', read: null, progress: null, failure: null }

export class Catalogues {
  #store
  #films
  /** @type {AbortController | null} */
  #work = null
  /** @type {Map<string, Blob>} The packs that there was no room for, by id. */
  #unkept = new Map()

  /**
   * @param {PageStore} store
   * @param {Films} films
   */
  constructor(store, films) {
    this.#store = store
    this.#films = films
  }

  /** Looks which there are. */
  async list() {
    const kept = await keptCatalogues()
    const unkept = this.#store.state.owns.filter(({ id }) => this.#unkept.has(id))
    this.#store.set({ owns: [...kept.filter(({ id }) => !this.#unkept.has(id)), ...unkept] })
  }

  /**
   * Opens one of them, or the page's.
   * @param {OwnCatalogue | null} own
   */
  async use(own) {
    this.#store.set({ view: 'picks' })
    await this.#films.use(own, own ? this.#unkept.get(own.id) : undefined)
  }

  /**
   * Reads tables, and stops before anything is learned: says what they have, or what is wrong with them.
   * @param {Tables} tables
   * @returns {Promise<Read | null>} null if they cannot be used, or others came meanwhile
   */
  async read(tables) {
    /** @type {Read | null} */
    let read = null
    await this.#do('reading', async (signal, stop) => {
      const onRead = (/** @type {Read} */ found) => {
        read = found
        stop()
      }
      // It ends by being stopped; and by itself, if that was too late.
      await train(tables.ratings, { ...optionsOf(tables), onRead, signal }).catch((error) => {
        if (!read) throw error
      })
      this.#show({ step: 'read', read })
    })
    return read
  }

  /**
   * Learns a catalogue, keeps it and opens it.
   * @param {Tables} tables
   * @param {{ name: string, model: Model, replaces: OwnCatalogue | null }} what
   * @param {() => boolean} awaited whether somebody still waits for it: otherwise it is only offered
   * @returns {Promise<boolean>} whether it was
   */
  async learn(tables, { name, model, replaces }, awaited) {
    const { read } = this.#store.state.learning
    return this.#do('learning', async (signal) => {
      const onProgress = (/** @type {TrainProgress} */ progress) => {
        if (!signal.aborted) this.#show({ progress })
      }
      const options = { ...optionsOf(tables), name, model: MODELS[model], predict: 'none', onProgress, signal }
      const pack = new Blob([await train(tables.ratings, options)])
      await this.#take(pack, name, read?.items ?? 0, replaces, awaited)
    })
  }

  /**
   * Takes a pack that was made before, here or by the command line.
   * @param {File} file
   */
  async take(file) {
    await this.#do('reading', async () => {
      const { recommender } = await openPack(file)
      const name = harmless(recommender.manifest.name, LONGEST_NAME) || nameOf(file)
      await this.#take(file, name, recommender.items().length, null, () => true)
    })
  }

  /** Ends the learning, at once. */
  cancel() {
    this.#work?.abort()
    this.#work = null
    this.#store.set({ notice: { text: words.cancelled } })
    this.#show({ step: 'read', progress: null })
  }

  /** What was chosen is another: nothing is known of it yet. */
  forgetRead() {
    this.#work?.abort()
    this.#work = null
    this.#show(EMPTY)
  }

  /**
   * @param {OwnCatalogue} own
   * @param {string} name
   */
  async rename(own, name) {
    const pack = await this.#packOf(own)
    const renamed = { ...own, name: this.freeName(name, own) }
    if (own.kept && (!pack || !(await keepCatalogue(renamed, pack)).kept)) {
      return this.#store.set({ error: { text: words.notRenamed } })
    }
    this.#store.set({ owns: this.#store.state.owns.map((other) => (other.id === own.id ? renamed : other)) })
    if (this.#store.state.own?.id !== own.id) return
    if (own.kept) keepSetting({ catalogue: { id: own.id, name: renamed.name } })
    this.#store.set({ own: renamed })
  }

  /** @param {OwnCatalogue} own */
  async remove(own) {
    try {
      if (this.#store.state.own?.id === own.id) await this.#films.use(null)
      await this.#films.forget(own)
      await forgetCatalogue(own.id)
      this.#unkept.delete(own.id)
      this.#store.set({ notice: { text: words.deleted(own.name) } })
    } catch (error) {
      this.#store.set({ error: { text: messageOf(error) } })
    }
    await this.list()
  }

  /**
   * Its pack as a file.
   * @param {OwnCatalogue} own
   */
  async exportFile(own) {
    const pack = await this.#packOf(own)
    if (!pack) this.#store.set({ error: { text: t.catalogues.gone } })
    return pack && new File([pack], `${fold(own.name).replaceAll(' ', '-') || 'catalogue'}.pack`)
  }

  /** @param {OwnCatalogue} own */
  async #packOf({ id }) {
    return this.#unkept.get(id) ?? (await keptPack(id))
  }

  /**
   * A name that no other has: numbered, if it must be.
   * @param {string} wanted
   * @param {OwnCatalogue} [own] whose name it is to be
   */
  freeName(wanted, own) {
    const name = harmless(wanted.trim(), LONGEST_NAME) || words.nameDefault
    const others = this.#store.state.owns.filter(({ id }) => id !== own?.id)
    return free(name, (name) => others.some((other) => other.name === name), (number) => `${name} ${number}`) // prettier-ignore
  }

  /**
   * @param {Blob} pack
   * @param {string} name
   * @param {number} items
   * @param {OwnCatalogue | null} replaces
   * @param {() => boolean} awaited
   */
  async #take(pack, name, items, replaces, awaited) {
    // Another tab may have made some too.
    await this.list()
    const about = { items, bytes: pack.size, at_ms: Date.now() }
    const made = replaces
      ? { ...replaces, ...about }
      : { id: this.#freeId(name), name: this.freeName(name), ...about, kept: false }
    const own = await keepCatalogue(made, pack)
    if (own.kept) this.#unkept.delete(own.id)
    else this.#unkept.set(own.id, pack)
    this.#store.set({ owns: [...this.#store.state.owns.filter(({ id }) => id !== own.id), own], learning: EMPTY })
    const { learned, notKept, open } = words
    const notice = { text: own.kept ? learned(own.name) : notKept(own.name) }
    if (awaited()) {
      this.#store.set({ view: 'picks' })
      await this.#films.use(own, pack)
      this.#store.set({ notice })
    } else {
      this.#store.set({ notice: { ...notice, action: { label: open, run: () => void this.use(own) } } })
    }
  }

  /**
   * An id that no other has: it stays when the name is changed.
   * @param {string} name
   */
  #freeId(name) {
    const id = fold(name).replaceAll(' ', '-') || 'catalogue'
    const taken = (/** @type {string} */ id) => this.#store.state.owns.some((own) => own.id === id)
    return free(id, taken, (number) => `${id}-${number}`)
  }

  /**
   * One piece of work at a time, and what is said if it fails.
   * @param {Learning['step']} step
   * @param {(signal: AbortSignal, stop: () => void) => Promise<void>} work
   * @returns {Promise<boolean>} whether it came to its end
   */
  async #do(step, work) {
    this.#work?.abort()
    const own = (this.#work = new AbortController())
    this.#show({ step, progress: null, failure: null })
    try {
      await work(own.signal, () => own.abort())
      return true
    } catch (error) {
      // Whoever stopped it knows, and has said so.
      if (this.#work !== own) return false
      const text = messageOf(error)
      const said = error instanceof Error ? error.message : ''
      const columns = error instanceof DataError && error.code === 'data.format'
      this.#show({
        step: step === 'learning' ? 'read' : 'empty',
        failure: { text, detail: said === text ? '' : said, columns },
      })
      return false
    }
  }

  /** @param {Partial<Learning>} changes */
  #show(changes) {
    this.#store.set({ learning: { ...this.#store.state.learning, ...changes } })
  }
}

/**
 * What suits tables of this size.
 * @param {Read} read
 * @returns {Model}
 */
export function suitedModel({ users, items }) {
  return Math.min(users, items) > MANY ? 'als' : 'ease'
}

/**
 * What a file's catalogue may be called.
 * @param {File} file
 */
export function nameOf({ name }) {
  return harmless(name.split('.')[0].replace(/[_-]+/g, ' ').trim(), LONGEST_NAME) || words.nameDefault
}

/** @param {Tables} tables */
function optionsOf({ items, columns, positiveAbove }) {
  return { items, columns, positiveAbove }
}

/**
 * @param {string} wanted
 * @param {(text: string) => boolean} taken
 * @param {(number: number) => string} numbered
 */
function free(wanted, taken, numbered) {
  let text = wanted
  for (let number = 2; taken(text); number += 1) text = numbered(number)
  return text
}
