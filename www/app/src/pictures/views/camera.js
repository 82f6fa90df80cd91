// The device's camera: opened for a photo or for live video, and always closed again.

import { byId } from '../../shell/dom.js'
import { t } from '../texts.js'

/** @returns {Promise<MediaStream>} */
export function openCamera() {
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
}

/** @param {MediaStream} stream */
export function closeCamera(stream) {
  for (const track of stream.getTracks()) track.stop()
}

/**
 * Says why there is no camera, and what to do.
 * @param {unknown} error what `openCamera` rejected with
 */
export function explainNoCamera(error) {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return t.cameraDenied
  if (name === 'NotReadableError' || name === 'AbortError') return t.cameraBusy
  return t.cameraMissing
}

/**
 * Lets the visitor take a photo: null if none was taken. Rejects if there is no camera, or none that may be used.
 * @returns {Promise<Blob | null>}
 */
export async function takePhoto() {
  const dialog = byId('camera-dialog', HTMLDialogElement)
  const viewfinder = byId('viewfinder', HTMLVideoElement)
  const stream = await openCamera()
  try {
    viewfinder.srcObject = stream
    dialog.returnValue = ''
    dialog.showModal()
    await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
    return dialog.returnValue === 'shoot' ? await grabFrame(viewfinder) : null
  } finally {
    closeCamera(stream)
    viewfinder.srcObject = null
  }
}

/** @param {HTMLVideoElement} video */
async function grabFrame(video) {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}
