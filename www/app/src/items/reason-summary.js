// A pick's reasons as they are told: those that are worth saying, which t.reasons.why puts into a sentence.

/**
 * @import { Reason } from 'penchant'
 *
 * @typedef {object} Why
 * @property {string[]} because titles that speak for the pick, strongest first
 * @property {string[]} despite the title that speaks most against it, if one does
 * @property {boolean} popular whether what everybody likes speaks for it
 * @property {boolean} popularFirst whether that says the most
 */

/** A reason below this share of what speaks for the pick goes unsaid; the table has them all. */
const WORTH_SAYING = 0.1
const TITLES = 3

/**
 * @param {Reason[]} reasons strongest first
 * @param {(item: string) => string} titleOf
 * @returns {Why}
 */
export function whyOf(reasons, titleOf) {
  const total = reasons.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0)
  const worth = reasons.filter(({ contribution }) => Math.abs(contribution) >= total * WORTH_SAYING)
  const titles = (/** @type {1 | -1} */ sign, /** @type {number} */ most) =>
    worth.flatMap(({ item, contribution }) => (item && contribution * sign > 0 ? [titleOf(item)] : [])).slice(0, most)
  return {
    because: titles(1, TITLES),
    despite: titles(-1, 1),
    popular: worth.some(({ item, contribution }) => item === null && contribution > 0),
    popularFirst: reasons[0]?.item === null,
  }
}
