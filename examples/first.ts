// Defines an agent with one tool and runs it, whole and streamed.
import { createErrand, defineAgent, defineTool } from 'errand'

const weather = defineTool({
  name: 'get_weather',
  description: 'Tells the current weather of a city.',
  input: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  effect: 'pure', // a repeat after a crash does no harm; the default, 'once', is never repeated
  execute: ({ city }: { city: string }) => ({ city, sky: 'clear', celsius: 21 }),
})
const agent = defineAgent({ id: 'travel', instructions: 'Help with travel plans.', tools: [weather] })
await using errand = await createErrand({ agents: [agent] }) // takes up every run that was interrupted
const result = await errand.run(agent, 'What is the weather in Lisbon?')
console.log(result.message)
for await (const event of errand.stream('travel', 'What is the weather in Oslo?')) console.log(event.seq, event.type)
