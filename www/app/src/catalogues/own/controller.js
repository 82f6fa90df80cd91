// The controller of the visitor's own catalogues: tables are inspected and learned from in a worker, packs are opened, and
// what comes of them is kept, renamed, exported and deleted.

import { DataError } from 'penchant/recommend'
import { inspectTable, train } from 'penchant/train'
import { fold } from '../../items/search/fold.js'
import { openPack } from '../../items/open-pack.js'
import { t as itemTexts } from '../../items/texts.js'
import { keepSetting } from '../../shell/settings.js'
import { messageOf } from '../../shell/texts.js'
import { untaken } from '../../shell/untaken.js'
import { sanitizeText } from '../../shell/untrusted-text.js'
import { deleteCatalogue, historyNameOf, keepCatalogue, listCatalogues, readPack } from '../kept-packs.js'
import { NOT_LEARNING } from '../slice.js'
import { MODELS } from './model-choice.js'
import { MAX_NAME_LENGTH, nameOfFile, usableName } from './naming.js'
import { t } from './texts.js'
import { discard, keepUntilOver, listStopped, read, watchRunning } from './unfinished.js'

/**
 * @import { Read, TrainProgress } from 'penchant/train'
 * @import { Items } from '../../items/controller.js'
 * @import { OtherCatalogue } from '../../items/slice.js'
 * @import { Kind } from '../../items/texts/en.js'
 * @import { PageStore } from '../../main.js'
 * @import { OwnCatalogue } from '../kept-packs.js'
 * @import { Learning } from '../slice.js'
 * @import { Reading } from './reading.js'
 * @import { Choices, Stopped } from './unfinished.js'
 *
 * @typedef {object} Tables
 * @property {File} ratings
 * @property {File} [items]
 * @property {Reading} reading
 * @property {number} [positiveAbove] a rating above it is a like
 */

export class OwnCatalogues {
  #store
  #items
  /** @type {AbortController | null} */
  #work = null
  /** @type {Map<string, Blob>} The packs that there was no room for, by id. */
  #unkept = new Map()

  /**
   * @param {PageStore} store
   * @param {Items} items
   */
  constructor(store, items) {
    this.#store = store
    this.#items = items
  }

  /** Reads which there are, and which learnings were stopped. */
  async list() {
    await this.#listStopped()
    const kept = await listCatalogues()
    const unkept = this.#all.filter(({ id }) => this.#unkept.has(id))
    this.#setAll([...kept.filter(({ id }) => !this.#unkept.has(id)), ...unkept])
  }

  /**
   * Opens one of them, an example, or the page's films.
   * @param {OwnCatalogue | OtherCatalogue | null} catalogue
   */
  async use(catalogue) {
    const isOwn = catalogue && 'bytes' in catalogue
    await this.#items.use(catalogue, { pack: isOwn ? this.#unkept.get(catalogue.id) : undefined, view: 'picks' })
  }

