// A pick's reasons in words: "because of Alien and Blade Runner, despite Titanic".

/**
 * @import { Reason } from 'penchant'
 *
 * @typedef {{ text: string, title?: boolean }} Part a piece of a sentence; a title is set apart
 */

/** A reason below this share of what speaks for the pick goes unsaid; the table has them all. */
const WORTH_SAYING = 0.1
const TITLES = 3

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/**
 * @param {Reason[]} reasons strongest first
 * @param {(item: string) => string} titleOf
 * @returns {Part[]}
 */
export function inWords(reasons, titleOf) {
  const total = reasons.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0)
  const worth = reasons.filter(({ contribution }) => Math.abs(contribution) >= total * WORTH_SAYING)
  const titles = (/** @type {1 | -1} */ sign, /** @type {number} */ most) =>
    worth.flatMap(({ item, contribution }) => (item && contribution * sign > 0 ? [titleOf(item)] : [])).slice(0, most)
  const popular = worth.some(({ item, contribution }) => item === null && contribution > 0)

  /** @type {Part[][]} */
  const clauses = []
  const because = titles(1, TITLES)
  if (because.length > 0) clauses.push([{ text: 'because of ' }, ...named(because)])
  if (popular) clauses.push([{ text: 'popular with everybody' }])
  if (reasons[0]?.item === null) clauses.reverse()
  if (clauses.length === 2) clauses[1].unshift({ text: 'and ' })
  if (clauses.length === 0) clauses.push([{ text: 'nothing in your history speaks for it' }])
  const despite = titles(-1, 1)
  if (despite.length > 0) clauses.push([{ text: 'despite ' }, ...named(despite)])
  return capitalised(clauses.flatMap((clause, place) => (place > 0 ? [{ text: ', ' }, ...clause] : clause)))
}

/** @param {string[]} titles */
function named(titles) {
  return list.formatToParts(titles).map(({ type, value }) => ({ text: value, title: type === 'element' }))
}

/** @param {Part[]} parts */
function capitalised([first, ...rest]) {
  return [{ ...first, text: first.text[0].toUpperCase() + first.text.slice(1) }, ...rest]
}
