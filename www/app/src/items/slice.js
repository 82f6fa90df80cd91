// What the page's state is made of, and how it starts.

import { t } from './language.js'
import { setting } from './settings.js'
import { Store } from './store.js'

/**
 * @import { Class, HistoryEvent, PackManifest, Pick, Progress, Watched } from 'penchant'
 * @import { Catalogue, Film } from './catalogue.js'
 * @import { Learning } from './catalogues.js'
 * @import { OwnCatalogue } from './own-catalogues.js'
 * @import { Row } from './rows.js'
 *
 * @typedef {object} Message
 * @property {string} text
 * @property {{ label: string, run: () => void }} [action]
 *
 * @typedef {'starting' | 'unsupported' | 'ready' | 'full' | 'failed' | 'removed'} Keeping how far the page is kept for offline use
 *
 * @typedef {'history' | 'ownCatalogues' | 'page' | 'films' | 'trainer' | 'engine' | 'model' | 'ownModel'
 *   | 'examples'} PartName
 *
 * @typedef {object} StoredParts
 * @property {Record<PartName, number>} sizes in bytes
 * @property {number | null} usage all in all, as the browser counts
 * @property {number | null} quota what it allows
 * @property {boolean} persisted whether it promised to keep it
 *
 * @typedef {object} Request
 * @property {string} path relative to the page, or the whole address of another server's
 * @property {string} method
 * @property {boolean} own whether it went to this site
 *
 * @typedef {{ diversity: number, calibration: number, novelty: number }} Controls each from 0 to 1
 *
 * @typedef {'picks' | 'all' | 'taste' | 'catalogues'} View of the films
 *
 * @typedef {object} Recognition the picture at hand and what is known of it
 * @property {'empty' | 'loading' | 'working' | 'watching' | 'done' | 'stopped' | 'failed'} step
 * @property {string | null} preview an object URL
 * @property {Progress | null} progress of the engine's bytes, and of the model's
 * @property {Class[]} classes
 * @property {string} [error]
 * @property {() => void} [release] has it tried again
 * @property {Watched | null} watched of live video
 * @property {string | null} trouble that passes by itself
 *
 * @typedef {object} State
 * @property {'films' | 'pictures' | 'privacy'} part which half is shown
 * @property {{ id: string, name: string } | null} own the visitor's own catalogue, if it is in use and not the page's
 * @property {OwnCatalogue[]} owns all of the visitor's own
 * @property {Learning} learning
 * @property {Catalogue | null} catalogue
 * @property {boolean} whole whether the catalogue has all films, and not just the most popular
 * @property {PackManifest | null} pack what the catalogue's pack says of itself
 * @property {string | null} failure why the catalogue could not be opened
 * @property {readonly HistoryEvent[]} events oldest first
 * @property {string | null} memoryOnly why the history is not kept beyond this page
 * @property {boolean} undoable whether there is something to take back
 * @property {View} view
 * @property {boolean} welcome whether the first visit's question is asked
 * @property {Controls} controls
 * @property {Pick[]} picks the first row
 * @property {number} moved how many of them are there because of the controls
 * @property {Row[]} rows those below
 * @property {string | null} like the film of which more was asked for
 * @property {number} seed of what is different
 * @property {string | null} sheet the film that is looked at
 * @property {string} query
 * @property {Film[]} found
 * @property {Recognition} recognition
 * @property {boolean | null} modelKept whether the browser keeps the page's image model; `null` before it is loaded
 * @property {{ name: string, classes: number, kept: boolean } | null} ownModel the visitor's, if it is to look
 * @property {{ loaded: number, total: number | null } | null} arriving bytes of the whole catalogue, while they come
 * @property {Keeping} keeping
 * @property {StoredParts | null} stored as it was last looked at
 * @property {Request[]} requests
 * @property {string[]} forbidden what the policy stopped
 * @property {boolean} online
 * @property {(() => void) | null} update puts a new version of the page in place
 * @property {Message | null} notice
 * @property {Message | null} error
 */

/** @typedef {Store<State>} PageStore */

/** In the first row. */
export const PICKS = 24

/** @type {Controls} */
export const NO_CONTROLS = { diversity: 0, calibration: 0, novelty: 0 }

/**
 * @param {unknown} error
 * @returns {string} what is said of it
 */
export function messageOf(error) {
  return t.error(error instanceof Error ? error : { message: String(error) })
}

/** @returns {PageStore} */
export function createStore() {
  return new Store(
    /** @type {State} */ ({
      part: 'films',
      own: setting('catalogue') ?? null,
      owns: [],
      learning: { step: 'empty', read: null, progress: null, failure: null },
      catalogue: null,
      whole: false,
      pack: null,
      failure: null,
      events: [],
      memoryOnly: null,
      undoable: false,
      view: 'picks',
      welcome: !setting('welcomed'),
      controls: { ...NO_CONTROLS, ...setting('controls') },
      picks: [],
      moved: 0,
      rows: [],
      like: null,
      seed: 1,
      sheet: null,
      query: '',
      found: [],
      recognition: { step: 'empty', preview: null, progress: null, classes: [], watched: null, trouble: null },
      modelKept: null,
      ownModel: null,
      arriving: null,
      keeping: 'starting',
      stored: null,
      requests: [],
      forbidden: [],
      online: true,
      update: null,
      notice: null,
      error: null,
    }),
  )
}
