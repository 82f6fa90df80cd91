// Lists of items as data: what the visitor wants to see, and lists with names of the visitor's own. A change is a function
// from the lists to others, so that it can be applied to what another tab has stored meanwhile.

import { sanitizeText } from '../../shell/untrusted-text.js'
import { untaken } from '../../shell/untaken.js'
import { fold } from '../search/fold.js'
import { t } from '../texts.js'

/**
 * @typedef {{ item: string, atMs: number }} Entry an item, and when it was put on the list
 *
 * @typedef {object} List
 * @property {string} id
 * @property {string} name empty for the list of what is wanted, whose name depends on the language
 * @property {readonly Entry[]} entries oldest first
 *
 * @typedef {(lists: readonly List[]) => readonly List[]} Change
 */

/** The id of the list of what the visitor wants to see. */
export const WANTED = 'wanted'

export const MAX_NAME_LENGTH = 60

/** @type {readonly List[]} */
export const LISTS_AT_REST = [{ id: WANTED, name: '', entries: [] }]

/**
 * Puts entries on a list, each in its place by time; one that is there already stays as it is.
 * @param {string} id
 * @param {readonly Entry[]} entries
 * @returns {Change}
 */
export function putOn(id, entries) {
  return changing(id, (list) => {
    const isNew = (/** @type {Entry} */ { item }) => !has(list, item)
    return { ...list, entries: [...list.entries, ...entries.filter(isNew)].sort((a, b) => a.atMs - b.atMs) }
  })
}

/**
 * @param {string} id
 * @param {readonly string[]} items
 * @returns {Change}
 */
export function takeOff(id, items) {
  return changing(id, (list) => ({ ...list, entries: list.entries.filter(({ item }) => !items.includes(item)) }))
}

/**
 * Adds a list after the others.
 * @param {List} list
 * @returns {Change}
 */
export const add = (list) => (lists) => [...lists.filter(({ id }) => id !== list.id), list]

/**
 * @param {string} id
 * @returns {Change}
 */
export const remove = (id) => (lists) => lists.filter((list) => list.id !== id)

/**
 * @param {string} id
 * @param {string} name
 * @returns {Change}
 */
export const rename = (id, name) => changing(id, (list) => ({ ...list, name }))

/**
 * A new list, with a name and an id that no other has.
 * @param {readonly List[]} lists
 * @param {string} wanted its name
 * @param {readonly Entry[]} entries
 * @returns {List}
 */
export function newList(lists, wanted, entries) {
  const id = untaken(fold(wanted).replaceAll(' ', '-') || 'list', (id) => lists.some((list) => list.id === id), '-')
  return { id, name: freeName(lists, wanted), entries }
}

/**
 * A name that no other list has: numbered if the wanted one is taken.
 * @param {readonly List[]} lists the others
 * @param {string} wanted
 */
export function freeName(lists, wanted) {
  return untaken(usableName(wanted), (name) => lists.some((list) => list.name === name), ' ')
}

/**
 * As the visitor reads it.
 * @param {List} list
 */
export const nameOf = ({ id, name }) => (id === WANTED ? t.lists.wanted : name)

/** @param {string} name */
export const usableName = (name) => sanitizeText(name.trim(), MAX_NAME_LENGTH)

/**
 * @param {List} list
 * @param {string} item
 */
export const has = ({ entries }, item) => entries.some((entry) => entry.item === item)

/**
 * What was stored, as far as it is lists: one damaged entry must not hide the others.
 * @param {unknown} stored
 * @returns {readonly List[]} that of what is wanted first
 */
export function readLists(stored) {
  const lists = (Array.isArray(stored) ? stored : []).filter(
    (list) => typeof list?.id === 'string' && typeof list.name === 'string' && Array.isArray(list.entries),
  )
  const read = lists.map(({ id, name, entries }) => ({
    id,
    name,
    entries: entries.filter((/** @type {any} */ entry) => typeof entry?.item === 'string' && isFinite(entry.atMs)),
  }))
  return read.some(({ id }) => id === WANTED) ? read : [...LISTS_AT_REST, ...read]
}

/**
 * @param {string} id
 * @param {(list: List) => List} change
 * @returns {Change}
 */
function changing(id, change) {
  return (lists) => lists.map((list) => (list.id === id ? change(list) : list))
}
