// A classifier of pictures in a component. The engine and the model are large, and loaded when the first picture comes.

import { useCallback, useEffect, useRef, useState } from 'react'
import '../runtime/wasm-urls/infer.js'
import { ImageClassifier } from '../vision/index.js'

/**
 * @import { Class, ClassifyOptions, ModelOptions, Picture, Progress } from '../vision/index.js'
 *
 * @typedef {object} UsedImageClassifier
 * @property {Class[]} classes of the last picture, the likeliest first
 * @property {boolean} isBusy whether one is being looked at
 * @property {Progress | null} progress of what is being loaded
 * @property {Error | null} error why the last one has no classes
 * @property {(picture: Picture, options?: ClassifyOptions) => Promise<Class[] | null>} classify looks at a picture, in
 *   place of one that is being looked at; `null` if another one took its place, it was aborted, or there is an `error`
 *
 * @typedef {Omit<UsedImageClassifier, 'classify'>} Looking
 *
 * @typedef {object} Loading
 * @property {AbortController} stop
 * @property {Promise<ImageClassifier>} classifier
 */

/** @type {Looking} */
const IDLE = { classes: [], isBusy: false, progress: null, error: null }

/**
 * @param {string} manifest the model's, by its address
 * @param {Omit<ModelOptions, 'signal' | 'onProgress'>} [options] as they are when the first picture comes
 * @returns {UsedImageClassifier}
 */
export function useImageClassifier(manifest, options) {
  const [looking, setLooking] = useState(IDLE)
  const loading = useRef(/** @type {Loading | null} */ (null))
  const running = useRef(/** @type {AbortController | null} */ (null))
  const wanted = useRef(options)
  useEffect(() => {
    wanted.current = options
  })

  useEffect(() => {
    return () => {
      running.current?.abort()
      running.current = null
      loading.current?.stop.abort()
      loading.current?.classifier.then((classifier) => classifier.dispose()).catch(() => {})
      loading.current = null
      setLooking(IDLE)
    }
  }, [manifest])

  const classify = useCallback(
    async (/** @type {Picture} */ picture, /** @type {ClassifyOptions} */ asked = {}) => {
      running.current?.abort()
      const own = new AbortController()
      running.current = own
      const abort = () => own.abort(asked.signal?.reason)
      asked.signal?.addEventListener('abort', abort)
      const show = (/** @type {Partial<Looking>} */ looking) => {
        if (running.current === own) setLooking((before) => ({ ...before, ...looking }))
      }
      try {
        show({ isBusy: true, progress: null, error: null })
        asked.signal?.throwIfAborted()
        loading.current ??= load(manifest, wanted.current, (progress) => show({ progress }))
        const classifier = await loading.current.classifier.catch((error) => {
          loading.current = null // The next picture tries again.
          throw error
        })
        const classes = await classifier.classify(picture, { ...asked, signal: own.signal })
        show({ classes, isBusy: false, progress: null })
        return classes
      } catch (error) {
        if (!own.signal.aborted) show({ classes: [], error: /** @type {Error} */ (error) })
        show({ isBusy: false, progress: null })
        return null
      } finally {
        asked.signal?.removeEventListener('abort', abort)
      }
    },
    [manifest],
  )

  return { ...looking, classify }
}

/**
 * @param {string} manifest
 * @param {ModelOptions | undefined} options
 * @param {(progress: Progress) => void} onProgress
 * @returns {Loading}
 */
function load(manifest, options, onProgress) {
  const stop = new AbortController()
  return { stop, classifier: ImageClassifier.load(manifest, { ...options, onProgress, signal: stop.signal }) }
}
