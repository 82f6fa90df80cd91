// One thing that a visitor said of an item, or did with it: what it may be, and what is checked before it is kept.

import { argumentError } from '../runtime/options.js'

/**
 * What is said (`like`, `dislike`, `rate`, `not-interested`) counts before what is done (`complete`, `seen`, `skip`).
 * @typedef {'like' | 'dislike' | 'rate' | 'not-interested' | 'complete' | 'seen' | 'skip'} Action
 *
 * @typedef {object} HistoryEvent
 * @property {string} item
 * @property {Action} action
 * @property {number} at_ms when, in milliseconds since 1970; 0 if it is not known
 * @property {number} [rating] stars from 0.5 to 5, with `rate` and nothing else
 * @property {boolean} [excluded] kept in the history, and counted for nothing
 *
 * @typedef {Omit<HistoryEvent, 'at_ms'> & { at_ms?: number }} NewEvent if no time is given it is now
 */

const ACTIONS = ['like', 'dislike', 'rate', 'not-interested', 'complete', 'seen', 'skip']

/** The longest id, in bytes, and the last time: what a file and a `Date` can hold. */
const MOST_ID_BYTES = 16_384
export const LAST_MS = 8.64e15

/**
 * Throws `argument` if it is none that a history may keep, or that a file may hold.
 * @param {HistoryEvent} event
 * @returns {HistoryEvent}
 */
export function checkedEvent({ item, action, at_ms, rating, excluded }) {
  if (typeof item !== 'string' || item === '' || !ACTIONS.includes(action)) {
    throw argumentError(`An event needs an item and one of ${ACTIONS.join(', ')}.`)
  }
  if (new TextEncoder().encode(item).length > MOST_ID_BYTES) {
    throw argumentError(`An item's id has at most ${MOST_ID_BYTES} bytes.`)
  }
  if (!isTime(at_ms)) throw argumentError('at_ms is a whole number of milliseconds since 1970.')
  const isRated = typeof rating === 'number' && rating >= 0.5 && rating <= 5
  if (action === 'rate' ? !isRated : rating !== undefined) {
    throw argumentError('An event with the action rate, and no other, needs 0.5 to 5 stars.')
  }
  return Object.freeze({ item, action, at_ms, ...(rating !== undefined && { rating }), ...(excluded && { excluded }) })
}

/** @param {unknown} at_ms */
export function isTime(at_ms) {
  return typeof at_ms === 'number' && Number.isInteger(at_ms) && at_ms >= 0 && at_ms <= LAST_MS
}

/**
 * @param {HistoryEvent | undefined} event
 * @param {HistoryEvent | undefined} other
 */
export function isSame(event, other) {
  if (!event || !other) return event === other
  return (
    event.action === other.action &&
    event.at_ms === other.at_ms &&
    event.rating === other.rating &&
    Boolean(event.excluded) === Boolean(other.excluded)
  )
}