  /**
   * Reads tables without learning: says what they have, or what is wrong with them.
   * @param {Tables} tables
   * @returns {Promise<Read | null>} null if they cannot be used, or if others replaced them meanwhile
   */
  async read(tables) {
    /** @type {Read | null} */
    let read = null
    await this.#do('reading', async (signal) => {
      read = await inspectTable(tables.ratings, { ...optionsOf(tables), signal })
      this.#show({ step: 'read', read })
    })
    return read
  }

  /**
   * Learns a catalogue, keeps it and opens it.
   * @param {Tables} tables
   * @param {Choices} choices
   * @returns {Promise<boolean>} whether it was learned
   */
  async learn(tables, choices) {
    const { name, kind, model, items } = choices
    const end = keepUntilOver({ tables, choices })
    const learned = await this.#do('learning', async (signal) => {
      const onProgress = (/** @type {TrainProgress} */ progress) => {
        if (!signal.aborted) this.#show({ progress })
      }
      const options = { ...optionsOf(tables), name, model: MODELS[model], predict: 'none', onProgress, signal }
      const pack = new Blob([await train(tables.ratings, options)])
      const replaces = this.#all.find(({ id }) => id === choices.replaces) ?? null
      await this.#add(pack, { name, kind, items, replaces }, { signal, isAwaited: () => this.#isAwaited })
    })
    end()
    return learned
  }

  /**
   * Begins a learning that was stopped once more, with its tables and choices.
   * @param {Stopped} stopped
   */
  async goOn(stopped) {
    this.#store.set('shell', { room: 'films' })
    this.#store.set('items', { view: 'catalogues' })
    if (this.#store.state.catalogues.learning.step === 'learning') return
    const unfinished = await read(stopped.id)
    if (!unfinished) {
      this.#store.set('shell', { error: { text: t.stoppedGone(stopped.name) } })
      return this.#listStopped()
    }
    const learning = this.learn(unfinished.tables, unfinished.choices)
    // It is kept anew.
    await this.discard(stopped)
    await learning
  }

  /**
   * Forgets a learning that was stopped.
   * @param {Stopped} stopped
   */
  async discard({ id }) {
    await discard(id)
    await this.#listStopped()
  }

  /**
   * Says which learning was stopped, and offers to go on; and which are from now on, in other tabs. The list of them may be
   * out of sight, even in its room.
   * @param {(stopped: Stopped) => void} goOn
   */
  async watchStopped(goOn) {
    const announce = () => {
      const [stopped] = this.#store.state.catalogues.stopped
      if (!stopped) return
      const action = { label: t.goOn, run: () => goOn(stopped) }
      this.#store.set('shell', { notice: { text: t.stopped(stopped.name), action } })
    }
    announce()
    await watchRunning(() => void this.list().then(announce))
  }

  async #listStopped() {
    this.#store.set('catalogues', { stopped: await listStopped() })
  }

  /** Whether the visitor still waits for what is learned: otherwise it is only offered. */
  get #isAwaited() {
    return this.#store.state.items.view === 'catalogues' && this.#store.state.shell.room === 'films'
  }

  /**
   * Takes a pack that was made before, here or by the command line.
   * @param {File} file
   */
  async importPack(file) {
    await this.#do('reading', async (signal) => {
      const { recommender } = await openPack(file)
      const name = sanitizeText(recommender.manifest.name, MAX_NAME_LENGTH) || nameOfFile(file)
      await this.#add(
        file,
        { name, kind: 'items', items: recommender.items().length, replaces: null },
        { signal, isAwaited: () => true },
      )
    })
  }

  /** Ends the learning at once. */
  cancel() {
    this.#work?.abort()
    this.#work = null
    this.#store.set('shell', { notice: { text: t.cancelled } })
    this.#show({ step: this.#stepBefore, progress: null })
  }

  /** Forgets what was read: other tables are chosen. */
  forgetRead() {
    this.#work?.abort()
    this.#work = null
    this.#show(NOT_LEARNING)
  }

  /**
   * Gives it another name, or says that it is of something else.
   * @param {OwnCatalogue} own
   * @param {{ name: string, kind: Kind }} changes
   */
  async rename(own, { name, kind }) {
    const pack = await this.#packOf(own)
    const renamed = { ...own, kind, name: this.freeName(name, own) }
    if (own.kept && (!pack || !(await keepCatalogue(renamed, pack)).kept)) {
      return this.#store.set('shell', { error: { text: t.notRenamed } })
    }
    this.#setAll(this.#all.map((other) => (other.id === own.id ? renamed : other)))
    if (!this.isInUse(own)) return
    // Everything that is said of its items changes with what they are.
    if (kind !== own.kind) return this.#items.use(renamed, { pack: pack ?? undefined })
    if (own.kept) keepSetting({ catalogue: { id: own.id, name: renamed.name, kind } })
    this.#store.set('items', { otherCatalogue: renamed })
  }

  /** @param {OwnCatalogue} own */
  async remove(own) {
    try {
      if (this.isInUse(own)) await this.#items.use(null)
      await this.#items.forget(own)
      await deleteCatalogue(own.id)
      this.#unkept.delete(own.id)
      this.#store.set('shell', { notice: { text: t.deleted(own.name) } })
    } catch (error) {
      this.#store.set('shell', { error: { text: messageOf(error) } })
    }
    await this.list()
  }

  /** @param {OwnCatalogue | OtherCatalogue | null} catalogue one of them, an example, or the page's films */
  isInUse(catalogue) {
    return historyNameOf(catalogue) === historyNameOf(this.#store.state.items.otherCatalogue)
  }

  /**
   * Its pack as a file.
   * @param {OwnCatalogue} own
   */
  async exportFile(own) {
    const pack = await this.#packOf(own)
    if (!pack) this.#store.set('shell', { error: { text: itemTexts.catalogue.gone } })
    return pack && new File([pack], `${fold(own.name).replaceAll(' ', '-') || 'catalogue'}.pack`)
  }

  /** @param {OwnCatalogue} own */
  async #packOf({ id }) {
    return this.#unkept.get(id) ?? (await readPack(id))
  }

  /**
   * A name that no other catalogue has: numbered if the wanted one is taken.
   * @param {string} wanted
   * @param {OwnCatalogue} [own] the catalogue that is named
   */
  freeName(wanted, own) {
    const others = this.#all.filter(({ id }) => id !== own?.id)
    return untaken(usableName(wanted), (name) => others.some((other) => other.name === name), ' ')
  }

  /**
   * An id that no other catalogue has. It stays when the name is changed.
   * @param {string} name
   */
  #freeId(name) {
    const wanted = fold(name).replaceAll(' ', '-') || 'catalogue'
    return untaken(wanted, (id) => this.#all.some((other) => other.id === id), '-')
  }

  get #all() {
    return this.#store.state.catalogues.ownCatalogues
  }

  /** @param {OwnCatalogue[]} ownCatalogues */
  #setAll(ownCatalogues) {
    this.#store.set('catalogues', { ownCatalogues })
  }

  /**
   * Keeps a pack, and opens or offers it.
   * @param {Blob} pack
   * @param {{ name: string, kind: Kind, items: number, replaces: OwnCatalogue | null }} what
   * @param {{ signal: AbortSignal, isAwaited: () => boolean }} visitor whether it is still wanted, and waited for
   */
  async #add(pack, { name, kind, items, replaces }, { signal, isAwaited }) {
    // Another tab may have made some too.
    await this.list()
    signal.throwIfAborted()
    const { id, name: shown } = replaces ?? { id: this.#freeId(name), name: this.freeName(name) }
    const made = { id, name: shown, kind, items, bytes: pack.size, at_ms: Date.now(), kept: false }
    const own = await keepCatalogue(made, pack)
    if (own.kept) this.#unkept.delete(id)
    else this.#unkept.set(id, pack)
    this.#store.set('catalogues', {
      ownCatalogues: [...this.#all.filter((other) => other.id !== id), own],
      learning: NOT_LEARNING,
    })
    const notice = { text: own.kept ? t.learned(own.name) : t.notKept(own.name) }
    if (isAwaited()) {
      await this.#items.use(own, { pack, view: 'picks' })
      this.#store.set('shell', { notice })
    } else {
      const action = { label: t.open, run: () => void this.use(own) }
      this.#store.set('shell', { notice: { ...notice, action } })
    }
  }

  /**
   * Does one piece of work at a time, and says what went wrong with it.
   * @param {Learning['step']} step
   * @param {(signal: AbortSignal) => Promise<void>} work
   * @returns {Promise<boolean>} whether it was completed
   */
  async #do(step, work) {
    this.#work?.abort()
    const own = (this.#work = new AbortController())
    this.#show({ step, progress: null, failure: null })
    try {
      await work(own.signal)
      return true
    } catch (error) {
      // Stopped by the visitor or for other work, which has said so.
      if (this.#work !== own) return false
      const text = messageOf(error)
      const message = error instanceof Error ? error.message : ''
      const columns = error instanceof DataError && error.code === 'data.format'
      this.#show({
        step: step === 'learning' ? this.#stepBefore : 'empty',
        failure: { text, detail: message === text ? '' : message, columns },
      })
      return false
    }
  }

  /** Where the form is again once nothing is learned: tables that were kept are not in it. */
  get #stepBefore() {
    return this.#store.state.catalogues.learning.read ? 'read' : 'empty'
  }

  /** @param {Partial<Learning>} changes */
  #show(changes) {
    this.#store.set('catalogues', { learning: { ...this.#store.state.catalogues.learning, ...changes } })
  }
}

/** @param {Tables} tables */
function optionsOf({ items, reading, positiveAbove }) {
  return { items, ...reading, positiveAbove }
}
