// Support over a folder of documents: what fits the question is found first, and the answer cites it by number.
import { join } from 'node:path'
import { contextSpace, defineAgent } from 'errand'

const docs = contextSpace({
  id: 'shop-docs',
  name: 'Documents of the shop',
  folders: [join(import.meta.dirname, 'shop-docs')],
})

export default defineAgent({
  id: 'support',
  description: 'Answers customers of a furniture shop from its documents, with citations.',
  instructions: 'You are the support of a furniture shop. Answer briefly, and cite every statement as [n].',
  contextSpaces: [docs],
  grounding: { mode: 'required', nothingFound: 'I found nothing on this. Please write to help@shop.example.' },
})
