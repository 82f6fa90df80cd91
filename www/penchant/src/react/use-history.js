// The visitor's history in a component, which renders again when the history changes, in this tab or in another one.

import { useCallback, useSyncExternalStore } from 'react'
import { History } from '../history/index.js'
import '../runtime/wasm-urls/recommend.js'
import { Shared, useShared } from './shared.js'

/**
 * @import { HistoryEvent } from '../history/index.js'
 * @import { StorageError } from '../runtime/errors.js'
 *
 * @typedef {object} UsedHistory
 * @property {History | null} history for changes; `null` until it is open
 * @property {readonly HistoryEvent[]} events oldest first
 * @property {boolean} persistent whether it outlives the page
 * @property {StorageError | Error | null} error why it does not, if so
 */

/** @type {Shared<History>} */
const histories = new Shared(
  (name) => History.open(name),
  (history) => history.close(),
)

/** @type {readonly HistoryEvent[]} */
const NONE = Object.freeze([])

/**
 * The history of this name.
 * @param {string} [name]
 * @returns {UsedHistory}
 */
export function useHistory(name = 'default') {
  const { value: history, error } = useShared(histories, name)
  const subscribe = useCallback(
    (/** @type {() => void} */ onChange) => {
      for (const type of ['change', 'storage']) history?.addEventListener(type, onChange)
      return () => {
        for (const type of ['change', 'storage']) history?.removeEventListener(type, onChange)
      }
    },
    [history],
  )
  const events = useSyncExternalStore(
    subscribe,
    () => history?.events() ?? NONE,
    () => NONE,
  )
  const storageError = useSyncExternalStore(
    subscribe,
    () => history?.error ?? error,
    () => null,
  )
  return { history, events, persistent: history?.persistent ?? false, error: storageError }
}
