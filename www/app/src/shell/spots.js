// Which element has the focus, remembered so that it is found again when the elements have been made anew.

/**
 * @typedef {object} Spot
 * @property {string} within the id of the nearest element around it that has one, or its own
 * @property {string} [item] the item that it is about
 * @property {string} [label] its accessible name, as an attribute
 */

/** @returns {Spot | null} */
export function focusedSpot() {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return null
  const within = element.closest('[id]')?.id
  if (within === undefined) return null
  const item = /** @type {HTMLElement | null} */ (element.closest('[data-item]'))?.dataset.item
  return { within, item, label: element.getAttribute('aria-label') ?? undefined }
}

/** @param {Spot | null} spot */
export function focusSpot(spot) {
  const within = spot && document.getElementById(spot.within)
  if (!within) return
  const card = spot.item === undefined ? within : within.querySelector(`[data-item="${CSS.escape(spot.item)}"]`)
  const labelled = [...(card?.querySelectorAll('[aria-label]') ?? [])].find(
    (element) => element.getAttribute('aria-label') === spot.label,
  )
  const element = spot.label === undefined ? (card?.querySelector('button, a') ?? within) : (labelled ?? within)
  if (element instanceof HTMLElement) element.focus({ preventScroll: true })
}
