// A poster for every item, made of its title, its year and its genres: the rarest genre gives colours and motif.

import { drawing, el } from '../../shell/dom.js'
import { t } from '../texts.js'

/** @import { Item } from '../catalogue.js' */

/** The rarer a genre, the more it says about an item. */
const RAREST_FIRST = [
  ...['film-noir', 'western', 'war', 'musical', 'documentary', 'horror', 'animation', 'sci-fi', 'fantasy', 'mystery'],
  ...['children', 'crime', 'romance', 'adventure', 'thriller', 'action', 'comedy', 'drama', 'imax'],
]

/** Genres whose motifs say the least: they are lent to items without a genre that has a motif. */
const LENT = ['drama', 'animation', 'sci-fi', 'documentary', 'musical', 'adventure', 'imax', 'romance', 'thriller']

/**
 * The genres that a poster is drawn by, rarest first. All items of a genre without a motif look alike, and an item
 * without genres gets a motif too.
 * @param {Item} item
 * @returns {string[]}
 */
export function drawnGenres({ id, title, genres }) {
  const names = genres.map((genre) => genre.toLowerCase())
  const drawn = RAREST_FIRST.filter((genre) => names.includes(genre))
  return drawn.length > 0 ? drawn : [LENT[numberOf(names[0] ?? id + title) % LENT.length]]
}

/**
 * @param {Item} item
 * @param {Node | string} title as the poster shows it
 * @param {'h2' | 'h3' | 'p'} [level]
 */
export function poster(item, title, level = 'h3') {
  const [genre, next] = drawnGenres(item)
  return el(
    'div',
    { class: 'poster', 'data-genre': genre, 'data-variant': variantOf(item) },
    drawing(`motif-${genre}`, 'motif'),
    el('span', { class: 'stripe', 'data-genre': next ?? genre }),
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

/**
 * One of four, always the same for an item.
 * @param {Item} item
 */
function variantOf({ id, title }) {
  return numberOf(id + title) % 4
}

/** @param {string} text */
function numberOf(text) {
  let sum = 0
  for (const character of text.slice(0, 200)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return sum
}
