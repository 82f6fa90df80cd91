import * as penchant from 'penchant'
import { start } from './app.js'

start(penchant)
