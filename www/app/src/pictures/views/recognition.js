// What a picture or live video shows: the likeliest classes with their bars, and how far the work is.

import { byId, el, reconcile } from '../dom.js'
import { t } from '../language.js'

/**
 * @import { Class } from 'penchant'
 * @import { Pictures } from '../pictures.js'
 * @import { PageStore, Recognition, State } from '../state.js'
 */

/** How often live video may be spoken of. */
const ANNOUNCED_MS = 3_000

/**
 * @param {PageStore} store
 * @param {Pictures} pictures
 */
export function showRecognition(store, pictures) {
  const preview = byId('preview', HTMLImageElement)
  const failure = byId('picture-error')
  const note = byId('answer-note')
  byId('cancel').addEventListener('click', () => pictures.cancel())

  // A picture that cannot be shown has its reason beside it.
  preview.addEventListener('error', () => (preview.hidden = true))
  preview.addEventListener('load', () => (preview.hidden = false))

  let announced = 0
  store.watch(['recognition', 'modelKept'], (state) => {
    const { step, preview: url, classes, error, release, watched, trouble } = state.recognition
    const watching = step === 'watching'
    if (!watching) announced = 0
    // Live video says something new many times a second.
    if (!watching || Date.now() - announced > ANNOUNCED_MS) {
      // The first name is said as soon as it is known.
      if (watching && classes.length > 0) announced = Date.now()
      note.textContent = noteOf(state)
    }
    note.setAttribute('aria-live', step === 'loading' ? 'off' : 'polite')
    byId('frames').textContent = trouble ?? (watched ? t.pictures.frames(watched.frames, watched.dropped) : '')
    byId('work').hidden = step !== 'loading' && step !== 'working'
    byId('invitation').hidden = watching || (url !== null && step !== 'failed')
    failure.hidden = step !== 'failed'
    const again = release && el('button', { class: 'button', type: 'button', onclick: release }, t.page.tryAgain)
    failure.replaceChildren(el('p', {}, error ?? ''), ...(again ? [again] : []))
    if (step === 'failed' || url === null) preview.hidden = true
    if (url && preview.src !== url) preview.src = url
    showProgress(state.recognition)
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

/** @param {State} state */
function noteOf({ recognition: { step, progress, classes }, modelKept, ownModel }) {
  const [likeliest] = classes
  switch (step) {
    case 'empty':
      return t.pictures.empty
    case 'loading':
      if (!progress?.loaded) return t.pictures.loading
      if (progress.file === 'engine') return t.pictures.loadingEngine(progress.loaded)
      if (!progress.total || progress.loaded >= progress.total) return t.pictures.preparing
      return t.pictures.loadingModel(progress.loaded, progress.total)
    case 'working':
      return t.pictures.working
    case 'stopped':
      return t.pictures.stopped
    case 'failed':
      return ''
    case 'watching':
      return likeliest ? t.pictures.watching(likeliest.label) : t.pictures.working
    case 'done':
      if (!likeliest) return t.pictures.stopped
      return t.pictures.done(likeliest.label) + (modelKept === false && !ownModel ? ` ${t.pictures.notKept}` : '')
  }
}

/** Five rows that stay: only what they say changes, so that live video does not flicker. */
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
  value.textContent = t.format.exactPercent(probability)
  bar.style.setProperty('--share', String(probability))
}
