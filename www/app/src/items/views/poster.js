// A poster for every item, made of its title, its year and its genres: the rarest genre gives colours and motif.

import { el } from '../../shell/dom.js'
import { t } from '../texts.js'
import { composed, drawnGenres } from './poster-art.js'

/** @import { Item } from '../catalogue.js' */

/**
 * @param {Item} item
 * @param {Node | string} title as the poster shows it
 * @param {'h2' | 'h3' | 'p'} [level]
 */
export function poster(item, title, level = 'h3') {
  return framed(
    item,
    el(level, { class: 'name', 'data-length': lengthOf(item.title), title: item.otherTitles || null }, title),
    el(
      'p',
      { class: 'credits' },
      el('span', { class: 'year' }, item.year === null ? '' : String(item.year)),
      genresOf(item),
    ),
  )
}

/**
 * The same without words, for where they are beside it.
 * @param {Item} item
 */
export function wordlessPoster(item) {
  return framed(item)
}

/**
 * @param {Item} item
 * @param {...Element} words
 */
function framed(item, ...words) {
  const [genre, next = genre] = drawnGenres(item)
  const { picture, tint } = composed(item)
  const poster = el(
    'div',
    { class: 'poster', 'data-genre': genre },
    picture,
    el('span', { class: 'stripe', 'data-genre': next }),
    ...words,
  )
  poster.style.setProperty('--tint', String(tint))
  poster.classList.toggle('wordless', words.length === 0)
  return poster
}

/**
 * A long title, or one with a long word in it, is set smaller.
 * @param {string} title
 */
function lengthOf(title) {
  const word = Math.max(
    ...title
      .slice(0, 200)
      .split(/[\s-]/)
      .map(({ length }) => length),
  )
  if (title.length > 40 || word > 12) return 'longest'
  return title.length > 18 || word > 8 ? 'long' : 'short'
}

/** @param {Item} item */
function genresOf({ genres }) {
  return el('span', { class: 'genres' }, genres.map(t.genre).join(' · ').replaceAll('-', '\u2011'))
}
