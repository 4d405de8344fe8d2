// An address that a model names: http or https, without a user name or a password in it.
import { z } from 'zod'

export const WebAddress = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    return !url || (url.username === '' && url.password === '')
  }, 'the address holds a user name or password')
  .describe('the whole address, http or https')
