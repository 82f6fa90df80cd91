// The room around all others: navigation, language, messages, and the state of working offline.

import './shell.css'
import { fillTexts } from './language.js'
import { t } from './texts.js'
import { showLanguageChoice } from './views/language-choice.js'
import { showMessages } from './views/messages.js'
import { showNavigation } from './views/navigation.js'
import { showOfflineStatus } from './views/offline-status.js'

/** @import { PageStore } from '../main.js' */

/**
 * To be called when the other rooms have their texts: their tabs are what the page is called by.
 * @param {PageStore} store
 */
export function startShell(store) {
  fillTexts('shell', t)
  showLanguageChoice()
  showNavigation(store)
  showMessages(store)
  showOfflineStatus(store)
}
