// The page's whole state, in one place. Controllers set it; views watch the parts they show.

/**
 * @template {object} State
 */
export class Store {
  /** @type {Set<(state: State, before: State) => void>} */
  #listeners = new Set()

  /** @param {State} state */
  constructor(state) {
    this.state = state
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    const before = this.state
    this.state = { ...before, ...changes }
    for (const listener of this.#listeners) listener(this.state, before)
  }

  /**
   * Calls `show` now, and again whenever one of these parts of the state is another one.
   * @param {(keyof State)[]} parts
   * @param {(state: State) => void} show
   */
  watch(parts, show) {
    show(this.state)
    this.#listeners.add((state, before) => {
      if (parts.some((part) => state[part] !== before[part])) show(state)
    })
  }
}
