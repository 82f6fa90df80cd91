// A catalogue as it comes. The page's: first a small pack of the most popular films, which is there in a moment, then the
// whole one, once and for all if the service worker keeps it. The visitor's own: from where it is kept.

import { PenchantError, Recommender } from 'penchant/recommend'
import { Catalogue } from './catalogue.js'
import { t } from './language.js'
import { keptPack } from './own-catalogues.js'

/**
 * @import { State } from './state.js'
 *
 * @typedef {object} Opened
 * @property {Recommender} recommender
 * @property {Catalogue} catalogue
 * @property {boolean} whole whether these are all films
 */

export const PACK_URL = __PACK_URL__

/**
 * Rejects as `Recommender.load` does if the whole pack cannot be opened.
 * @param {object} options
 * @param {boolean} options.starter whether to begin with the small pack, unless the whole one is kept already
 * @param {() => Promise<unknown>} options.keeper resolves once what is fetched is kept, or if nothing can be; called
 *   once there is something to show
 * @param {(progress: State['arriving']) => void} options.onProgress of the whole pack; `null` when it is there
 * @returns {AsyncGenerator<Opened, void>}
 */
export async function* openCatalogue({ starter, keeper, onProgress }) {
  if (starter && !(await isKept(PACK_URL))) {
    const opened = await open(__STARTER_URL__).catch(() => null) // The whole one will say what is wrong.
    if (opened) yield { ...opened, whole: false }
    await keeper()
  }
  try {
    // A compressed response does not say how much will come of it.
    yield { ...(await open(PACK_URL, (loaded) => onProgress({ loaded, total: __PACK_BYTES__ }))), whole: true }
  } finally {
    onProgress(null)
  }
}

/**
 * Rejects with `argument` if it is not kept any more, or as `Recommender.load` does.
 * @param {string} id
 * @returns {Promise<Opened>}
 */
export async function openOwn(id) {
  const pack = await keptPack(id)
  if (!pack) throw new PenchantError('argument', t.catalogues.gone)
  return openPack(pack)
}

/**
 * @param {Blob} pack
 * @returns {Promise<Opened>}
 */
export async function openPack(pack) {
  return { ...(await open(pack)), whole: true }
}

/**
 * @param {string | Blob} pack
 * @param {(loaded: number) => void} [onBytes]
 */
async function open(pack, onBytes) {
  const recommender = await Recommender.load(pack, { onProgress: ({ loaded }) => onBytes?.(loaded) })
  const items = recommender.items()
  const byPopularity = () => recommender.recommend([], { n: items.length }).map(({ item }) => item)
  const catalogue = new Catalogue(items, byPopularity)
  afterwards(() => void catalogue.prepare())
  return { recommender, catalogue }
}

/**
 * Does what can wait, once nothing else is to be done.
 * @param {() => void} work
 */
function afterwards(work) {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 2_000 })
  else setTimeout(work, 500)
}

/** @param {string} url */
export async function isKept(url) {
  try {
    return (await caches.match(url, { ignoreVary: true })) !== undefined
  } catch {
    return false // A browser that keeps nothing.
  }
}
