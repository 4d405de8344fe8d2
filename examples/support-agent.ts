// Support over a folder of documents: what fits the question is found first, and the answer cites it by number.
import { join } from 'node:path'
import { contextSpace, defineAgent } from 'errand'

const docs = contextSpace({
  id: 'errand-docs',
  name: 'Errand documentation',
  folders: [join(import.meta.dirname, '..', 'docs')],
})

export default defineAgent({
  id: 'support',
  description: 'Answers questions about Errand from its documentation, with citations.',
  instructions: 'You are the support of Errand. Answer briefly.',
  contextSpaces: [docs],
  grounding: { mode: 'required', nothingFound: 'The documentation says nothing on this; please open an issue.' },
})
