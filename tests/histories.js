// Pseudo-random histories, always the same ones, for comparing engines.

/** @typedef {import('penchant/recommend').HistoryEvent} HistoryEvent */

const ACTIONS = /** @type {const} */ (['like', 'dislike', 'rate', 'not-interested', 'complete', 'seen', 'skip'])

/**
 * @param {string[]} items ids
 * @param {number} count
 * @returns {{ events: HistoryEvent[], controls: Record<string, number> }[]} every second one with controls
 */
export function histories(items, count) {
  let state = 42
  // The minimal standard generator (S. Park and K. Miller, CACM 1988).
  const below = (/** @type {number} */ end) => {
    state = (state * 48271) % 0x7fffffff
    return state % end
  }
  /** @type {(place: number) => Record<string, number>} */
  const controls = (place) => ({ diversity: 0.3, calibration: 0.2, novelty: 0.1, exploration: 0.1, seed: place })
  return Array.from({ length: count }, (_, place) => ({
    events: Array.from({ length: below(60) }, (_, at) => {
      const action = ACTIONS[below(ACTIONS.length)]
      const event = { item: items[below(items.length)], action, atMs: 1_700_000_000_000 + at }
      return action === 'rate' ? { ...event, rating: (1 + below(10)) / 2 } : event
    }),
    controls: place % 2 ? controls(place) : {},
  }))
}

/**
 * An exported history, as the command line reads it.
 * @param {HistoryEvent[]} events
 */
export function historyFile(events) {
  const spelt = events.map(({ atMs, ...event }) => ({ ...event, at_ms: atMs }))
  return JSON.stringify({ format: 'penchant-history', version: 2, events: spelt })
}
