// What is measured: the models, which engines run them, and what goes in. For the page and for what drives it.

/**
 * @typedef {'penchant' | 'onnxruntime' | 'tfjs'} Engine
 *
 * @typedef {object} Input
 * @property {'float32' | 'int64'} type
 * @property {number[]} shape
 * @property {Float32Array | BigInt64Array} data
 *
 * @typedef {object} Model
 * @property {string} onnx below build/
 * @property {string} [tfjs] the same for TensorFlow.js, without its suffixes
 * @property {Record<string, number>} dims lengths of its free dimensions
 * @property {number} tolerance how far outputs may be apart, as a share of the largest
 * @property {() => Record<string, Input>} inputs
 */

export const ENGINES = /** @type {const} */ (['penchant', 'onnxruntime', 'tfjs'])

const SIDE = 224
const TOKENS = 128
/** BERT's words: what comes before them is special, or unused. */
const [FIRST_WORD, WORDS] = [1996, 28_000]

/** @type {Record<string, Model>} */
export const MODELS = {
  'efficientnet-lite0': {
    onnx: 'models/efficientnet-lite0.onnx',
    tfjs: 'bench/models/efficientnet-lite0',
    dims: {},
    tolerance: 1e-3,
    inputs: picture,
  },
  'mobilenet-v2': {
    onnx: 'bench/models/mobilenet-v2.onnx',
    tfjs: 'bench/models/mobilenet-v2',
    dims: {},
    tolerance: 1e-3,
    inputs: picture,
  },
  minilm: {
    onnx: 'bench/models/minilm.onnx',
    dims: { batch: 1, tokens: TOKENS },
    tolerance: 1e-3,
    inputs: sentence,
  },
  'minilm-int8': {
    onnx: 'bench/models/minilm-int8.onnx',
    dims: { batch: 1, tokens: TOKENS },
    // What is rounded to int8 may go either way.
    tolerance: 5e-2,
    inputs: sentence,
  },
}

/**
 * @param {string} model
 * @param {Engine} engine
 */
export const runs = (model, engine) => engine !== 'tfjs' || MODELS[model].tfjs !== undefined

/** Gives numbers from 0 to 1, the same each time: Knuth's and Lewis' generator. */
function random() {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** @returns {Record<string, Input>} */
function picture() {
  const next = random()
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, () => 2 * next() - 1)
  return { image: { type: 'float32', shape: [1, 3, SIDE, SIDE], data } }
}

/** @returns {Record<string, Input>} */
function sentence() {
  const next = random()
  const shape = [1, TOKENS]
  const word = () => BigInt(FIRST_WORD + Math.floor(WORDS * next()))
  const words = BigInt64Array.from({ length: TOKENS }, word)
  const mask = new BigInt64Array(TOKENS).fill(1n)
  return { input_ids: { type: 'int64', shape, data: words }, attention_mask: { type: 'int64', shape, data: mask } }
}
