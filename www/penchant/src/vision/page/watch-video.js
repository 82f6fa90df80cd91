// Processes the frames of a video while it plays. Frames that arrive while another one is being processed are dropped, so
// that results do not lag behind.

import { isEndedByCaller, isEngineFault } from '../../runtime/error-mapping.js'

/**
 * @typedef {object} Watched
 * @property {number} frames the number of processed frames
 * @property {number} dropped the number of frames that arrived meanwhile
 */

/**
 * Resolves when the video ends, when the signal is aborted, or when `process` rejects because its caller ended it.
 * @template T
 * @param {HTMLVideoElement} video
 * @param {() => Promise<T>} process
 * @param {object} options
 * @param {(result: T, watched: Watched) => void} options.onResult
 * @param {(error: unknown) => void} [options.onError]
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Watched>}
 */
export async function watchVideo(video, process, { onResult, onError, signal }) {
  const watched = { frames: 0, dropped: 0 }
  const ending = new AbortController()
  const ended = ending.signal
  const end = () => ending.abort(null)
  video.addEventListener('ended', end, { signal: ended })
  signal?.addEventListener('abort', end, { signal: ended })
  if (signal?.aborted || video.ended) end()

  const processFrame = async () => {
    try {
      const result = await process()
      if (ended.aborted) return
      watched.frames += 1
      onResult(result, { ...watched })
    } catch (error) {
      if (!isEngineFault(error)) throw error
      if (!ended.aborted) onError?.(error)
    }
  }

  let isBusy = false
  await eachFrame(video, ended, async () => {
    if (isBusy) {
      watched.dropped += 1
      return
    }
    isBusy = true
    // Only the first reason to end counts.
    await processFrame().catch((error) => ending.abort(isEndedByCaller(error) ? null : error))
    isBusy = false
  })
  if (ended.reason !== null) throw ended.reason
  return watched
}

/**
 * Calls a function for every new frame that is shown, until the signal is aborted.
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 * @param {() => void} onFrame
 * @returns {Promise<void>}
 */
function eachFrame(video, signal, onFrame) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    // At its beginning a video may claim to have data, although it shows none.
    let shown = 0
    let handle = 0
    const exact = Boolean(video.requestVideoFrameCallback)
    const next = () => {
      handle = exact ? video.requestVideoFrameCallback(step) : requestAnimationFrame(step)
    }
    const step = () => {
      next()
      // The screen may be drawn more often than the video changes.
      if (!exact && (video.currentTime === shown || video.readyState < video.HAVE_CURRENT_DATA)) return
      shown = video.currentTime
      onFrame()
    }
    next()
    signal.addEventListener('abort', () => {
      if (exact) video.cancelVideoFrameCallback(handle)
      else cancelAnimationFrame(handle)
      resolve()
    })
  })
}
