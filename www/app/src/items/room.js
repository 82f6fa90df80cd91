// The room of items: picks and their reasons, search, all items, the visitor's taste and history.

import './styles/items.css'
import './styles/rows.css'
import './styles/sheet.css'
import './styles/taste.css'
import './styles/browse.css'
import './styles/posters.css'
import { byId } from '../shell/dom.js'
import { fillTexts } from '../shell/language.js'
import { Items } from './controller.js'
import { setKind, t } from './texts.js'
import { showAttribution } from './views/attribution.js'
import { showBrowse } from './views/browse.js'
import { showHistory } from './views/history.js'
import { showHistoryImport } from './views/history-import.js'
import { showItemMenu } from './views/item-menu.js'
import { showLists } from './views/lists.js'
import { showNewPicks } from './views/new-picks.js'
import { showResults } from './views/results.js'
import { showRows } from './views/rows.js'
import { showSearch } from './views/search.js'
import { showSheet } from './views/sheet.js'
import { showSliders } from './views/sliders.js'
import { showTaste } from './views/taste.js'
import { showViewSwitch } from './views/view-switch.js'
import { showWelcome } from './views/welcome.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { Sources } from './controller.js'
 */

/**
 * @param {PageStore} store
 * @param {Sources} sources
 */
export async function startItems(store, sources) {
  setKind(store.state.items.otherCatalogue?.kind ?? 'films')
  // The history is read while the page is made.
  const opening = Items.open(store, sources)
  fillTexts('items', t)
  showAttribution(store)
  store.watch({ items: ['complete'] }, ({ items: { complete } }) => {
    byId('room-films').dataset.catalogue = complete ? 'complete' : 'popular'
  })
  const items = await opening
  showViewSwitch(store)
  showWelcome(store, items)
  showSliders(store, items)
  showRows(store, items)
  showNewPicks(store, items)
  showSearch(store, items)
  showHistory(store, items)
  showHistoryImport(store, items)
  showTaste(store, items)
  showBrowse(store, items)
  showResults(store, items)
  showLists(store, items)
  showSheet(store, items)
  showItemMenu(store, items)
  return items
}
