// The slice of the state about the items of the catalogue in use: the history, the picks, and what is looked at.

import { setting } from '../shell/settings.js'
import { LISTS_AT_REST, WANTED } from './lists/list.js'
import { NOTHING } from './search/searcher.js'
import { isKind } from './texts.js'

/**
 * @import { HistoryEvent, PackManifest, Pick } from 'penchant'
 * @import { Catalogue } from './catalogue.js'
 * @import { List } from './lists/list.js'
 * @import { SharedList } from './lists/shared-list.js'
 * @import { Row } from './picks-in-rows.js'
 * @import { Found } from './search/searcher.js'
 * @import { Kind } from './texts/en.js'
 *
 * @typedef {{ diversity: number, calibration: number, novelty: number }} Sliders each from 0 to 1
 *
 * @typedef {(typeof VIEWS)[number]} View
 *
 * @typedef {object} OtherCatalogue a catalogue that is in use instead of the page's films
 * @property {string} id
 * @property {string} name
 * @property {Kind} kind what it is of
 * @property {boolean} [example] whether it is one of the page's examples, and not the visitor's own
 * @property {boolean} [kept] whether it outlives this visit
 *
 * @typedef {object} Filter which of all items are listed
 * @property {string} order by a key of the texts of orders
 * @property {string} genre empty for any
 * @property {string} decade its first year; empty for any
 *
 * @typedef {{ kind: 'item' | 'list', id: string }} Shared
 *
 * @typedef {object} ItemsSlice
 * @property {OtherCatalogue | null} otherCatalogue the catalogue in use; `null` for the page's films
 * @property {Catalogue | null} catalogue
 * @property {boolean} complete whether the catalogue has all items, and not just the most popular
 * @property {PackManifest | null} pack what the catalogue's pack says of itself
 * @property {string | null} failure why the catalogue could not be opened
 * @property {readonly HistoryEvent[]} events oldest first
 * @property {string | null} memoryOnly why the history is not kept beyond this visit
 * @property {boolean} undoable whether there is a change to undo
 * @property {View} view
 * @property {boolean} welcome whether the first visit's question is asked
 * @property {Sliders} sliders
 * @property {Pick[]} picks the first row
 * @property {boolean} waiting whether there are newer picks, which wait until the visitor is no longer busy with these
 * @property {number} moved how many of the picks are there because of the sliders
 * @property {Row[]} rows those below the first
 * @property {string | null} moreLike the id of the item that a row of similar ones was asked for
 * @property {number} seed of the row of different items
 * @property {string | null} sheet the id of the item whose details are open
 * @property {readonly List[]} lists
 * @property {string} list the id of the one that is shown
 * @property {SharedList | null} sharedList the one that the address brought, which is shown instead
 * @property {string | null} listing the id of the item whose lists are chosen
 * @property {Shared | null} sharing what is about to be shared
 * @property {Filter} filter
 * @property {string} query
 * @property {Found} found by the query
 */

/** The ways to look at items; the first one is shown at first. */
export const VIEWS = /** @type {const} */ (['picks', 'all', 'search', 'lists', 'taste', 'catalogues'])

/** @type {Filter} */
export const FILTER_AT_REST = { order: 'popular', genre: '', decade: '' }

/** In the first row. */
export const PICKS = 24

/** After so many likes the first visit's question is answered. */
export const WELCOME_LIKES = 3

/** @type {Sliders} */
export const SLIDERS_AT_REST = { diversity: 0, calibration: 0, novelty: 0 }

/** @type {Omit<ItemsSlice, 'otherCatalogue' | 'complete' | 'memoryOnly' | 'undoable' | 'view' | 'sliders' | 'seed'>} */
export const NO_CATALOGUE = {
  ...{ catalogue: null, pack: null, failure: null, events: [], picks: [], waiting: false, moved: 0, rows: [] },
  ...{ moreLike: null, sheet: null, query: '', found: NOTHING, welcome: false, filter: FILTER_AT_REST },
  ...{ lists: LISTS_AT_REST, list: WANTED, sharedList: null, listing: null, sharing: null },
}

/**
 * The catalogue of the visitor's own that was in use last, if it was not the page's films.
 * @returns {OtherCatalogue | null}
 */
export function keptChoice() {
  const kept = setting('catalogue')
  return kept ? { ...kept, kind: isKind(kept.kind) ? kept.kind : 'items', kept: true } : null
}

/** @returns {ItemsSlice} */
export function itemsSlice() {
  return {
    ...NO_CATALOGUE,
    otherCatalogue: keptChoice(),
    complete: false,
    memoryOnly: null,
    undoable: false,
    view: 'picks',
    sliders: { ...SLIDERS_AT_REST, ...setting('controls') },
    seed: 1,
  }
}
