// The picture on a poster: the motifs of an item's genres, composed by chance that its title decides. So an item always
// looks the same, and items of one genre do not.

import { svg } from '../../shell/dom.js'

/**
 * @import { Item } from '../catalogue.js'
 *
 * @typedef {object} Stamp where a motif of 100 × 100 is put, and how
 * @property {number} x of its middle
 * @property {number} y
 * @property {number} size as a share of its own
 * @property {number} turn in degrees
 * @property {boolean} [flipped]
 * @property {'near' | 'far'} layer what is far away is paler
 */

/** The rarer a genre, the more it says about an item. */
const RAREST_FIRST = [
  ...['film-noir', 'western', 'war', 'musical', 'documentary', 'horror', 'animation', 'sci-fi', 'fantasy', 'mystery'],
  ...['children', 'crime', 'romance', 'adventure', 'thriller', 'action', 'comedy', 'drama', 'imax'],
]

/** Genres of songs and games, each with the one whose motif suits it: bars of sound, a record, blocks, chevrons. */
const AKIN = new Map(
  Object.entries({
    ...{ ambient: 'sci-fi', folk: 'western', 'hip hop': 'thriller', jazz: 'documentary', metal: 'horror' },
    ...{ techno: 'musical', platformer: 'children', puzzle: 'mystery', racing: 'action', strategy: 'war' },
    ...{ 'role-playing': 'fantasy', simulation: 'adventure' },
  }),
)

/** Genres whose motifs say the least: they are lent to items without a genre that has a motif. */
const LENT = ['drama', 'animation', 'sci-fi', 'documentary', 'musical', 'adventure', 'imax', 'romance', 'thriller']

/** In degrees of hue: a genre is still known by its colour. */
const MAX_TINT = 16
/** The size of the picture. */
const [WIDTH, HEIGHT] = [100, 76]

/**
 * The genres that a poster is drawn by, rarest first. All items of a genre without a motif share one, and an item
 * without genres gets a motif too.
 * @param {Item} item
 * @returns {string[]}
 */
export function drawnGenres({ id, title, genres }) {
  const names = genres.map((genre) => genre.toLowerCase()).map((genre) => AKIN.get(genre) ?? genre)
  const drawn = RAREST_FIRST.filter((genre) => names.includes(genre))
  return drawn.length > 0 ? drawn : [LENT[Math.floor(chanceOf(names[0] ?? id + title)() * LENT.length)]]
}

/**
 * @param {Item} item
 * @returns {{ picture: SVGSVGElement, tint: number }} the tint turns the hue of the poster's colours, in degrees
 */
export function composed(item) {
  const [genre, next = genre] = drawnGenres(item)
  const chance = chanceOf(item.id + item.title)
  const compose = COMPOSITIONS[Math.floor(chance() * COMPOSITIONS.length)]
  const tint = Math.round((2 * chance() - 1) * MAX_TINT)
  const stamps = compose(chance).map((stamp) => drawn(stamp, stamp.layer === 'far' ? next : genre))
  const frame = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'xMaxYMin slice' }
  return { picture: svg('svg', { class: 'motif', 'aria-hidden': 'true', ...frame }, ...stamps), tint }
}

/**
 * @param {Stamp} stamp
 * @param {string} genre
 */
function drawn({ x, y, size, turn, flipped, layer }, genre) {
  const scale = `scale(${(flipped ? -size : size).toFixed(3)} ${size.toFixed(3)})`
  const transform = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn.toFixed(1)}) ${scale} translate(-50 -50)`
  return svg('use', { href: `#motif-${genre}`, width: 100, height: 100, class: layer, transform })
}

/** @type {((chance: () => number) => Stamp[])[]} */
const COMPOSITIONS = [
  // One, in the corner.
  (chance) => [{ x: 56 + 8 * chance(), y: 36 + 8 * chance(), size: 0.85, ...pose(chance, 14), layer: 'near' }],
  // One, close up.
  (chance) => [
    { x: 62 + 16 * chance(), y: 40 + 14 * chance(), size: 1.35 + 0.3 * chance(), ...pose(chance, 24), layer: 'near' },
  ],
  // A small one before the pale motif of the next genre.
  (chance) => [
    { x: 36 + 8 * chance(), y: 34, size: 1.15, ...pose(chance, 10), layer: 'far' },
    { x: 74 + 6 * chance(), y: 34 + 10 * chance(), size: 0.5, ...pose(chance, 14), layer: 'near' },
  ],
  // A row that grows.
  (chance) => {
    const { turn, flipped } = pose(chance, 12)
    return [0.24, 0.36, 0.52].map((size, place) => ({
      x: 22 + place * 28,
      y: 52 - place * 10,
      ...{ size, turn: turn * place, flipped, layer: /** @type {const} */ ('near') },
    }))
  },
  // Two that face each other.
  (chance) => {
    const { turn } = pose(chance, 16)
    const y = 36 + 6 * chance()
    return [
      { x: 30, y, size: 0.5, turn, flipped: true, layer: 'near' },
      { x: 80, y: y - 6, size: 0.62, turn: -turn, layer: 'near' },
    ]
  },
  // One that rises from below, before its own pale shadow.
  (chance) => {
    const { turn, flipped } = pose(chance, 8)
    const x = 50 + 14 * chance()
    return [
      { x: x - 14, y: 46, size: 1.1, turn, flipped, layer: 'far' },
      { x: x + 6, y: 44, size: 0.8, turn, flipped, layer: 'near' },
    ]
  },
]

/**
 * @param {() => number} chance
 * @param {number} most degrees to either side
 */
function pose(chance, most) {
  return { turn: (2 * chance() - 1) * most, flipped: chance() < 0.5 }
}

/**
 * Numbers from 0 to 1, always the same for a text: FNV-1a, then mulberry32.
 * @param {string} text
 */
function chanceOf(text) {
  let state = 0x811c9dc5
  for (const character of text.slice(0, 200)) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
