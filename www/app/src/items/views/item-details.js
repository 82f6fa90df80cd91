// What the catalogue knows of an item besides title, year and genres: what it is about, who made it, who is in it, how
// long it takes, and a link out. The link says where it leads, and that following it leaves the page.

import { el } from '../../shell/dom.js'
import { t } from '../texts.js'

/**
 * @import { Details } from '../item-details.js'
 */

/** Of the cast at once. */
const MAX_NAMES = 10

/**
 * @param {Details | null} details
 * @returns {HTMLElement | false} false where there are none
 */
export function itemDetails(details) {
  if (!details) return false
  const { creators, cast, synopsis, minutes, link } = details
  const facts = [
    ...fact(t.details.creators, creators.length > 0 && namesOf(creators)),
    ...fact(t.details.cast, cast.length > 0 && castOf(cast)),
    ...fact(t.details.length, minutes !== null && t.details.minutes(minutes)),
  ]
  return el(
    'section',
    { class: 'item-details' },
    ...synopsis.map((paragraph) => el('p', { class: 'synopsis', dir: 'auto' }, paragraph)),
    facts.length > 0 && el('dl', {}, ...facts),
    link && linkOut(link),
  )
}

/**
 * @param {string} name
 * @param {Node | string | false} value
 */
function fact(name, value) {
  return value === false ? [] : [el('div', {}, el('dt', {}, name), el('dd', {}, value))]
}

/** @param {string[]} names */
function namesOf(names) {
  const parts = t.details.names(names)
  return el('span', {}, ...parts.map((part) => (typeof part === 'string' ? part : el('bdi', {}, part.title))))
}

/** @param {string[]} cast */
function castOf(cast) {
  const others = cast.slice(MAX_NAMES)
  if (others.length === 0) return namesOf(cast)
  return el(
    'div',
    {},
    namesOf(cast.slice(0, MAX_NAMES)),
    el('details', {}, el('summary', {}, t.details.others(others.length)), namesOf(others)),
  )
}

/** @param {URL} link */
function linkOut(link) {
  // Not even the page's address is sent along.
  const attributes = { href: link.href, target: '_blank', rel: 'noopener noreferrer', 'aria-describedby': 'link-out' }
  return el(
    'p',
    { class: 'link-out' },
    el('a', attributes, t.details.more(link.hostname.replace(/^www\./, ''))),
    ' ',
    el('span', { class: 'quiet', id: 'link-out' }, t.details.leaves),
  )
}
