// An image classifier in a component. The engine and the model are large, so they are loaded for the first picture.

import { useCallback, useEffect, useRef, useState } from 'react'
import '../runtime/wasm-urls/infer.js'
import { ImageClassifier } from '../vision/index.js'

/**
 * @import { Class, ClassifyOptions, ModelOptions, Picture, Progress } from '../vision/index.js'
 *
 * @typedef {object} UsedImageClassifier
 * @property {Class[]} classes of the last picture, the most probable first
 * @property {boolean} isBusy whether a picture is being classified
 * @property {Progress | null} progress of loading
 * @property {Error | null} error why the last picture has no classes
 * @property {(picture: Picture, options?: ClassifyOptions) => Promise<Class[] | null>} classify classifies a
 *   picture, instead of one that is being classified; `null` if another picture replaced it, it was aborted, or there is an
 *   `error`
 *
 * @typedef {Omit<UsedImageClassifier, 'classify'>} ClassifierState
 *
 * @typedef {object} Loading
 * @property {AbortController} stop
 * @property {Promise<ImageClassifier>} classifier
 */

/** @type {ClassifierState} */
const IDLE = { classes: [], isBusy: false, progress: null, error: null }

/**
 * @param {string} manifest the model's, by its address
 * @param {Omit<ModelOptions, 'signal' | 'onProgress'>} [options] used when the first picture comes
 * @returns {UsedImageClassifier}
 */
export function useImageClassifier(manifest, options) {
  const [state, setState] = useState(IDLE)
  const loading = useRef(/** @type {Loading | null} */ (null))
  const running = useRef(/** @type {AbortController | null} */ (null))
  const latestOptions = useRef(options)
  useEffect(() => {
    latestOptions.current = options
  })

  useEffect(() => {
    return () => {
      running.current?.abort()
      running.current = null
      loading.current?.stop.abort()
      loading.current?.classifier.then((classifier) => classifier.dispose()).catch(() => {})
      loading.current = null
      setState(IDLE)
    }
  }, [manifest])

  const classify = useCallback(
    async (/** @type {Picture} */ picture, /** @type {ClassifyOptions} */ classifyOptions = {}) => {
      running.current?.abort()
      const own = new AbortController()
      running.current = own
      const abort = () => own.abort(classifyOptions.signal?.reason)
      classifyOptions.signal?.addEventListener('abort', abort)
      const show = (/** @type {Partial<ClassifierState>} */ changes) => {
        if (running.current === own) setState((state) => ({ ...state, ...changes }))
      }
      try {
        show({ isBusy: true, progress: null, error: null })
        classifyOptions.signal?.throwIfAborted()
        loading.current ??= load(manifest, latestOptions.current, (progress) => show({ progress }))
        const classifier = await loading.current.classifier.catch((error) => {
          loading.current = null // The next picture tries again.
          throw error
        })
        const classes = await classifier.classify(picture, { ...classifyOptions, signal: own.signal })
        show({ classes, isBusy: false, progress: null })
        return classes
      } catch (error) {
        if (!own.signal.aborted) show({ classes: [], error: /** @type {Error} */ (error) })
        show({ isBusy: false, progress: null })
        return null
      } finally {
        classifyOptions.signal?.removeEventListener('abort', abort)
      }
    },
    [manifest],
  )

  return { ...state, classify }
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
