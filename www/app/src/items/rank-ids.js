// A ranking of items by their ids alone, without the reasons, which take most of the time in a long list.

/**
 * @import { HistoryEvent, RecommendOptions, Recommender } from 'penchant'
 */

/**
 * @param {Recommender} recommender
 * @param {readonly HistoryEvent[]} events
 * @param {RecommendOptions} options
 */
export function rankIds(recommender, events, options) {
  return recommender.recommend(events, { ...options, reasons: false }).map(({ item }) => item)
}
