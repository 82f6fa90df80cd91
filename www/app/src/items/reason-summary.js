// The reasons of a pick that are worth saying in a sentence, which t.reasons.why makes of them.

/**
 * @import { Reason } from 'penchant'
 *
 * @typedef {object} ReasonSummary
 * @property {string[]} because titles that speak for the pick, strongest first
 * @property {string[]} despite the title that speaks most against it, if one does
 * @property {boolean} popular whether its popularity speaks for it
 * @property {boolean} popularFirst whether that is the strongest reason
 */

/** A reason with less than this share of what speaks for the pick is not said; the table has them all. */
const MIN_SHARE = 0.1
const MAX_TITLES = 3

/**
 * @param {Reason[]} reasons strongest first
 * @param {(id: string) => string} titleOf
 * @returns {ReasonSummary}
 */
export function summarizeReasons(reasons, titleOf) {
  const total = reasons.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0)
  const worthSaying = reasons.filter(({ contribution }) => Math.abs(contribution) >= total * MIN_SHARE)
  const titles = (/** @type {1 | -1} */ sign, /** @type {number} */ max) =>
    worthSaying
      .flatMap(({ item, contribution }) => (item && contribution * sign > 0 ? [titleOf(item)] : []))
      .slice(0, max)
  return {
    because: titles(1, MAX_TITLES),
    despite: titles(-1, 1),
    popular: worthSaying.some(({ item, contribution }) => item === null && contribution > 0),
    popularFirst: reasons[0]?.item === null,
  }
}
