// A context space as its page has it.
import type { OutputFor } from 'errand/client'

export type Space = OutputFor<'context.get'>
