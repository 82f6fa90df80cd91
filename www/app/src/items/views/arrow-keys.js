// Makes a list of cards one stop of the keyboard: the arrow keys lead from card to card, and Tab to the buttons of the
// card that has the focus. Without it, a row of twenty cards is a hundred stops.

/**
 * @param {HTMLElement} list whose children with `data-item` are the cards
 * @param {object} [how]
 * @param {() => number} [how.columns] how many cards stand side by side, where there are several lines of them
 * @param {(card: HTMLElement, steps: number) => HTMLElement | null} [how.neighbour] the card so many steps away, where
 *   not all of them are in the document
 */
export function followArrowKeys(list, { columns = () => 0, neighbour = siblingOf } = {}) {
  /** @type {HTMLElement | null} */
  let current = null

  /** @param {HTMLElement | null} card */
  const setCurrent = (card) => {
    if (current === card) return
    if (current) for (const button of buttonsOf(current)) button.tabIndex = -1
    current = card
    if (current) for (const button of buttonsOf(current)) button.tabIndex = 0
  }

  list.addEventListener('focusin', ({ target }) => setCurrent(cardOf(target)))
  list.addEventListener('keydown', (event) => {
    const card = cardOf(event.target)
    if (!card || event.altKey || event.ctrlKey || event.metaKey) return
    const across = columns()
    /** @type {Record<string, number>} */
    const steps = {
      ArrowLeft: -1,
      ArrowRight: 1,
      Home: -Infinity,
      End: Infinity,
      ...(across > 0 && { ArrowUp: -across, ArrowDown: across, PageUp: -4 * across, PageDown: 4 * across }),
    }
    if (!(event.key in steps)) return
    event.preventDefault()
    const place = buttonsOf(card).findIndex((button) => button === event.target)
    const next = neighbour(card, steps[event.key])
    if (next) buttonsOf(next)[Math.max(place, 0)]?.focus()
  })

  return {
    /** Takes a new card into the list. */
    adopt: (/** @type {HTMLElement} */ card) => {
      for (const button of buttonsOf(card)) button.tabIndex = -1
    },
    /** To be called when the cards of the list have changed: one must be reachable, the first if none has the focus. */
    settle: () => {
      if (!current?.contains(document.activeElement)) setCurrent(list.querySelector('[data-item]'))
    },
  }
}

/**
 * @param {HTMLElement} card
 * @param {number} steps
 */
function siblingOf(card, steps) {
  const cards = [.../** @type {HTMLElement} */ (card.parentElement).children]
  const place = Math.min(Math.max(cards.indexOf(card) + steps, 0), cards.length - 1)
  return /** @type {HTMLElement} */ (cards[place])
}

/** @param {EventTarget | null} target */
function cardOf(target) {
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest('[data-item]')) : null
}

/** @param {HTMLElement} card */
function buttonsOf(card) {
  return [...card.querySelectorAll('button')]
}
