// A score as a table of its contributions: a bar and a number for each, and their sum.

import { el } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { t } from '../texts.js'

/**
 * @import { Pick } from 'penchant'
 * @import { Catalogue } from '../catalogue.js'
 */

/**
 * @param {Pick} pick
 * @param {Catalogue} catalogue
 */
export function contributionTable({ score, reasons }, catalogue) {
  const sum = reasons.reduce((total, { contribution }) => total + contribution, 0)
  const largest = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)), Number.MIN_VALUE)
  const rows = reasons.map(({ item, contribution }) => {
    const bar = el('span', { class: 'bar' })
    bar.style.setProperty('--share', String(Math.abs(contribution) / largest))
    return el(
      'tr',
      { class: contribution < 0 ? 'against' : null },
      el('th', { scope: 'row', dir: 'auto' }, item === null ? t.reasons.popular : catalogue.findOrName(item).title),
      el('td', { class: 'bars', 'aria-hidden': 'true' }, bar),
      el('td', {}, el('data', { value: contribution }, format.contribution(contribution))),
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
        el('td', {}, el('data', { value: sum }, format.contribution(sum))),
      ),
    ),
  )
}
