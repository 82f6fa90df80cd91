// Takes one photo with the device's camera.

import { byId } from '../dom.js'

/**
 * The photo, or null if none was taken. Rejects if there is no camera, or none that may be used.
 * @returns {Promise<Blob | null>}
 */
export async function takePhoto() {
  const dialog = byId('camera-dialog', HTMLDialogElement)
  const viewfinder = byId('viewfinder', HTMLVideoElement)
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    viewfinder.srcObject = stream
    dialog.returnValue = ''
    dialog.showModal()
    await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
    return dialog.returnValue === 'shoot' ? await still(viewfinder) : null
  } finally {
    for (const track of stream.getTracks()) track.stop()
    viewfinder.srcObject = null
  }
}

/** @param {HTMLVideoElement} video */
async function still(video) {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}
