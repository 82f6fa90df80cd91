// What a picture or live video shows: the likeliest classes with their bars, and how far the work is.

import { byId, el, reconcile } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { t as shellTexts } from '../../shell/texts.js'
import { t } from '../texts.js'

/**
 * @import { Class } from 'penchant'
 * @import { PageStore } from '../../main.js'
 * @import { Pictures } from '../controller.js'
 * @import { PicturesSlice, Recognition } from '../slice.js'
 */

/** The least time between two announcements of what live video shows. */
const ANNOUNCEMENT_INTERVAL_MS = 3_000

/**
 * @param {PageStore} store
 * @param {Pictures} pictures
 */
export function showRecognition(store, pictures) {
  const preview = byId('preview', HTMLImageElement)
  const failure = byId('picture-error')
  const note = byId('answer-note')
  byId('cancel').addEventListener('click', () => pictures.cancel())

  // Why a picture cannot be shown is said beside it.
  preview.addEventListener('error', () => (preview.hidden = true))
  preview.addEventListener('load', () => (preview.hidden = false))

  // Where the answer is below the picture, it comes into view with its first words and with its last.
  let reached = store.state.pictures.recognition.step
  store.watch({ pictures: ['recognition'] }, ({ pictures: { recognition }, shell: { room } }) => {
    const { step, preview: url } = recognition
    const begun = step !== reached && url !== null && ['loading', 'working', 'done', 'failed'].includes(step)
    reached = step
    if (begun && room === 'pictures') byId('answer').scrollIntoView({ block: 'nearest' })
  })

  let announced = 0
  store.watch({ pictures: ['recognition', 'modelKept'] }, ({ pictures: slice }) => {
    const { step, preview: url, classes, error, retry, watched, interruption } = slice.recognition
    const watching = step === 'watching'
    if (!watching) announced = 0
    // The classes of live video change many times a second.
    if (!watching || Date.now() - announced > ANNOUNCEMENT_INTERVAL_MS) {
      // The first one is announced as soon as it is known.
      if (watching && classes.length > 0) announced = Date.now()
      note.textContent = noteOf(slice)
    }
    note.setAttribute('aria-live', step === 'loading' ? 'off' : 'polite')
    byId('frames').textContent = interruption ?? (watched ? t.frames(watched.frames, watched.dropped) : '')
    byId('work').hidden = step !== 'loading' && step !== 'working'
    byId('invitation').hidden = watching || (url !== null && step !== 'failed')
    failure.hidden = step !== 'failed'
    const again = retry && el('button', { class: 'button', type: 'button', onclick: retry }, shellTexts.tryAgain)
    failure.replaceChildren(el('p', {}, error ?? ''), ...(again ? [again] : []))
    if (step === 'failed' || url === null) preview.hidden = true
    if (url && preview.src !== url) preview.src = url
    showProgress(slice.recognition)
    reconcile(byId('classes'), [...classes.entries()], {
      key: ([place]) => String(place),
      create: classRow,
      update: updateRow,
    })
  })
}

/** @param {Recognition} recognition */
function showProgress({ step, progress }) {
  const bar = byId('work-progress', HTMLProgressElement)
  if (step === 'loading' && progress?.total && progress.loaded < progress.total) {
    bar.max = progress.total
    bar.value = progress.loaded
  } else {
    bar.removeAttribute('value')
  }
}

/** @param {PicturesSlice} slice */
function noteOf({ recognition: { step, progress, classes }, modelKept, ownModel }) {
  const [likeliest] = classes
  switch (step) {
    case 'empty':
      return t.empty
    case 'loading':
      if (!progress?.loaded) return t.loading
      if (progress.file === 'engine') return t.loadingEngine(progress.loaded)
      if (!progress.total || progress.loaded >= progress.total) return t.preparing
      return t.loadingModel(progress.loaded, progress.total)
    case 'working':
      return t.working
    case 'stopped':
      return t.stopped
    case 'failed':
      return ''
    case 'watching':
      return likeliest ? t.watching(likeliest.label) : t.working
    case 'done':
      if (!likeliest) return t.stopped
      return t.done(likeliest.label) + (modelKept === false && !ownModel ? ` ${t.notKept}` : '')
  }
}

/** A row that stays: only its text changes, so that live video does not flicker. */
function classRow() {
  return el('li', { class: 'class' }, el('bdi', { class: 'label' }), el('data'), el('div', { class: 'bar' }))
}

/**
 * @param {HTMLElement} row
 * @param {[number, Class]} entry
 */
function updateRow(row, [, { label, probability, index }]) {
  const [name, value, bar] = /** @type {[HTMLElement, HTMLDataElement, HTMLElement]} */ (
    /** @type {unknown} */ (row.children)
  )
  row.dataset.index = String(index)
  name.textContent = label
  value.value = String(probability)
  value.textContent = format.exactPercent(probability)
  bar.style.setProperty('--share', String(probability))
}
