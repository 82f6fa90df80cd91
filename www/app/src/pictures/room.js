// The room of pictures: brought in any way, recognised by the page's model or by the visitor's own.

import './pictures.css'
import { fillTexts } from '../shell/language.js'
import { Pictures } from './controller.js'
import { t } from './texts.js'
import { showEasel } from './views/easel.js'
import { showModelForm } from './views/model-form.js'
import { showRecognition } from './views/recognition.js'

/** @import { PageStore } from '../main.js' */

/** @param {PageStore} store */
export function startPictures(store) {
  const pictures = new Pictures(store, __MODEL_MANIFEST_URL__)
  fillTexts('pictures', t)
  showRecognition(store, pictures)
  showEasel(store, pictures)
  showModelForm(store, pictures)
  void pictures.restore()
  return pictures
}
