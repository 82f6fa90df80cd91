// The page's whole state in one place: a slice for each room, which says in its slice.js what the slice holds.
// Controllers set it; views watch what they show.

/**
 * Which properties of which slices are watched.
 * @template {Record<string, object>} State
 * @typedef {{ [Slice in keyof State]?: readonly (keyof State[Slice])[] }} Watched
 */

/**
 * @template {Record<string, object>} State
 */
export class Store {
  /** @type {Set<(state: State, before: State) => void>} */
  #watchers = new Set()

  /** @param {State} state */
  constructor(state) {
    this.state = state
  }

  /**
   * @template {keyof State} Slice
   * @param {Slice} slice
   * @param {Partial<State[Slice]>} changes
   */
  set(slice, changes) {
    const before = this.state
    this.state = { ...before, [slice]: { ...before[slice], ...changes } }
    for (const watcher of this.#watchers) watcher(this.state, before)
  }

  /**
   * Calls `show` now, and again whenever one of the watched properties has another value.
   * @param {Watched<State>} watched such as `{ items: ['picks', 'rows'], shell: ['room'] }`
   * @param {(state: State) => void} show
   * @returns {() => void} ends the watching
   */
  watch(watched, show) {
    const slices = /** @type {[keyof State, PropertyKey[]][]} */ (Object.entries(watched))
    /** @type {(state: State, before: State) => void} */
    const watcher = (state, before) => {
      const changed = slices.some(([slice, properties]) =>
        properties.some((property) => Reflect.get(state[slice], property) !== Reflect.get(before[slice], property)),
      )
      if (changed) show(state)
    }
    show(this.state)
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }
}
