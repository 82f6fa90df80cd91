// The slice of the state about the visitor's own catalogues: which there are, how far the making of one has come, and which
// was stopped.

/**
 * @import { Read, TrainProgress } from 'penchant/train'
 * @import { OwnCatalogue } from './kept-packs.js'
 * @import { Stopped } from './own/unfinished.js'
 *
 * @typedef {object} Learning
 * @property {'empty' | 'reading' | 'read' | 'learning'} step
 * @property {Read | null} read what the tables have
 * @property {TrainProgress | null} progress
 * @property {LearningFailure | null} failure
 *
 * @typedef {object} LearningFailure
 * @property {string} text
 * @property {string} detail the engine's own words, in English, where they say more
 * @property {boolean} columns whether another choice of columns may help
 *
 * @typedef {object} CataloguesSlice
 * @property {OwnCatalogue[]} ownCatalogues all of them
 * @property {Learning} learning
 * @property {Stopped[]} stopped learnings that can be gone on with
 */

/** @type {Learning} */
export const NOT_LEARNING = { step: 'empty', read: null, progress: null, failure: null }

/** @returns {CataloguesSlice} */
export function cataloguesSlice() {
  return { ownCatalogues: [], learning: NOT_LEARNING, stopped: [] }
}
