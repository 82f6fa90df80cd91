// For bundlers that find the wasm and the workers themselves.

import * as penchant from 'penchant'
import { train } from 'penchant/train'
import { start } from './app.js'

start({ ...penchant, train })
