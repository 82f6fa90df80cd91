// The page of results: all that a query found, as cards. What is only a guess is below, and said to be one.

import { byId } from '../../shell/dom.js'
import { t } from '../texts.js'
import { LongList } from './long-list.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Items } from '../controller.js'
 * @import { Found } from '../search/searcher.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showResults(store, items) {
  const heading = byId('results-heading')
  const guessesSection = byId('guesses-section')
  const none = byId('results-none')
  const hitList = new LongList(byId('results'), store, items)
  const guessList = new LongList(byId('guesses'), store, items)
  byId('results-show-all').addEventListener('click', () => items.showAll())

  const watched = /** @type {const} */ ({ items: ['view', 'found', 'query', 'catalogue', 'complete'], shell: ['room'] })
  store.watch(watched, ({ items: { view, found, query: typed, catalogue, complete }, shell }) => {
    if (view !== 'search' || shell.room !== 'films' || catalogue === null) {
      hitList.close()
      guessList.close()
      return
    }
    const { hits, guesses } = found
    const query = typed.trim()
    heading.textContent = query === '' ? t.search.start : headingOf(found, query, complete)
    none.hidden = hits.length + guesses.length > 0
    byId('results-none-text').textContent = query === '' ? t.search.startText : t.search.none(query)
    guessesSection.hidden = guesses.length === 0
    byId('guesses-heading').textContent = hits.length === 0 ? t.search.didYouMean : t.search.similar
    // The second list begins where the first one ends.
    hitList.show(hits.map(({ item }) => item))
    guessList.show(guesses.map(({ item }) => item))
  })
}

/**
 * @param {Found} found
 * @param {string} query
 * @param {boolean} complete
 */
function headingOf({ hits, guesses }, query, complete) {
  if (hits.length === 0 && !complete) return t.search.noneYet(query)
  return hits.length === 0 && guesses.length > 0 ? t.search.nothingCalled(query) : t.search.results(hits.length, query)
}
