// An event: what a visitor said of an item, or did with it. What callers give is checked here before it is used or kept,
// and written here as the engine and exported files have it.

import { argumentError, checkId, shown } from '../runtime/options.js'

/**
 * Explicit feedback (`like`, `dislike`, `rate`, `not-interested`) outranks behaviour (`complete`, `seen`, `skip`).
 * @typedef {'like' | 'dislike' | 'rate' | 'not-interested' | 'complete' | 'seen' | 'skip'} Action
 *
 * @typedef {object} HistoryEvent
 * @property {string} item its id
 * @property {Action} action
 * @property {number} atMs when, in milliseconds since 1970; 0 if that is not known
 * @property {number} [rating] stars from 0.5 to 5, with `rate` and no other action
 * @property {boolean} [excluded] kept in the history, without any effect
 *
 * @typedef {Omit<HistoryEvent, 'atMs'> & { atMs?: number }} NewEvent without a time it is now
 *
 * @typedef {Omit<HistoryEvent, 'atMs'> & { at_ms: number }} FileEvent as exported files and the engine spell it
 */

const ACTIONS = ['like', 'dislike', 'rate', 'not-interested', 'complete', 'seen', 'skip']
const FIELDS = ['item', 'action', 'atMs', 'rating', 'excluded']

/** What a file can hold. */
const MAX_ID_BYTES = 16_384
/** What a `Date` can hold. */
export const MAX_AT_MS = 8.64e15

/**
 * Throws `argument` for an event that a history cannot keep, or a file cannot hold.
 * @param {HistoryEvent} event
 * @returns {HistoryEvent}
 */
export function checkedEvent(event) {
  checkFields(event)
  const { item, action, atMs, rating, excluded } = event
  if (new TextEncoder().encode(item).length > MAX_ID_BYTES) {
    throw argumentError(`The item's id is too long: expected at most ${MAX_ID_BYTES} bytes.`)
  }
  if (!ACTIONS.includes(action)) {
    throw argumentError(`The event's action is ${shown(action)}; expected one of ${ACTIONS.join(', ')}.`)
  }
  if (!isTime(atMs)) {
    throw argumentError(`The event's atMs is ${shown(atMs)}; expected a whole number of milliseconds since 1970.`)
  }
  const isRated = typeof rating === 'number' && rating >= 0.5 && rating <= 5
  if (action === 'rate' ? !isRated : rating !== undefined) {
    throw argumentError(
      `The event's rating is ${shown(rating)}; expected 0.5 to 5 with the action rate, and none otherwise.`,
    )
  }
  return Object.freeze({ item, action, atMs, ...(rating !== undefined && { rating }), ...(excluded && { excluded }) })
}

/**
 * The events of a history, or of an array that a caller gives, as the engine takes them.
 *
 * Throws `argument`.
 * @param {{ events: () => readonly HistoryEvent[] } | readonly HistoryEvent[]} history
 * @returns {FileEvent[]}
 */
export function engineEvents(history) {
  if (Array.isArray(history)) {
    for (const [index, event] of history.entries()) checkFields(event, `The event at ${index}`)
    return history.map(toFileEvent)
  }
  if (Object(history) === history && 'events' in history && typeof history.events === 'function') {
    return history.events().map(toFileEvent)
  }
  throw argumentError(`The history is ${shown(history)}; expected a History, or an array of events.`)
}

/**
 * @param {HistoryEvent} event
 * @returns {FileEvent}
 */
export function toFileEvent({ atMs, ...event }) {
  return { ...event, at_ms: atMs }
}

/**
 * @param {FileEvent} event
 * @returns {HistoryEvent}
 */
export function fromFileEvent({ at_ms, ...event }) {
  return { ...event, atMs: at_ms }
}

/**
 * @param {unknown} event
 * @param {string} name for messages
 */
function checkFields(event, name = 'The event') {
  if (Object(event) !== event) throw argumentError(`${name} is ${shown(event)}; expected { item, action }.`)
  const fields = Object(event)
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field))
  if (unknown === 'at_ms') throw argumentError(`${name} has at_ms: its time is called atMs.`)
  if (unknown) throw argumentError(`${name} has an unknown field ${unknown}: choose from ${FIELDS.join(', ')}.`)
  checkId(fields.item, `${name}'s item`)
}

/** @param {unknown} atMs */
export function isTime(atMs) {
  return typeof atMs === 'number' && Number.isInteger(atMs) && atMs >= 0 && atMs <= MAX_AT_MS
}

/**
 * @param {HistoryEvent | undefined} event
 * @param {HistoryEvent | undefined} other
 */
export function isSame(event, other) {
  if (!event || !other) return event === other
  return (
    event.action === other.action &&
    event.atMs === other.atMs &&
    event.rating === other.rating &&
    Boolean(event.excluded) === Boolean(other.excluded)
  )
}
