// Recommendations in a component, computed again when the pack, the history or the options change.

import { useMemo } from 'react'
import { Recommender } from '../recommend/index.js'
import '../runtime/wasm-urls/recommend.js'
import { Shared, useShared } from './shared.js'

/**
 * @import { HistoryEvent } from '../history/index.js'
 * @import { Item, Pick, RecommendOptions } from '../recommend/index.js'
 * @import { UsedHistory } from './use-history.js'
 *
 * @typedef {Pick & { about: Item }} CataloguePick
 *
 * @typedef {object} UsedRecommendations
 * @property {CataloguePick[]} picks best first, each with its entry of the catalogue; empty until the pack is loaded
 * @property {Recommender | null} recommender for its other methods; `null` until the pack is loaded
 * @property {Error | null} error why there are no picks
 */

/** @type {Shared<Recommender>} */
const recommenders = new Shared(
  (url) => Recommender.load(url),
  (recommender) => recommender.dispose(),
)

/**
 * @param {string | URL} pack its address
 * @param {UsedHistory | readonly HistoryEvent[]} history what `useHistory` gives, or its events
 * @param {RecommendOptions} [options]
 * @returns {UsedRecommendations}
 */
export function useRecommendations(pack, history, options = {}) {
  const { value: recommender, error } = useShared(recommenders, String(pack))
  const events = 'events' in history ? history.events : history
  const catalogue = useMemo(() => new Map(recommender?.items().map((about) => [about.item, about])), [recommender])
  // Options are a new object at each rendering, mostly with the same values.
  const asJson = JSON.stringify(options)
  return useMemo(() => {
    if (!recommender) return { picks: [], recommender, error }
    try {
      const picks = recommender.recommend(events, JSON.parse(asJson))
      const about = (/** @type {string} */ item) => /** @type {Item} */ (catalogue.get(item))
      return { picks: picks.map((pick) => ({ ...pick, about: about(pick.item) })), recommender, error }
    } catch (wrong) {
      return { picks: [], recommender, error: /** @type {Error} */ (wrong) }
    }
  }, [recommender, catalogue, events, asJson, error])
}
