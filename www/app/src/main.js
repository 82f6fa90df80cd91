// Starts the page: one store, a controller for each part and one for working offline, and the views that show them.

import './trusted-types.js'
import { Films } from './films.js'
import { translateDocument } from './language.js'
import { Offline } from './offline.js'
import { Pictures } from './pictures.js'
import { watchRequests } from './requests.js'
import { createStore } from './state.js'
import { Stored } from './stored.js'
import { showColophon } from './views/colophon.js'
import { showEasel } from './views/easel.js'
import { showFound } from './views/found.js'
import { showHistory } from './views/history.js'
import { showLanguage } from './views/language.js'
import { showMessages } from './views/messages.js'
import { showModel } from './views/model.js'
import { showParts } from './views/parts.js'
import { showPicks } from './views/picks.js'
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
showFound(store, films)
showPicks(store, films)
showHistory(store, films)
await films.load()
await offline.finish()
