// node model.js: runs an ONNX model on a picture of one grey, and says what of a model can be known before.

import { readFile } from 'node:fs/promises'
import { Session } from 'penchant/infer'

const { labels } = JSON.parse(await readFile('models/efficientnet-lite0.json', 'utf8'))
const session = await Session.load('models/efficientnet-lite0.onnx')
const [input] = session.inputs
const [output] = session.outputs
console.log('takes', input)
console.log('gives', output)

const shape = [1, 3, 224, 224]
const grey = new Float32Array(shape.reduce((product, size) => product * size))
const { [output.name]: answer } = await session.run({ [input.name]: { data: grey, shape } })
const likeliest = answer.data.indexOf(Math.max(...answer.data))
console.log(`the likeliest of ${answer.data.length} classes is ${labels[likeliest]}`)
session.dispose()
