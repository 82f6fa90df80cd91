// What a score is made of, to the last digit: a bar for each part, and their sum.

import { el } from '../../dom.js'
import { t } from '../../language.js'

/**
 * @import { Pick } from 'penchant'
 * @import { Catalogue } from '../../catalogue.js'
 */

/**
 * @param {Pick} pick
 * @param {Catalogue} catalogue
 */
export function contributions({ score, reasons }, catalogue) {
  const sum = reasons.reduce((total, { contribution }) => total + contribution, 0)
  const largest = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)), Number.MIN_VALUE)
  const rows = reasons.map(({ item, contribution }) => {
    const bar = el('span', { class: 'bar' })
    bar.style.setProperty('--share', String(Math.abs(contribution) / largest))
    return el(
      'tr',
      { class: contribution < 0 ? 'against' : null },
      el('th', { scope: 'row', dir: 'auto' }, item === null ? t.reasons.popular : catalogue.filmOrId(item).title),
      el('td', { class: 'bars', 'aria-hidden': 'true' }, bar),
      el('td', {}, el('data', { value: contribution }, t.format.contribution(contribution))),
    )
  })
  return el(
    'table',
    { class: 'contributions', 'data-score': score },
    el('caption', { class: 'unseen' }, t.reasons.caption),
    el('tbody', {}, ...rows),
    el(
      'tfoot',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'row' }, t.reasons.sum),
        el('td', { 'aria-hidden': 'true' }),
        el('td', {}, el('data', { value: sum }, t.format.contribution(sum))),
      ),
    ),
  )
}
