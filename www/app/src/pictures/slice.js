// The slice of the state about pictures: the one that is looked at, and the model that looks.

/**
 * @import { Class, Progress, Watched } from 'penchant'
 *
 * @typedef {object} Recognition the picture or video that is looked at, and what is known of it
 * @property {'empty' | 'loading' | 'working' | 'watching' | 'done' | 'stopped' | 'failed'} step
 * @property {string | null} preview an object URL
 * @property {Progress | null} progress of the engine's bytes, and of the model's
 * @property {Class[]} classes
 * @property {string} [error]
 * @property {() => void} [retry]
 * @property {Watched | null} watched of live video
 * @property {string | null} interruption that needs nothing from the visitor
 *
 * @typedef {object} PicturesSlice
 * @property {Recognition} recognition
 * @property {boolean | null} modelKept whether the browser keeps the page's model; `null` before it is loaded
 * @property {{ name: string, classes: number, kept: boolean } | null} ownModel the visitor's, if it is in use
 */

/** @returns {PicturesSlice} */
export function picturesSlice() {
  return {
    recognition: { step: 'empty', preview: null, progress: null, classes: [], watched: null, interruption: null },
    modelKept: null,
    ownModel: null,
  }
}
