// What is loaded when lists are first asked for: their view, and the dialogs that choose the lists of an item and share.

import '../styles/lists.css'
import { showListChooser } from './views/list-chooser.js'
import { showListsView } from './views/lists-view.js'
import { showSharing } from './views/sharing.js'

/**
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 * @param {HTMLElement} root of the view
 */
export function startLists(store, items, root) {
  showListsView(store, items, root)
  showListChooser(store, items)
  showSharing(store, items)
}
