// What the worker of the half that sees is asked.

import { describe, open, profile, run, warmUp } from './session-engine.js'
import { classify, embed, load } from './vision-engine.js'

export const requests = { load, classify, embed, open, describe, warmUp, run, profile }
