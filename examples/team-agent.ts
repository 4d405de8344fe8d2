// A team of agents: the shop agent hands each part of a question to the colleague who knows.
import { defineAgent, defineTool } from 'errand'
import { z } from 'zod'

const product = z.object({ product: z.enum(['lamp', 'chair', 'table']) })
const euros = { lamp: 49, chair: 120, table: 310 }
const pieces = { lamp: 12, chair: 0, table: 3 }

const lookUpPrice = defineTool({
  name: 'look_up_price',
  description: 'Tells what a product costs.',
  input: product,
  effect: 'pure',
  execute: (input) => ({ ...input, euros: euros[input.product] }),
})
const countStock = defineTool({
  name: 'count_stock',
  description: 'Tells how many pieces of a product are in the warehouse.',
  input: product,
  effect: 'pure',
  execute: (input) => ({ ...input, inStock: pieces[input.product] }),
})

const prices = defineAgent({
  id: 'prices',
  description: 'Knows the price of every product.',
  instructions: 'Answer questions about prices. Look every price up.',
  tools: [lookUpPrice],
})
const stock = defineAgent({
  id: 'stock',
  description: 'Knows how many pieces of a product are in stock.',
  instructions: 'Answer questions about the stock. Count before you answer.',
  tools: [countStock],
})

export default defineAgent({
  id: 'shop',
  description: 'Answers customers.',
  instructions: 'Ask your colleagues, then answer the customer in one or two sentences.',
  tools: [prices, stock], // each call is a run of its own
  maxTokensPerRun: 50_000, // for all three together
})
