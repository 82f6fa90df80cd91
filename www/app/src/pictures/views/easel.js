// The ways to bring a picture: chosen, dropped, pasted, photographed, live from the camera, or as an example.

import { byId, el } from '../../shell/dom.js'
import { EXAMPLES } from '../offline-use.js'
import { t } from '../texts.js'
import { closeCamera, openCamera, takePhoto, explainNoCamera } from './camera.js'

/**
 * @import { Pictures } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Pictures} pictures
 */
export function showEasel(store, pictures) {
  const bring = (/** @type {Blob} */ picture) => {
    location.hash = 'pictures'
    void pictures.recognise(picture)
  }
  takeFiles(bring)
  takeFromCamera(store, pictures, bring)
  byId('examples').append(
    ...Object.entries(EXAMPLES).map(([name, url]) => {
      const text = t.example[/** @type {keyof typeof EXAMPLES} */ (name)]
      return el('button', { class: 'button', type: 'button', onclick: () => void pictures.recogniseExample(url) }, text)
    }),
  )
}

/**
 * @param {PageStore} store
 * @param {Pictures} pictures
 * @param {(picture: Blob) => void} bring
 */
function takeFromCamera(store, pictures, bring) {
  const live = byId('live')
  const video = byId('live-video', HTMLVideoElement)
  /** @type {MediaStream | null} */
  let stream = null
  /** Whether the browser is asking for the camera. */
  let opening = false

  const withCamera = async (/** @type {() => Promise<void>} */ use) => {
    store.set('shell', { error: null })
    await use().catch((error) => store.set('shell', { error: { text: explainNoCamera(error) } }))
  }
  const stop = () => {
    if (stream) closeCamera(stream)
    stream = video.srcObject = null
    show()
  }
  const show = () => {
    video.hidden = stream === null
    live.textContent = stream ? t.stopLive : t.live
  }

  byId('photograph').addEventListener('click', () =>
    withCamera(async () => {
      const photo = await takePhoto()
      if (photo) bring(photo)
    }),
  )
  live.addEventListener('click', () => {
    if (stream) return pictures.cancel()
    if (opening) return
    opening = true
    const { turns } = pictures
    void withCamera(async () => {
      const opened = await openCamera().finally(() => (opening = false))
      // The browser may ask for long: a picture may have come meanwhile, or the visitor may have gone elsewhere.
      if (turns !== pictures.turns || store.state.shell.room !== 'pictures') return closeCamera(opened)
      video.srcObject = stream = opened
      show()
      await video.play().catch((error) => {
        if (stream === opened) throw error
      })
      if (stream === opened) void pictures.watch(video)
    })
  })

  // A visitor must see when the camera is on: it is closed once something else is looked at.
  store.watch({ pictures: ['recognition'], shell: ['room'] }, ({ pictures: { recognition }, shell }) => {
    if (!stream) return
    const { step, preview } = recognition
    const looking = preview === null && (step === 'watching' || step === 'loading')
    if (shell.room !== 'pictures' && looking) return pictures.cancel()
    if (!looking && !(step === 'empty' && preview === null)) stop()
  })
}

/**
 * Takes pictures that are chosen, dropped or pasted.
 * @param {(picture: Blob) => void} bring
 */
function takeFiles(bring) {
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

  // A picture may be dropped anywhere in the window: dropped beside the easel, it must not replace the page.
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
