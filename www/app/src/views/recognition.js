// The picture, the ways to bring one, and what it shows.

import { byId, el } from '../dom.js'
import { takePhoto } from './camera.js'

/**
 * @import { Class } from 'penchant'
 * @import { Pictures } from '../pictures.js'
 * @import { PageStore, State } from '../state.js'
 */

const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const megabytes = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/**
 * @param {PageStore} store
 * @param {Pictures} pictures
 */
export function showRecognition(store, pictures) {
  const preview = byId('preview', HTMLImageElement)
  const progress = byId('work-progress', HTMLProgressElement)
  const failure = byId('picture-error')

  byId('cancel').addEventListener('click', () => pictures.cancel())
  const bring = (/** @type {Blob} */ picture) => {
    location.hash = 'pictures'
    void pictures.recognise(picture)
  }
  takePictures(bring)
  byId('photograph').addEventListener('click', async () => {
    try {
      const photo = await takePhoto()
      if (photo) bring(photo)
    } catch {
      const text = 'There is no camera, or this page may not use it: allow it in the browser, or choose a picture.'
      store.set({ error: { text } })
    }
  })

  // A picture that cannot be shown has its reason beside it.
  preview.addEventListener('error', () => (preview.hidden = true))
  preview.addEventListener('load', () => (preview.hidden = false))

  store.watch(['recognition'], ({ recognition }) => {
    const { step, preview: url, progress: bytes, classes, error, release } = recognition
    const busy = step === 'loading' || step === 'working'
    byId('answer-note').textContent = noteOf(recognition)
    byId('answer-note').setAttribute('aria-live', step === 'loading' ? 'off' : 'polite')
    byId('work').hidden = !busy
    byId('invitation').hidden = url !== null && step !== 'failed'
    failure.hidden = step !== 'failed'
    failure.replaceChildren(
      el('p', {}, error ?? ''),
      ...(release ? [el('button', { class: 'button', type: 'button', onclick: release }, 'Try again')] : []),
    )
    if (step === 'failed') preview.hidden = true
    if (url && preview.src !== url) preview.src = url
    if (step === 'loading' && bytes?.total && bytes.loaded < bytes.total) {
      progress.max = bytes.total
      progress.value = bytes.loaded
    } else {
      progress.removeAttribute('value')
    }
    byId('classes').replaceChildren(...classes.map(classRow))
  })
}

/** @param {State['recognition']} recognition */
function noteOf({ step, progress, classes }) {
  switch (step) {
    case 'empty':
      return 'Show it a picture: the five likeliest names will stand here.'
    case 'loading':
      if (!progress?.total) return 'Loading image recognition…'
      if (progress.loaded >= progress.total) return 'Preparing image recognition…'
      return `Loading image recognition, once: ${inMegabytes(progress.loaded)} of ${inMegabytes(progress.total)} MB`
    case 'working':
      return 'Looking…'
    case 'stopped':
      return 'Cancelled.'
    case 'failed':
      return ''
    case 'done':
      return `Most likely ${classes[0].label}, computed on this device.`
  }
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  return megabytes.format(bytes / 1e6)
}

/** @param {Class} one */
function classRow({ label, probability, index }) {
  const bar = el('div', { class: 'bar' })
  bar.style.setProperty('--share', String(probability))
  return el(
    'li',
    { class: 'class', 'data-index': index },
    el('span', {}, label),
    el('data', { value: probability }, percent.format(probability)),
    bar,
  )
}

/**
 * Pictures that are chosen, dropped or pasted.
 * @param {(picture: Blob) => void} bring
 */
function takePictures(bring) {
  const easel = byId('easel')
  const file = byId('picture-file', HTMLInputElement)

  byId('choose').addEventListener('click', () => file.click())
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? []
    file.value = ''
    if (chosen) bring(chosen)
  })

  document.addEventListener('paste', ({ clipboardData }) => {
    const pasted = [...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
    if (pasted) bring(pasted)
  })

  // All of the window takes a picture: one that misses its mark must not replace the page.
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    easel.classList.add('over')
  })
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) easel.classList.remove('over')
  })
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    easel.classList.remove('over')
    const [dropped] = event.dataTransfer?.files ?? []
    if (dropped) bring(dropped)
  })
}
