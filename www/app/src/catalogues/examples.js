// The example catalogues of the page, so that it is not about films alone. Each is fetched when it is first opened, and
// kept from then on.

import { isCached } from '../shell/cache-names.js'
import { t } from './texts.js'

/** @import { OtherCatalogue } from '../items/slice.js' */

/** @type {readonly OtherCatalogue[]} */
export const EXAMPLES = [
  { id: 'music', name: t.examples.music, kind: 'songs', example: true },
  { id: 'games', name: t.examples.games, kind: 'games', example: true },
]

/**
 * The address of an example's pack.
 * @param {string} id
 */
export const addressOfExample = (id) => __EXAMPLE_URLS__[id]

/** Whether they work without a network. */
export async function areExamplesKept() {
  return (await Promise.all(Object.values(__EXAMPLE_URLS__).map(isCached))).every(Boolean)
}

/**
 * Fetches examples, which the service worker keeps. Without one, or without a network, nothing happens.
 * @param {readonly OtherCatalogue[]} examples
 */
export async function keepExamples(examples) {
  if (!navigator.serviceWorker?.controller) return
  for (const url of examples.map(({ id }) => addressOfExample(id))) {
    if (!(await isCached(url))) await fetch(url).catch(() => {})
  }
}
