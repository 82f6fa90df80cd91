// The reasons of a pick that are worth saying in a sentence, which t.reasons.why makes of them.

/**
 * @import { Pick } from 'penchant'
 *
 * @typedef {object} ReasonSummary
 * @property {string[]} because titles that speak for the pick, strongest first
 * @property {string[]} despite the title that speaks most against it, if one does
 * @property {boolean} popular whether its popularity speaks for it
 */

/** A reason with less than this share of what speaks for the pick is not said; the table has them all. */
const MIN_SHARE = 0.1
/** With less than this share, the history as a whole does not speak for the pick. */
const MIN_PERSONAL_SHARE = 0.02
const MAX_TITLES = 3

/**
 * Titles are compared among themselves, because they are what is personal: the popularity of a pick hides none of them.
 * @param {Pick} pick
 * @param {(id: string) => string} titleOf
 * @returns {ReasonSummary}
 */
export function summarizeReasons({ item: about, reasons }, titleOf) {
  // An item of the history speaks for itself in its score, which is no news to the person who liked it.
  const personal = reasons.filter(({ item }) => item !== null && item !== about)
  const sumOf = (/** @type {typeof reasons} */ some) =>
    some.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0)
  const [total, liked] = [sumOf(reasons), sumOf(personal)]
  const titles = (/** @type {number} */ sign, /** @type {number} */ min, /** @type {number} */ max) =>
    personal
      .filter(({ contribution }) => contribution * sign > 0 && contribution * sign >= min)
      .slice(0, max)
      .map(({ item }) => titleOf(/** @type {string} */ (item)))
  return {
    because: liked >= total * MIN_PERSONAL_SHARE ? titles(1, liked * MIN_SHARE, MAX_TITLES) : [],
    despite: titles(-1, total * MIN_SHARE, 1),
    popular: reasons.some(
      ({ item, contribution }) => item === null && contribution > 0 && contribution >= total * MIN_SHARE,
    ),
  }
}

/**
 * The summary, and then ever shorter ones, for places with little room. What is least personal is left out first, and the
 * strongest title never.
 * @param {ReasonSummary} summary
 * @returns {ReasonSummary[]}
 */
export function shorterSummaries(summary) {
  const { because } = summary
  if (because.length === 0) return [summary]
  const titles = because.map((_, left) => because.slice(0, because.length - left))
  return [
    summary,
    ...titles.map((some) => ({ ...summary, because: some, popular: false })),
    { because: because.slice(0, 1), despite: [], popular: false },
  ]
}
