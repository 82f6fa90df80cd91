// Starts the page: one store with a slice for each room, and the rooms. A new room is a folder with its controller, views,
// texts and styles, its markup in index.html, and two lines here: its slice and its start; a third if it has places of its own.

import './shell/trusted-types.js'
import { startShell } from './shell/room.js'
import { startItems } from './items/room.js'
import { startCatalogues } from './catalogues/room.js'
import { startPictures } from './pictures/room.js'
import { startPrivacy } from './privacy/room.js'
import { addressOfExample, EXAMPLES, keepExamples } from './catalogues/examples.js'
import { historyNameOf, readPack } from './catalogues/kept-packs.js'
import { areCataloguesKept } from './catalogues/offline-use.js'
import { cataloguesPlace } from './catalogues/place.js'
import { cataloguesSlice } from './catalogues/slice.js'
import { PACK_URL } from './items/open-pack.js'
import { itemsPlace } from './items/place.js'
import { itemsSlice } from './items/slice.js'
import { listsShown } from './items/views/long-list.js'
import { isRecognitionKept } from './pictures/offline-use.js'
import { picturesSlice } from './pictures/slice.js'
import { privacySlice } from './privacy/slice.js'
import { byId } from './shell/dom.js'
import { Offline } from './shell/offline.js'
import { shellPlace } from './shell/place.js'
import { Router } from './shell/router.js'
import { shellSlice } from './shell/slice.js'
import { Store } from './shell/store.js'

/** @typedef {typeof store} PageStore */

const store = new Store({
  shell: shellSlice(),
  items: itemsSlice(),
  catalogues: cataloguesSlice(),
  pictures: picturesSlice(),
  privacy: privacySlice(),
})
const router = new Router(store, [shellPlace(store), cataloguesPlace(store), itemsPlace(store)])
const offline = new Offline(store, PACK_URL, async () => (await isRecognitionKept()) && (await areCataloguesKept()))

const starting = startItems(store, {
  startOffline: () => offline.start(),
  packOf: async ({ id, example }) => (example ? addressOfExample(id) : readPack(id)),
  historyName: historyNameOf,
})
const pictures = startPictures(store)
startPrivacy(store, { offline, pictures, items: starting })
startCatalogues(store, starting)
startShell(store)
store.watch({ pictures: ['modelKept'] }, () => void offline.check())

const items = await starting
byId('main').classList.remove('starting')
await items.load()
await listsShown()
router.restore()
await offline.finish(store.state.items.complete)
// One that an address leads to may have been fetched before it could be kept.
const { otherCatalogue } = store.state.items
await keepExamples(EXAMPLES.filter((example) => example === otherCatalogue))
