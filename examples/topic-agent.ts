import { defineAgent } from 'errand'
import { z } from 'zod'

export default defineAgent({
  id: 'topic',
  description: 'Explains a topic to a given audience.',
  instructions: 'Explain things to {{audience}}.',
  input: z.object({ topic: z.string().min(1), audience: z.string().default('beginners') }),
  prompt: 'Explain {{topic}}. {{message}}',
})
