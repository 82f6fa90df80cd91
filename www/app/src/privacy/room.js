// The room of privacy: what is stored on this device, and what was asked of the network.

import './privacy.css'
import { fillTexts } from '../shell/language.js'
import { DeviceStorage } from './device-storage.js'
import { watchRequests } from './requests.js'
import { t } from './texts.js'
import { showPrivacyPanel } from './views/panel.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { Rooms } from './device-storage.js'
 */

/**
 * @param {PageStore} store
 * @param {Rooms} rooms whose parts of the storage can be deleted
 */
export function startPrivacy(store, rooms) {
  watchRequests(store)
  fillTexts('privacy', t)
  showPrivacyPanel(store, new DeviceStorage(store, rooms), rooms.pictures)
}
