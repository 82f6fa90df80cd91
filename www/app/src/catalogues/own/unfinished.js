// The learnings that are not done: the tables and the choices of each are kept while it runs, so that it can be gone on with
// if its page is reloaded or closed. A lock that only a running page holds tells the stopped ones from the others.

import { isKind } from '../../items/texts.js'
import { isCacheThere, unfinishedCacheName } from '../../shell/cache-names.js'
import { MODELS } from './model-choice.js'

/**
 * @import { Kind } from '../../items/texts/en.js'
 * @import { Tables } from './controller.js'
 * @import { Model } from './model-choice.js'
 *
 * @typedef {object} Choices
 * @property {string} name
 * @property {Kind} kind
 * @property {Model} model
 * @property {string | null} replaces the id of the catalogue whose place it takes
 * @property {number} items how many the tables have
 *
 * @typedef {{ tables: Tables, choices: Choices }} Unfinished
 *
 * @typedef {{ id: string, name: string }} Stopped
 */

const FOLDER = 'unfinished/'

const addressOf = (/** @type {string} */ id) => `${FOLDER}${id}`
const idOf = (/** @type {string} */ address) => address.slice(address.lastIndexOf('/') + 1)
const lockOf = (/** @type {string} */ id) => `${unfinishedCacheName()} ${id}`

/** A page that is about to go forgets nothing: what it was doing fails only because it goes. */
let leaving = false
addEventListener('pagehide', () => (leaving = true))
addEventListener('pageshow', () => (leaving = false))

/**
 * Keeps a learning until it is over, where there is room. Nothing waits for it, and it never fails.
 * @param {Unfinished} unfinished
 * @returns {() => void} says that it is over
 */
export function keepUntilOver(unfinished) {
  // Both are missing where a page may keep nothing.
  if (!navigator.locks || !globalThis.caches) return () => {}
  const id = crypto.randomUUID()
  /** @type {() => void} */
  let end = () => {}
  const over = new Promise((resolve) => (end = () => leaving || resolve(undefined)))
  const kept = navigator.locks.request(lockOf(id), async () => {
    // Without room it is only not kept.
    await write(id, unfinished).catch(() => {})
    await over
    await discard(id)
  })
  kept.catch(() => {})
  return end
}

/**
 * Those whose page is gone.
 * @returns {Promise<Stopped[]>} by name
 */
export async function listStopped() {
  // In this order: one that begins meanwhile is not among them.
  const ids = await keptIds()
  const running = await heldLocks()
  /** @type {Stopped[]} */
  const found = []
  for (const id of ids) {
    if (running.has(lockOf(id))) continue
    const unfinished = await read(id)
    if (unfinished) found.push({ id, name: unfinished.choices.name })
    else await discard(id)
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Calls back each time when a page that was learning is done or gone.
 * @param {() => void} react
 */
export async function watchRunning(react) {
  for (const name of await heldLocks()) {
    // Those who wait share the lock, so that they do not take each other for a page that learns.
    void navigator.locks.request(name, { mode: 'shared' }, react).catch(() => {})
  }
}

/**
 * @param {string} id
 * @returns {Promise<Unfinished | null>} what is needed to go on
 */
export async function read(id) {
  try {
    const cache = await caches.open(unfinishedCacheName())
    const form = await (await cache.match(addressOf(id)))?.formData()
    const { reading, positiveAbove, ...choices } = JSON.parse(String(form?.get('choices')))
    const [ratings, items] = [form?.get('ratings'), form?.get('items')]
    if (!(ratings instanceof File) || !isUsable(choices)) return null
    return { tables: { ratings, items: items instanceof File ? items : undefined, reading, positiveAbove }, choices }
  } catch {
    return null
  }
}

/** @param {string} id */
export async function discard(id) {
  try {
    const cache = await caches.open(unfinishedCacheName())
    await cache.delete(addressOf(id))
    if ((await cache.keys()).length === 0) await caches.delete(unfinishedCacheName())
  } catch {
    // A browser that keeps nothing has nothing to delete.
  }
}

/**
 * As one entry, so that there are never tables without choices.
 * @param {string} id
 * @param {Unfinished} unfinished
 */
async function write(id, { tables: { ratings, items, ...reading }, choices }) {
  const form = new FormData()
  form.set('choices', JSON.stringify({ ...choices, ...reading }))
  form.set('ratings', ratings)
  if (items) form.set('items', items)
  const cache = await caches.open(unfinishedCacheName())
  await cache.put(addressOf(id), new Response(form))
}

/** @returns {Promise<string[]>} */
async function keptIds() {
  try {
    if (!(await isCacheThere(unfinishedCacheName()))) return []
    return (await (await caches.open(unfinishedCacheName())).keys()).map(({ url }) => idOf(url))
  } catch {
    return []
  }
}

/** @returns {Promise<Set<string>>} the names of those that pages which learn hold */
async function heldLocks() {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  const ofLearning = held.filter(({ name, mode }) => mode === 'exclusive' && name?.startsWith(unfinishedCacheName()))
  return new Set(ofLearning.map(({ name }) => String(name)))
}

/** @param {Record<string, unknown>} choices */
function isUsable({ name, kind, model }) {
  return typeof name === 'string' && isKind(kind) && Object.hasOwn(MODELS, String(model))
}
