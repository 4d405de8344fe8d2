// Reads an order out of a message: the result is an object that fits the schema, or the run fails with RESULT_INVALID.
import { defineAgent } from 'errand'
import { z } from 'zod'

export default defineAgent({
  id: 'orders',
  description: 'Reads an order out of a message.',
  instructions: 'Read the order out of the message. Do not add anything that it does not say.',
  resultType: 'json',
  resultSchema: z.object({
    product: z.enum(['lamp', 'chair', 'table']),
    quantity: z.int().positive().describe('number of pieces'),
    email: z.email().describe('where the confirmation goes'),
  }),
})
