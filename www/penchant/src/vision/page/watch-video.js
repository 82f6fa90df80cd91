// A video that plays, and something that looks at its frames, slower than they come: while it looks at one, those
// that come are dropped, so that what it says is of now.

import { isEndedByCaller, isEngineFault } from '../../runtime/error-mapping.js'

/**
 * @typedef {object} Watched
 * @property {number} frames how many were looked at
 * @property {number} dropped how many came meanwhile
 */

/**
 * Resolves when the video ends, the signal is aborted, or `look` is.
 * @template T
 * @param {HTMLVideoElement} video
 * @param {() => Promise<T>} look
 * @param {object} options
 * @param {(result: T, watched: Watched) => void} options.onResult
 * @param {(error: unknown) => void} [options.onError]
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Watched>}
 */
export async function watchVideo(video, look, { onResult, onError, signal }) {
  const watched = { frames: 0, dropped: 0 }
  const ending = new AbortController()
  const ended = ending.signal
  const end = () => ending.abort(null)
  video.addEventListener('ended', end, { signal: ended })
  signal?.addEventListener('abort', end, { signal: ended })
  if (signal?.aborted || video.ended) end()

  const lookAtOne = async () => {
    try {
      const result = await look()
      if (ended.aborted) return
      watched.frames += 1
      onResult(result, { ...watched })
    } catch (error) {
      if (!isEngineFault(error)) throw error
      if (!ended.aborted) onError?.(error)
    }
  }

  let looking = false
  await eachFrame(video, ended, async () => {
    if (looking) {
      watched.dropped += 1
      return
    }
    looking = true
    // Of what comes after the end nobody hears: only the first reason stays.
    await lookAtOne().catch((error) => ending.abort(isEndedByCaller(error) ? null : error))
    looking = false
  })
  if (ended.reason !== null) throw ended.reason
  return watched
}

/**
 * Calls for every new frame that is shown, until the signal is aborted.
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 * @param {() => void} onFrame
 * @returns {Promise<void>}
 */
function eachFrame(video, signal, onFrame) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    // At its very beginning a video may say that it has data, and yet show none.
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
