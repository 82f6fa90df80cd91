// Starts the page: one store, a controller for each part and one for working offline, and the views that show them.

import './trusted-types.js'
import { byId } from './dom.js'
import { Films } from './films.js'
import { translateDocument } from './language.js'
import { Offline } from './offline.js'
import { Pictures } from './pictures.js'
import { watchRequests } from './requests.js'
import { createStore } from './state.js'
import { Stored } from './stored.js'
import { showColophon } from './views/colophon.js'
import { showEasel } from './views/easel.js'
import { showBrowse } from './views/films/browse.js'
import { showCatalogues } from './views/films/catalogues.js'
import { showControls } from './views/films/controls.js'
import { showHistory } from './views/films/history.js'
import { showImport } from './views/films/import.js'
import { showRows } from './views/films/rows.js'
import { showSearch } from './views/films/search.js'
import { showSheet } from './views/films/sheet.js'
import { showTaste } from './views/films/taste.js'
import { showViews } from './views/films/views.js'
import { showWelcome } from './views/films/welcome.js'
import { showLanguage } from './views/language.js'
import { showMessages } from './views/messages.js'
import { showModel } from './views/model.js'
import { showParts } from './views/parts.js'
import { showPrivacy } from './views/privacy.js'
import { showRecognition } from './views/recognition.js'

const MODEL_MANIFEST_URL = __MODEL_MANIFEST_URL__

const store = createStore()
const offline = new Offline(store)
// Read while the page is made.
const opening = Films.open(store, offline)
const pictures = new Pictures(store, MODEL_MANIFEST_URL)
const stored = new Stored(store, offline, pictures)

watchRequests(store)
translateDocument()
showLanguage()
showParts(store)
showMessages(store)
showColophon(store)
showRecognition(store, pictures)
showEasel(store, pictures)
showModel(store, pictures)
showPrivacy(store, stored, pictures)
void pictures.start()

const films = await opening
stored.has(films)
showViews(store)
showWelcome(store, films)
showControls(store, films)
showRows(store, films)
showSearch(store, films)
showHistory(store, films)
showImport(store, films)
showTaste(store, films)
showBrowse(store, films)
showCatalogues(store, films)
showSheet(store, films)
byId('main').classList.remove('starting')
await films.load()
await offline.finish()
