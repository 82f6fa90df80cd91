// Opens the pack of a catalogue. The page's own comes as two: first a small pack of the most popular films, which is there
// in a moment, then the complete one, which is fetched once if the service worker keeps it.

import { Recommender } from 'penchant/recommend'
import { isCached } from '../shell/cache-names.js'
import { Catalogue } from './catalogue.js'
import { rankIds } from './rank-ids.js'

/**
 * @import { ShellSlice } from '../shell/slice.js'
 *
 * @typedef {object} OpenCatalogue
 * @property {Recommender} recommender
 * @property {Catalogue} catalogue
 * @property {boolean} complete whether it has all items
 */

export const PACK_URL = __PACK_URL__

/**
 * Opens the page's own catalogue. Rejects as `Recommender.load` does if the complete pack cannot be opened.
 * @param {object} options
 * @param {boolean} options.starter whether to begin with the small pack, unless the complete one is kept already
 * @param {() => Promise<unknown>} options.startOffline resolves once what is fetched is kept, or if that is impossible;
 *   called once there is something to show
 * @param {(progress: ShellSlice['arriving']) => void} options.onProgress of the complete pack; `null` when it is there
 * @returns {AsyncGenerator<OpenCatalogue, void>}
 */
export async function* openFilms({ starter, startOffline, onProgress }) {
  if (starter && !(await isCached(PACK_URL))) {
    // If it fails, the complete one will tell what is wrong.
    const opened = await open(__STARTER_URL__).catch(() => null)
    if (opened) yield { ...opened, complete: false }
    await startOffline()
  }
  try {
    // A compressed response does not tell its length.
    yield { ...(await open(PACK_URL, (loaded) => onProgress({ loaded, total: __PACK_BYTES__ }))), complete: true }
  } finally {
    onProgress(null)
  }
}

/**
 * Rejects as `Recommender.load` does.
 * @param {Blob | string} pack the file, or its address
 * @returns {Promise<OpenCatalogue>}
 */
export async function openPack(pack) {
  return { ...(await open(pack)), complete: true }
}

/**
 * @param {string | Blob} pack
 * @param {(loaded: number) => void} [onBytes]
 */
async function open(pack, onBytes) {
  const recommender = await Recommender.load(pack, { onProgress: ({ loaded }) => onBytes?.(loaded) })
  const items = recommender.items()
  const idsByPopularity = () => rankIds(recommender, [], { n: items.length })
  const catalogue = new Catalogue(items, idsByPopularity)
  const prepare = () => {
    if (!catalogue.prepare()) whenIdle(prepare)
  }
  whenIdle(prepare)
  return { recommender, catalogue }
}

/** @param {() => void} work that can wait until there is nothing else to do */
function whenIdle(work) {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 2_000 })
  else setTimeout(work, 500)
}
